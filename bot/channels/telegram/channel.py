"""Telegram as a way to push words to a worker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from telegram import LinkPreviewOptions

from bot.channels.base import Outcome, Outgoing, Sent, Undelivered
from bot.channels.bubbles import Bubble, all_of, cut, words_of
from bot.channels.telegram.api import Bot
from bot.channels.telegram.keyboards import Keyboards
from bot.channels.telegram.outcomes import outcome_of
from bot.channels.telegram.settings import CHANNEL
from handlers.offers import step_of

MOST_UNITS: Final = 4_096  # of UTF-16: an emoji counts twice
NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)


class TelegramChannel:
    """Sends a bubble at a time; Telegram knows no key, so a repeat is a second message."""

    name = CHANNEL
    repeat_is_harmless = False

    def __init__(self, bot: Bot, keyboards: Keyboards, now: Callable[[], datetime]) -> None:
        self._bot, self._keyboards, self._now = bot, keyboards, now
        self._own = bot.token.partition(":")[0]

    async def send(self, outgoing: Outgoing) -> Outcome:
        """What became of the first bubble that has not gone; its last one carries the buttons."""
        chat = chat_of(outgoing.conversation_id, self._own)
        bubbles = all_of(words_of([outgoing.reply]), bubble_of)
        if chat is None:
            return Undelivered("unreachable")
        if not bubbles:
            return Undelivered("empty")
        if outgoing.said >= len(bubbles):  # cut otherwise by a later version, and all of it went
            return Sent()
        return await self._say(chat, outgoing, bubbles)

    async def _say(self, chat: int, outgoing: Outgoing, bubbles: list[str]) -> Outcome:
        is_last = outgoing.said + 1 == len(bubbles)
        under = self._keyboards.under(outgoing.reply, step_of(outgoing.key)) if is_last else None
        text = bubbles[outgoing.said]
        try:
            sent = await self._bot.send_message(chat, text, reply_markup=under, link_preview_options=NO_PREVIEW)
        except Exception as failure:  # also what it cannot read of an answer: then it may have arrived
            return outcome_of(failure, self._now())
        return Sent(str(sent.message_id), has_more=not is_last)


def chat_of(conversation_id: str, bot_id: str) -> int | None:
    """The chat that the talk is held in; None when it is another bot's, or no chat's."""
    channel, _, rest = conversation_id.partition(":")
    account, _, chat = rest.partition(":")
    is_number = chat.removeprefix("-").isascii() and chat.removeprefix("-").isdecimal()
    return int(chat) if channel == CHANNEL and account == bot_id and is_number else None


def bubble_of(text: str) -> Bubble:
    """As much of the text as one message holds."""
    return cut(text, text.encode("utf-16-le", "replace")[: 2 * MOST_UNITS].decode("utf-16-le", "ignore"))
