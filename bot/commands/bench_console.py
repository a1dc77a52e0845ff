"""Measures the pages of the console on this machine."""

from __future__ import annotations

import sys
from dataclasses import asdict

from rich.console import Console
from rich.table import Table

from bot.bench.console import SERVERS, Measured, Plan
from bot.bench.console_pages import WrongPage
from bot.bench.servers import ServerFailed
from bot.json_lines import write_object
from bot.private_postgres import NoPostgres
from bot.service import Refused

GOAL_MS = 200.0
WIDTH = 110
COLUMNS = ("page", "looks", "p50 ms", "p95 ms", "p99 ms", "KB")


def run(plan: Plan, only: str | None, *, json: bool) -> None:
    """Measures one database after the other; raises Refused when a page was not what it should be."""
    measured, skipped = list[Measured](), list[str]()
    for name, measure in SERVERS.items():
        if only not in (None, name):
            continue
        print(f"filling and measuring {name} ...", file=sys.stderr, flush=True)
        try:
            measured.append(measure(plan))
        except NoPostgres as reason:
            skipped.append(f"{name} was not measured: {reason}")
        except (ServerFailed, WrongPage) as reason:
            raise Refused(f"{name}: {reason}") from None
    if json:
        write_object(sys.stdout.buffer, {"measured": [asdict(one) for one in measured], "skipped": skipped})
    else:
        show(measured, skipped)


def show(measured: list[Measured], skipped: list[str]) -> None:
    """A table for each database, the slowest page first, and whether the goal is met."""
    console = Console(soft_wrap=True)
    console.width = max(console.width, WIDTH)
    for one in measured:
        table = Table(*COLUMNS, title=f"Pages of the console on {one.database}, {one.talks:,} talks")
        for column in table.columns[1:]:
            column.justify = "right"
        for page in one.pages:
            times = (f"{wait:.0f}" for wait in (page.p50_ms, page.p95_ms, page.p99_ms))
            table.add_row(page.page, str(page.looks), *times, f"{page.kilobytes:.0f}")
        console.print(table)
        console.print(f"The server used {one.cpu_ms_per_page:.1f} ms of a processor for a page.", highlight=False)
        slow = [page.page for page in one.pages if page.p95_ms >= GOAL_MS]
        told = f"MISSED by {', '.join(slow)}" if slow else "met"
        console.print(f"Goal {told}: p95 of every page below {GOAL_MS:.0f} ms.", markup=False, highlight=False)
    for sentence in skipped:
        console.print(sentence, markup=False, highlight=False)
