"""WeChat as a way to push words to a worker."""

from __future__ import annotations

from typing import Protocol

from bot.channels.base import Later, Misconfigured, Outcome, Outgoing, Sent, Undelivered
from bot.channels.wechat.messages import CHANNEL
from bot.channels.wechat.replies import bubbles_of, words_of

MOST_REMEMBERED = 1_000


class SendsText(Protocol):
    """The part of WeChat's API that the channel needs."""

    async def send_text(self, openid: str, text: str) -> Outcome:
        """What became of one text of at most 2,048 bytes."""


class WeChatChannel:
    """Sends one bubble, or several when a text is too long; WeChat knows no key, so a repeat is a second message."""

    name = CHANNEL
    repeat_is_harmless = False

    def __init__(self, api: SendsText) -> None:
        self._api = api
        self._said: dict[str, int] = {}

    async def send(self, outgoing: Outgoing) -> Outcome:
        """Sent when every bubble was; after a Later this process goes on with the bubble that is next."""
        channel, _, rest = outgoing.conversation_id.partition(":")
        _, _, openid = rest.partition(":")
        bubbles = bubbles_of(words_of([outgoing.reply]))
        if channel != CHANNEL or not openid:
            return Undelivered("unreachable")
        if not bubbles:
            return Undelivered("empty")
        said = self._said.pop(outgoing.key, 0)
        for number, text in enumerate(bubbles[said:], said):
            outcome = await self._api.send_text(openid, text)
            if not isinstance(outcome, Sent):
                self._remember(outgoing.key, number, outcome)
                return outcome
        return Sent()

    def _remember(self, key: str, number: int, outcome: Outcome) -> None:
        if number and isinstance(outcome, Later | Misconfigured):
            self._said[key] = number
        while len(self._said) > MOST_REMEMBERED:
            del self._said[next(iter(self._said))]
