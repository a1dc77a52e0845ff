"""Shows what was measured: a table for people, JSON for programs."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.bench.runs import Measured, Result
from bot.version import version

CPU_GOAL_MS = 2.0
RATE_GOAL = 300.0
FIXED_RATE, P99_GOAL_MS = 200.0, 50.0
MEMORY_GOAL_MB = 170.0
WIDTH = 110
COLUMNS = ("server", "talks", "turns", "turns/s", "CPU ms/turn", "p50 ms", "p95 ms", "p99 ms", "memory MB", "rows/turn")


def as_json(measured: list[Measured], skipped: list[str]) -> dict[str, Any]:
    """Everything, unrounded."""
    machine = {"cpus": os.cpu_count(), "python": platform.python_version(), "version": version()}
    return {"machine": machine, "measured": [asdict(one) for one in measured], "skipped": skipped}


def show(measured: list[Measured], skipped: list[str]) -> None:
    """The table, what went wrong, and whether the goals are met."""
    console, table = Console(soft_wrap=True), Table(*COLUMNS, title="Whole turns: signed push in, encrypted reply out")
    console.width = max(console.width, WIDTH)
    for column in table.columns[1:]:
        column.justify = "right"
    for one in measured:
        for result in one.results:
            table.add_row(*_row(one, result))
    console.print(table)
    for one in measured:
        if one.rows_per_turn:
            tables = ", ".join(f"{name} {rows:.2f}" for name, rows in one.rows_per_turn.items())
            console.print(f"Rows a turn on {one.server}: {tables}")
    for sentence in [*skipped, *faults(measured), *_goals(measured)]:
        console.print(sentence, markup=False, highlight=False)


def faults(measured: list[Measured]) -> Iterator[str]:
    """Answers that were not what the talk expects, one sentence each."""
    for one in measured:
        for result in one.results:
            for fault, times in result.seen.failed.items():
                yield f"WRONG on {one.server}, {times} times: {fault}"


def _row(one: Measured, result: Result) -> tuple[str, ...]:
    seen = result.seen
    waits = (f"{wait:.1f}" for wait in (seen.p50_ms, seen.p95_ms, seen.p99_ms))
    rows = f"{sum(one.rows_per_turn.values()):.1f}" if one.rows_per_turn else ""
    counts = (one.server, str(result.crowd), str(seen.turns), f"{seen.turns_per_second:.0f}")
    return (*counts, f"{result.cpu_ms_per_turn:.2f}", *waits, f"{result.most_memory_mb:.0f}", rows)


def _goals(measured: list[Measured]) -> Iterator[str]:
    for one in measured:
        if one.server != "sqlite":
            continue
        best = max(one.results, key=lambda result: result.seen.turns_per_second)
        yield _goal(f"{best.cpu_ms_per_turn:.2f} ms CPU a turn", best.cpu_ms_per_turn <= CPU_GOAL_MS, "at most 2")
        most = max(result.most_memory_mb for result in one.results)
        yield _goal(f"{most:.0f} MB at the most", most <= MEMORY_GOAL_MB, "at most 170")
        if one.rate:
            p99 = max(result.seen.p99_ms for result in one.results)
            wanted = f"at most {P99_GOAL_MS:.0f} at {FIXED_RATE:.0f} turns a second"
            yield _goal(f"p99 is {p99:.1f} ms at {one.rate:.0f} turns a second", p99 <= P99_GOAL_MS, wanted)
        else:
            rate = best.seen.turns_per_second
            yield _goal(f"{rate:.0f} turns a second", rate >= RATE_GOAL, "at least 300")


def _goal(what: str, is_met: bool, wanted: str) -> str:
    return f"Goal {'met' if is_met else 'MISSED'} on SQLite: {what} ({wanted})."
