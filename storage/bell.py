"""Wakes who waits for new rows in this process."""

from __future__ import annotations

import asyncio
from contextlib import suppress


class Bell:
    """A lost ring costs one wait, never a row."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)

    async def rung(self, patience: float) -> None:
        """Returns at the next ring, or when so many seconds are over."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(waiter)
        try:
            with suppress(TimeoutError):
                await asyncio.wait_for(waiter, patience)
        finally:
            self._waiting.discard(waiter)
