"""Fills an empty database with invented talks and cases, or takes them away again."""

from __future__ import annotations

import asyncio
from functools import partial

from rich.console import Console
from rich.progress import Progress

from bot.logs import set_up_logs
from bot.opening import OpenService
from bot.settings import Settings


def run(settings: Settings, *, remove: bool) -> None:
    """Shows how far it is; raises Refused where real people have talked."""
    set_up_logs(level=30)
    asyncio.run(_run(settings, remove=remove))


async def _run(settings: Settings, *, remove: bool) -> None:
    from bot.local import local_service

    async with OpenService(settings, partial(local_service, settings, today=None), "demo") as service:
        if remove:
            removed = (await service.ask("demo_remove"))["removed"]
            print(f"{removed} invented talks are gone, with their cases.")
            return
        await _fill(service)
    print("Look: ./xinsheng serve, then /console (./xinsheng staff add NAME); ./xinsheng case list")


async def _fill(service: OpenService) -> None:
    with Progress(console=Console(stderr=True)) as progress:
        bar = progress.add_task("invented workers talk")
        async for step in service.stream("demo_fill"):
            progress.update(bar, completed=step["done"], total=step["of"])
