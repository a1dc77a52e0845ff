"""Measures whole turns on this machine: the floor, SQLite and PostgreSQL."""

from __future__ import annotations

import sys
from collections.abc import Callable

from bot.bench.report import as_json, faults, show
from bot.bench.runs import Measured, Plan, measure_floor, measure_postgres, measure_sqlite
from bot.bench.servers import ServerFailed
from bot.json_lines import write_object
from bot.private_postgres import NoPostgres
from bot.service import Refused

SERVERS: dict[str, Callable[[Plan], Measured]] = {
    "floor": measure_floor,
    "sqlite": measure_sqlite,
    "postgresql": measure_postgres,
}


def run(plan: Plan, only: str | None, *, json: bool) -> None:
    """Measures one server after the other; raises Refused when a server fails or an answer was wrong."""
    measured, skipped = list[Measured](), list[str]()
    for name, measure in SERVERS.items():
        if only not in (None, name):
            continue
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        try:
            measured.append(measure(plan))
        except NoPostgres as reason:
            skipped.append(f"{name} was not measured: {reason}")
        except ServerFailed as reason:
            raise Refused(f"{name}: {reason}") from None
    if json:
        write_object(sys.stdout.buffer, as_json(measured, skipped))
    else:
        show(measured, skipped)
    if any(faults(measured)):
        raise Refused("Some answers were not what the talks expect.")
