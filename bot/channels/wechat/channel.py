"""WeChat as a way to push words to a worker."""

from __future__ import annotations

from typing import Protocol

from bot.channels.base import Outcome, Outgoing, Sent, Undelivered
from bot.channels.wechat.messages import CHANNEL
from bot.channels.wechat.replies import bubbles_of, words_of


class SendsText(Protocol):
    """The part of WeChat's API that the channel needs."""

    async def send_text(self, openid: str, text: str) -> Outcome:
        """What became of one text of at most 2,048 bytes."""


class WeChatChannel:
    """Sends a bubble at a time; WeChat knows no key, so a repeat is a second message."""

    name = CHANNEL
    repeat_is_harmless = False

    def __init__(self, api: SendsText) -> None:
        self._api = api

    async def send(self, outgoing: Outgoing) -> Outcome:
        """What became of the first bubble that has not gone."""
        channel, _, rest = outgoing.conversation_id.partition(":")
        _, _, openid = rest.partition(":")
        bubbles = bubbles_of(words_of([outgoing.reply]))
        if channel != CHANNEL or not openid:
            return Undelivered("unreachable")
        if not bubbles:
            return Undelivered("empty")
        if outgoing.said >= len(bubbles):  # cut otherwise by a later version, and all of it went
            return Sent()
        outcome = await self._api.send_text(openid, bubbles[outgoing.said])
        has_more = isinstance(outcome, Sent) and outgoing.said + 1 < len(bubbles)
        return Sent(has_more=True) if has_more else outcome
