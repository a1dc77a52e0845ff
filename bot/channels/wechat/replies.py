"""Writes what is said to a worker as WeChat shows it: one bubble a turn, at most 2,048 bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.channels.wechat.messages import UNSEEN
from dialogs.replies import Reply
from handlers.messages import Inbound

MOST_BYTES = 2_048
LINE_ENDS = re.compile("\n")
SENTENCE_ENDS = re.compile("[\u3002\uff01\uff1f\uff1b!?;\u2026]+[\u201d\u300d\uff09)]*")

XML = (
    "<xml><ToUserName><![CDATA[{ToUserName}]]></ToUserName><FromUserName><![CDATA[{FromUserName}]]></FromUserName>"
    "<CreateTime>{CreateTime}</CreateTime><MsgType><![CDATA[{MsgType}]]></MsgType>"
    "<Content><![CDATA[{Content}]]></Content></xml>"
)
JOINER = "\u200d"
CLINGS = re.compile("[\u200d\ufe0e\ufe0f\u20e3\u0300-\u036f\U0001f3fb-\U0001f3ff]")
LONGEST_EMOJI = 16


@dataclass(frozen=True, slots=True)
class Bubble:
    """What fits into one message, and the words left over for the next."""

    text: str
    rest: str = ""


def words_of(replies: Iterable[Reply]) -> str:
    """All replies of a turn as one text: blank lines between them, choices as numbered lines."""
    return "\n\n".join(filter(None, map(_worded, replies)))


def _worded(reply: Reply) -> str:
    numbered = (f"{number}. {choice}" for number, choice in enumerate(reply.choices, 1))
    return speakable("\n".join(filter(None, (reply.text, *numbered)))).strip()


def speakable(text: str) -> str:
    """The text without what neither XML nor a phone can carry; emoji stay, halves of surrogates go."""
    return UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def bubble_of(text: str, limit: int = MOST_BYTES) -> Bubble:
    """The text cut after a line or a sentence where one ends in the second half of what fits, else after a character.

    Nothing but the blanks around the cut is lost.
    """
    raw = text.encode("utf-8", "replace")
    if len(raw) <= limit:
        return Bubble(text)
    fits = raw[:limit].decode("utf-8", "ignore")
    cut = _best_cut(fits) or _whole_character(text, max(len(fits), 1))
    return Bubble(text[:cut].rstrip(), text[cut:].lstrip())


def _best_cut(fits: str) -> int:
    for ends in (LINE_ENDS, SENTENCE_ENDS):
        cut = max((found.end() for found in ends.finditer(fits)), default=0)
        if cut * 2 >= len(fits):
            return cut
    return 0


def _whole_character(text: str, cut: int) -> int:
    """The nearest place at or before `cut` that does not split an emoji built of several characters."""
    for place in range(cut, max(cut - LONGEST_EMOJI, 1), -1):
        if text[place - 1] != JOINER and not CLINGS.match(text, place):
            return place
    return cut


def bubbles_of(text: str, limit: int = MOST_BYTES) -> list[str]:
    """All bubbles that a text needs, in their order."""
    bubbles: list[str] = []
    while text:
        bubble = bubble_of(text, limit)
        bubbles.append(bubble.text)
        text = bubble.rest
    return bubbles


def passive_reply(message: Inbound, text: str, *, now: datetime, as_json: bool) -> str:
    """The document that answers this push, from the account to the worker, in the format the push had."""
    parts = {
        "ToUserName": message.user_id,
        "FromUserName": message.account,
        "CreateTime": int(now.timestamp()),
        "MsgType": "text",
        "Content": text,
    }
    if as_json:
        return json.dumps(parts, ensure_ascii=False)
    return XML.format_map(parts | {"Content": text.replace("]]>", "]]]]><![CDATA[>")})
