"""The commands of the embedded desk: look at cases and move them on."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.json_lines import write_object
from bot.logs import set_up_logs
from bot.opening import OpenService
from bot.service import Answer
from bot.settings import Settings

Show = Callable[[Answer], None]


@dataclass(frozen=True, slots=True)
class Step:
    """What an officer decided on a case."""

    number: str
    status: str
    note: str | None


def run_list(settings: Settings, *, as_json: bool) -> None:
    """The cases, newest first."""
    _run(settings, "case_list", {}, _json_cases if as_json else _table_of_cases)


def run_show(settings: Settings, *, number: str, as_json: bool) -> None:
    """One case with its complaint and its steps."""
    _run(settings, "case_show", {"number": number}, _json if as_json else _page_of_case)


def run_step(settings: Settings, step: Step, *, as_json: bool) -> None:
    """Takes the step, or ends with status 1 and a sentence on what is allowed."""
    arguments = {"number": step.number, "status": step.status, "note": step.note}
    _run(settings, "case_step", arguments, _json if as_json else _sentence_of_step)


def _run(settings: Settings, name: str, arguments: dict[str, Any], show: Show) -> None:
    set_up_logs(level=30)
    show(asyncio.run(_ask(settings, name, arguments)))


async def _ask(settings: Settings, name: str, arguments: dict[str, Any]) -> Answer:
    from bot.local import local_service

    async with OpenService(settings, partial(local_service, settings, today=None), f"case {name}") as service:
        return await service.ask(name, **arguments)


def _json(answer: Answer) -> None:
    write_object(sys.stdout.buffer, answer)


def _json_cases(answer: Answer) -> None:
    for case in answer["cases"]:
        _json(case)


def _table_of_cases(answer: Answer) -> None:
    if not answer["cases"]:
        _console().print("No case yet. Talk with the assistant (./xinsheng talk) and file one.")
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("number", "status", "since", "due", "area", "claimed", "filed"):
        table.add_column(heading, justify="right" if heading == "claimed" else "left", no_wrap=heading != "status")
    for case in answer["cases"]:
        table.add_row(
            case["case_number"],
            _status(case),
            case["status_at"][:10],
            case["due_on"] or "-",
            case["county_code"] or "-",
            case["amount_claimed_yuan"] or "-",
            case["filed_at"][:10],
        )
    _console().print(table)


def _page_of_case(answer: Answer) -> None:
    facts = Table(box=None, show_header=False, pad_edge=False)
    facts.add_column(style="bold")
    facts.add_column(overflow="fold")
    for name, value in [("number", answer["case_number"]), ("status", _status(answer)), *_rows_of(answer)]:
        facts.add_row(name, str(value))
    steps = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("at", "status", "by", "note"):
        steps.add_column(heading, overflow="fold")
    for event in answer["events"]:
        steps.add_row(event["at"][:16].replace("T", " "), _status(event), event["by"] or "-", event["note"] or "")
    console = _console()
    console.print(facts)
    console.print()
    console.print(steps)


def _rows_of(answer: Answer) -> list[tuple[str, Any]]:
    known = [("filed", answer["filed_at"][:16].replace("T", " ")), ("due", answer["due_on"] or "-")]
    allowed = ", ".join(answer["allowed"]) or "none"
    return [*known, *answer["complaint"].items(), ("next steps", allowed)]


def _sentence_of_step(answer: Answer) -> None:
    _console().print(f"{answer['case_number']}: {_status(answer)}; the worker is told.")


def _status(told: dict[str, Any]) -> str:
    return f"{told['status']} {told.get('official') or ''}".strip()


def _console() -> Console:
    return Console(highlight=False, markup=False)  # what workers wrote is no markup
