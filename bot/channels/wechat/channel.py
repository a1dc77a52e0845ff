"""WeChat as a way to push words to a worker."""

from __future__ import annotations

from typing import Final, Protocol

from bot.channels.base import Outcome, Outgoing, Sent, Undelivered
from bot.channels.wechat.messages import CHANNEL
from bot.channels.wechat.replies import MOST_BYTES, bubbles_of, speakable, words_of
from dialogs.replies import Reply

MOST_CHOICES: Final = 10
NOT_AS_MENU: Final = frozenset({40008, 44002, 44004, 45002, 45008, 47001})  # it can still be said as a text


class SendsMessages(Protocol):
    """The part of WeChat's API that the channel needs."""

    async def send_text(self, openid: str, text: str) -> Outcome:
        """What became of one text of at most 2,048 bytes."""

    async def send_menu(self, openid: str, head: str, choices: tuple[str, ...]) -> Outcome:
        """What became of one text with entries under it that can be tapped."""


class WeChatChannel:
    """Sends a bubble at a time; WeChat knows no key, so a repeat is a second message."""

    name = CHANNEL
    repeat_is_harmless = False

    def __init__(self, api: SendsMessages) -> None:
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
        if len(bubbles) == 1 and (menu := menu_of(outgoing.reply)):
            outcome = await self._api.send_menu(openid, menu.text, menu.choices)
            if not isinstance(outcome, Undelivered) or outcome.code not in NOT_AS_MENU:
                return outcome
        outcome = await self._api.send_text(openid, bubbles[outgoing.said])
        has_more = isinstance(outcome, Sent) and outgoing.said + 1 < len(bubbles)
        return Sent(has_more=True) if has_more else outcome


def menu_of(reply: Reply) -> Reply | None:
    """The reply as WeChat can show it with entries to tap, each of which comes back as the worker's words."""
    head, choices = speakable(reply.text).strip(), tuple(speakable(choice).strip() for choice in reply.choices)
    length = sum(len(part.encode("utf-8", "replace")) for part in (head, *choices))
    fits = head and 0 < len(choices) <= MOST_CHOICES and all(choices) and length <= MOST_BYTES
    return Reply(head, choices) if fits else None
