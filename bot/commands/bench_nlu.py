"""Measures how fast messages are read on this machine."""

from __future__ import annotations

import sys
from dataclasses import asdict

from rich.console import Console
from rich.table import Table

from bot.bench.reading import Timed, measure_reading
from bot.json_lines import write_object

ROUNDS = 3
MEDIAN_GOAL_MS, P95_GOAL_MS = 0.5, 2.0
WIDTH = 100


def run(*, json: bool) -> None:
    """A table for people, JSON for programs."""
    measured = measure_reading(rounds=ROUNDS)
    if json:
        write_object(sys.stdout.buffer, {"measured": [asdict(one) for one in measured]})
    else:
        show(measured)


def show(measured: list[Timed]) -> None:
    """One row for each measurement, and whether the goals are met."""
    console, table = Console(soft_wrap=True), Table("", "median ms", "p95 ms", "worst ms", title="Reading one message")
    console.width = max(console.width, WIDTH)
    for column in table.columns[1:]:
        column.justify = "right"
    for one in measured:
        table.add_row(one.name, f"{one.median_ms:.3f}", f"{one.p95_ms:.3f}", f"{one.worst_ms:.3f}")
    console.print(table)
    first = measured[0]
    met = first.median_ms <= MEDIAN_GOAL_MS and first.p95_ms <= P95_GOAL_MS
    goals = f"median {MEDIAN_GOAL_MS} ms, p95 {P95_GOAL_MS:g} ms"
    console.print(f"Goal {'met' if met else 'MISSED'}: {goals}.", markup=False, highlight=False)
