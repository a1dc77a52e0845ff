"""Measures a crowd of simulated WeChat users: first answers, and what was lost, doubled or out of order."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace

from rich.console import Console
from rich.table import Table

from bot.bench.servers import ServerFailed
from bot.bench.verdict import P99_GOAL, READY_GOAL, Verdict
from bot.bench.wechat import Plan, run_crowd
from bot.json_lines import write_object
from bot.private_postgres import NoPostgres, private_postgres
from bot.service import Refused

WIDTH = 118
COLUMNS = ("run", "lines", "p50 s", "p99 s", "longest s", "calls", "put off", "lost", "doubled", "reordered")
KILLED = "postgresql, one of two killed"


def run(plan: Plan, only: str | None, *, json: bool) -> None:
    """One run on SQLite, one on PostgreSQL, one on PostgreSQL with a kill; raises Refused when something was lost."""
    verdicts, skipped = list[Verdict](), list[str]()
    for name in ("sqlite", "postgresql", KILLED):
        if only not in (None, name.partition(",")[0]):
            continue
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        try:
            verdicts.append(_one(name, plan))
        except NoPostgres as reason:
            skipped.append(f"{name} was not measured: {reason}")
        except ServerFailed as reason:
            raise Refused(f"{name}: {reason}") from None
    if json:
        write_object(sys.stdout.buffer, {"verdicts": [asdict(one) for one in verdicts], "skipped": skipped})
    else:
        _show(verdicts, skipped)
    if not all(one.is_right for one in verdicts):
        raise Refused("Something was lost, doubled or out of order.")


def _one(name: str, plan: Plan) -> Verdict:
    if name == "sqlite":
        return run_crowd(name, "", plan)
    with private_postgres(durable=True) as url:
        return run_crowd(name, url, replace(plan, kill=name == KILLED))


def _show(verdicts: list[Verdict], skipped: list[str]) -> None:
    console, table = (
        Console(soft_wrap=True),
        Table(*COLUMNS, title="Simulated WeChat users, safe mode, API with faults"),
    )
    console.width = max(console.width, WIDTH)
    for column in table.columns[1:]:
        column.justify = "right"
    for one in verdicts:
        times = (f"{seconds:.2f}" for seconds in (one.p50, one.p99, one.longest))
        counts = (one.calls, one.put_off, one.lost, one.doubled, one.reordered)
        table.add_row(one.server, str(one.lines), *times, *map(str, counts))
    console.print(table)
    for sentence in [*skipped, *(line for one in verdicts for line in _sentences(one))]:
        console.print(sentence, markup=False, highlight=False)


def _sentences(one: Verdict) -> Iterator[str]:
    yield f"{one.server}: calls of the API: {_counted(one.api_calls)}."
    yield (
        f"{one.server}: of {one.workers} notices {one.notices_lost} were lost and {one.notices_doubled} came twice; "
        f"not seen, and shown to staff as what they are: {_counted(one.notices_left) or 'none'}."
    )
    if one.rows_wrong:
        yield f"{one.server}: WRONG, {one.rows_wrong} messages stand too many or too few times in the inbox."
    yield _goal(one.server, f"p99 of the first answer is {one.p99:.2f} s", one.p99 < P99_GOAL, f"below {P99_GOAL:.0f}")
    if one.ready_again is not None:
        met = one.ready_again <= READY_GOAL
        yield _goal(one.server, f"ready again {one.ready_again:.2f} s after the kill", met, f"at most {READY_GOAL:.0f}")


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))


def _goal(server: str, what: str, is_met: bool, wanted: str) -> str:
    return f"Goal {'met' if is_met else 'MISSED'} on {server}: {what} ({wanted})."
