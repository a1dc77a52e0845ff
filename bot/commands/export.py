"""Writes stored complaints out, one JSON line each."""

from __future__ import annotations

import asyncio
import sys
from functools import partial

from bot.json_lines import write_object
from bot.logs import set_up_logs
from bot.opening import OpenService
from bot.settings import Settings


def run(settings: Settings, *, mask: bool) -> None:
    """All complaints in the order in which they were filed."""
    set_up_logs(level=30)
    asyncio.run(_run(settings, mask=mask))


async def _run(settings: Settings, *, mask: bool) -> None:
    from bot.local import local_service

    async with OpenService(settings, partial(local_service, settings, today=None), "export") as service:
        async for complaint in service.stream("export", mask=mask):
            write_object(sys.stdout.buffer, complaint)
