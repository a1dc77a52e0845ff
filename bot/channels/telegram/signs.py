"""What Telegram shows for a moment: that a tap was felt, that somebody is writing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from telegram.constants import ChatAction

from bot.channels.telegram.api import Bot
from bot.channels.telegram.channel import chat_of

LASTS: Final = 4.0  # seconds that Telegram shows it, less a little
MOST: Final = 1_000


class BotSigns:
    """Each is asked for once and never again; `seconds` counts up like `time.monotonic`."""

    def __init__(self, bot: Bot, seconds: Callable[[], float]) -> None:
        self._bot, self._seconds = bot, seconds
        self._own = bot.token.partition(":")[0]
        self._shown: dict[str, float] = {}
        self._under_way: set[asyncio.Task[None]] = set()

    async def answer_tap(self, id: str) -> None:
        """The button does not wait any more."""
        await self._bot.answer_callback_query(id)

    async def show_typing(self, conversation_id: str) -> None:
        """Somebody is writing to him, for a few seconds."""
        chat, now = chat_of(conversation_id, self._own), self._seconds()
        if chat is None or now - self._shown.get(conversation_id, -LASTS) < LASTS:
            return
        if len(self._shown) >= MOST:
            self._shown.clear()
        self._shown[conversation_id] = now
        await self._bot.send_chat_action(chat, ChatAction.TYPING)

    def note(self, conversation_id: str) -> None:
        """A member of staff is writing; for who listens to that."""
        if chat_of(conversation_id, self._own) is None:
            return
        task = asyncio.ensure_future(self._quietly(conversation_id))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _quietly(self, conversation_id: str) -> None:
        try:
            await self.show_typing(conversation_id)
        except Exception:  # noqa: S110 - a sign that does not come is no harm
            pass
