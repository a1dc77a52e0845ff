"""The commands for staff accounts."""

from __future__ import annotations

import asyncio
import sys
from functools import partial
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.json_lines import write_object
from bot.logs import set_up_logs
from bot.opening import OpenService
from bot.service import Answer
from bot.settings import Settings


def run_add(settings: Settings, *, name: str, role: str, area: str) -> None:
    """Adds somebody and prints the one-time password; the password alone goes to standard output."""
    _tell_password(_ask(settings, "staff_add", who=name, role=role, area=area))


def run_reset(settings: Settings, *, name: str) -> None:
    """Signs somebody out everywhere and prints a new one-time password."""
    _tell_password(_ask(settings, "staff_reset", who=name))


def run_list(settings: Settings, *, as_json: bool) -> None:
    """Everybody who may sign in, and who may not any more."""
    answer = _ask(settings, "staff_list")
    if as_json:
        for one in answer["staff"]:
            write_object(sys.stdout.buffer, one)
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in ("name", "role", "area", "last signed in", ""):
        table.add_column(heading, overflow="fold")
    for one in answer["staff"]:
        last = (one["signed_in_at"] or "never")[:16].replace("T", " ")
        table.add_row(one["name"], one["role"], one["area"] or "all", last, _remark(one))
    Console(highlight=False, markup=False).print(table)


def _remark(one: Answer) -> str:
    if one["disabled"]:
        return "disabled"
    return "has a one-time password" if one["must_change"] else ""


def _tell_password(answer: Answer) -> None:
    sys.stderr.write(f"{answer['name']} signs in at /console with this one-time password and then chooses another:\n")
    sys.stderr.flush()
    sys.stdout.write(f"{answer['password']}\n")


def _ask(settings: Settings, operation: str, **arguments: Any) -> Answer:
    set_up_logs(level=30)
    return asyncio.run(_asked(settings, operation, arguments))


async def _asked(settings: Settings, operation: str, arguments: dict[str, Any]) -> Answer:
    from bot.local import local_service

    build = partial(local_service, settings, today=None)
    async with OpenService(settings, build, operation.replace("_", " ")) as service:
        return await service.ask(operation, **arguments)
