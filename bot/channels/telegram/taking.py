"""Takes updates, however they came: first all is kept, then answered; between two of them nothing is remembered."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, Protocol

import structlog

from bot.channels.telegram.outcomes import kind_of
from bot.channels.telegram.settings import TelegramSettings
from bot.channels.telegram.updates import Read, Reading, read_update, unread
from bot.channels.telegram.words import Words
from handlers.messages import Answer, Inbound

log = structlog.get_logger(__name__)
SLOW_SECONDS: Final = 0.7  # what is answered sooner needs no sign that somebody writes
SIGN_SECONDS: Final = 10.0


class AcceptsMessages(Protocol):
    """Keeps messages at once and has them answered by the outbox."""

    async def accept(self, messages: Sequence[Inbound]) -> list[asyncio.Task[Answer]]:
        """Returns when all are kept, the turns under way, named for their talks; raises if none could be kept."""


class Signs(Protocol):
    """What Telegram shows and nobody keeps."""

    async def answer_tap(self, id: str) -> None:
        """The button does not wait any more."""

    async def show_typing(self, conversation_id: str) -> None:
        """Somebody is writing to him."""


GreetGroup = Callable[[int], Awaitable[None]]


class Taker:
    """`take` returns when everything is kept: only then may Telegram forget it."""

    def __init__(
        self,
        settings: TelegramSettings,
        inbound: AcceptsMessages,
        signs: Signs,
        words: Words,
        greet_group: GreetGroup,
        now: Callable[[], datetime],
    ) -> None:
        self._settings, self._inbound, self._signs = settings, inbound, signs
        self._words, self._greet_group, self._now = words, greet_group, now
        self._beside: set[asyncio.Task[None]] = set()

    async def take(self, updates: Sequence[Any]) -> None:
        """Keeps what is in the updates; raises what the database raises."""
        reads = [read_update(update, self._reading()) for update in updates]
        await self._keep([message for read in reads for message in read.messages])
        for read in reads:
            await self._follow(read)

    async def take_unread(self, content: bytes) -> None:
        """Keeps what is no update at all, for staff."""
        await self._keep([unread(content, self._reading())])

    async def finish(self) -> None:
        """Waits for the signs under way."""
        await asyncio.gather(*self._beside, return_exceptions=True)

    async def _keep(self, messages: list[Inbound]) -> None:
        try:
            turns = await self._inbound.accept(messages) if messages else []
        except (UnicodeError, ValueError, TypeError):  # one of them cannot be kept as it is
            turns = [turn for message in messages for turn in await self._keep_alone(message)]
        for turn in turns:
            self._besides(self._show_if_slow(turn))

    async def _keep_alone(self, message: Inbound) -> list[asyncio.Task[Answer]]:
        try:
            return await self._inbound.accept([message])
        except (UnicodeError, ValueError, TypeError) as failure:
            log.error("A message of Telegram cannot be kept; only that it came is", failure=type(failure).__name__)
            bare = Inbound(message.channel, message.account, message.user_id, message.key, "unknown", self._now())
            return await self._inbound.accept([replace(bare, is_event=True)])

    async def _follow(self, read: Read) -> None:
        if read.group is not None:
            await self._greet_group(read.group)
        if read.tap is not None:
            self._besides(self._signs.answer_tap(read.tap))

    async def _show_if_slow(self, turn: asyncio.Task[Answer]) -> None:
        done, _ = await asyncio.wait({turn}, timeout=SLOW_SECONDS)
        if not done:
            await self._signs.show_typing(turn.get_name())

    def _besides(self, sign: Awaitable[None]) -> None:
        task = asyncio.ensure_future(_quietly(sign))
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)

    def _reading(self) -> Reading:
        return Reading(self._settings.bot_id, self._words.said, self._now())


async def _quietly(sign: Awaitable[None]) -> None:
    """A sign that does not come is no harm."""
    try:
        async with asyncio.timeout(SIGN_SECONDS):
            await sign
    except Exception as failure:
        log.info("A sign could not be shown in Telegram", failure=kind_of(failure))
