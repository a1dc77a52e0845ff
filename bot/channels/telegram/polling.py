"""Asks Telegram for updates: each is kept under its own key before it is confirmed, by one process at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any, Final, Protocol

import structlog
from telegram.error import Conflict, InvalidToken, RetryAfter

from bot.channels.telegram.outcomes import kind_of, pause_of
from bot.channels.telegram.updates import WANTED

log = structlog.get_logger(__name__)
STAND_BY_SECONDS: Final = 3.0
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
OPERATORS_PAUSE: Final = 60.0  # what only an operator can mend


class Source(Protocol):
    """Where updates come from."""

    async def updates(self, offset: int | None, wanted: Sequence[str]) -> list[Any]:
        """What is new; all before the offset is confirmed. Raises what python-telegram-bot does."""


class Duty(Protocol):
    """Sees to it that only one process asks."""

    async def take(self) -> bool:
        """Whether it is ours, for longer than one question and its keeping take."""

    async def give_back(self) -> None:
        """Another process may ask at once."""


class Alarm(Protocol):
    """What an operator has to mend."""

    async def sound(self, reason: str, code: int) -> None:
        """It cannot be asked."""

    async def calm(self) -> None:
        """It has been asked."""


Take = Callable[[Sequence[Any]], Awaitable[None]]


class Poller:
    """`prepare` is done before the first question of a term; it must be harmless to do it again.

    The offset is never kept: what Telegram has not forgotten comes again after a restart and is known by its key. It
    is sent once to confirm, then left out, so that ids that begin anew after a quiet week are not taken for old ones.
    """

    def __init__(
        self, source: Source, take: Take, prepare: Callable[[], Awaitable[None]], duty: Duty, alarm: Alarm
    ) -> None:
        self._source, self._take, self._prepare = source, take, prepare
        self._duty, self._alarm = duty, alarm
        self._offset: int | None = None
        self._is_ready = False
        self._failures = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Goes on until told to stop; a question under way is dropped then, what it brings comes again."""
        stopping = asyncio.ensure_future(stop.wait())
        try:
            while not stop.is_set():
                step = asyncio.ensure_future(self.step())
                await asyncio.wait({step, stopping}, return_when=asyncio.FIRST_COMPLETED)
                if not step.done():
                    step.cancel()
                    await asyncio.gather(step, return_exceptions=True)
                elif pause := step.result():
                    await asyncio.wait({stopping}, timeout=pause)
        finally:
            stopping.cancel()
            await self._leave()

    async def step(self) -> float:
        """Asks once, if it is our turn; how many seconds to wait before the next time."""
        try:
            if not await self._duty.take():
                self._is_ready, self._offset = False, None
                return STAND_BY_SECONDS
            await self._ask()
        except Exception as failure:
            return await self._paused(failure)
        if self._failures or not self._is_ready:
            await self._alarm.calm()
        self._is_ready, self._failures = True, 0
        return 0.0

    async def _ask(self) -> None:
        if not self._is_ready:
            await self._prepare()
        updates = await self._source.updates(self._offset, WANTED)
        self._offset = None  # confirmed with that question
        if updates:
            await self._take(updates)
            self._offset = max((id for update in updates if (id := _id_of(update)) is not None), default=-1) + 1 or None

    async def _paused(self, failure: Exception) -> float:
        self._failures += 1
        if self._failures == 1:
            log.warning("Telegram cannot be asked for updates", failure=kind_of(failure))
        match failure:
            case InvalidToken():
                return await self._alarmed("token_refused", 401)
            case Conflict():  # another installation asks, or a webhook was set: `prepare` takes that away
                self._is_ready = False
                return await self._alarmed("asked_elsewhere", 409)
            case RetryAfter():
                return pause_of(failure).total_seconds()
        return min(FIRST_PAUSE * 2.0 ** min(self._failures - 1, 10), LONGEST_PAUSE)

    async def _alarmed(self, reason: str, code: int) -> float:
        try:
            await self._alarm.sound(reason, code)
        except Exception:
            log.exception("an alarm could not be kept")
        return min(FIRST_PAUSE * 4.0 ** min(self._failures - 1, 10), OPERATORS_PAUSE)

    async def _leave(self) -> None:
        try:
            await asyncio.wait_for(self._duty.give_back(), timedelta(seconds=2).total_seconds())
        except Exception as failure:  # it ends by itself
            log.info("The duty to ask Telegram was not given back", failure=kind_of(failure))


def _id_of(update: Any) -> int | None:
    id = update.get("update_id") if isinstance(update, dict) else None
    return id if isinstance(id, int) and not isinstance(id, bool) else None
