"""Work that goes on beside the requests: done, then waited for, again and again, whatever fails."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Self

import structlog

log = structlog.get_logger(__name__)
LONGEST_PAUSE = 30.0

Step = Callable[[], Awaitable[int]]
Wait = Callable[[float], Awaitable[None]]


class Loops:
    """Background steps; leaving the context lets the step under way finish and starts no other."""

    def __init__(self, wait: Wait) -> None:
        self._wait = wait
        self._tasks: list[asyncio.Task[None]] = []
        self._ending = asyncio.Event()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._ending.set()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def add(self, name: str, step: Step, *, every: float, hears_news: bool = True) -> None:
        """Does the step as long as it finds something to do, then waits for so many seconds, or for news before."""
        wait = self._wait if hears_news else asyncio.sleep
        self._tasks.append(asyncio.create_task(self._go_on(name, step, partial(wait, every)), name=name))

    async def _go_on(self, name: str, step: Step, wait: Callable[[], Awaitable[None]]) -> None:
        pause = 0.5
        while not self._ending.is_set():
            try:
                found = await step()
                pause = 0.5
            except Exception:
                log.exception("background work failed", work=name)
                found, pause = 0, min(pause * 2, LONGEST_PAUSE)
                await self._rest(asyncio.sleep(pause))
            if not found:
                await self._rest(wait())

    async def _rest(self, waited: Awaitable[None]) -> None:
        waiting = asyncio.ensure_future(waited)
        ending = asyncio.ensure_future(self._ending.wait())
        await asyncio.wait({waiting, ending}, return_when=asyncio.FIRST_COMPLETED)
        for task in (waiting, ending):
            task.cancel()
        await asyncio.gather(waiting, ending, return_exceptions=True)
