"""Writes what is said to a worker as WeChat shows it: one bubble a turn, at most 2,048 bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial

from bot.channels.bubbles import Bubble as Bubble
from bot.channels.bubbles import all_of, cut
from bot.channels.bubbles import words_of as words_of
from bot.channels.written import speakable as speakable
from dialogs.replies import Reply
from handlers.messages import Inbound

MOST_BYTES = 2_048
# WeChat sends the words back as the user's own, with the id as `bizmsgmenuid`.
LINK = '<a href="weixin://bizmsgmenu?msgmenucontent={choice}&msgmenuid={id}">{choice}</a>'
MARKUP = frozenset("<>&\"'#%?+")

XML = (
    "<xml><ToUserName><![CDATA[{ToUserName}]]></ToUserName><FromUserName><![CDATA[{FromUserName}]]></FromUserName>"
    "<CreateTime>{CreateTime}</CreateTime><MsgType><![CDATA[{MsgType}]]></MsgType>"
    "<Content><![CDATA[{Content}]]></Content></xml>"
)


def bubble_of(text: str, limit: int = MOST_BYTES) -> Bubble:
    """As much of the text as so many bytes hold."""
    return cut(text, text.encode("utf-8", "replace")[:limit].decode("utf-8", "ignore"))


def bubbles_of(text: str, limit: int = MOST_BYTES) -> list[str]:
    """All bubbles that a text needs, in their order."""
    return all_of(text, partial(bubble_of, limit=limit))


def tappable(replies: Iterable[Reply], limit: int = MOST_BYTES) -> str:
    """All replies of a turn as `words_of`, the choices of the last that offers any as words to tap.

    A tap sends the choice as if he had typed it. Where that would not fit into one bubble they stay plain: the number
    and the words of a choice can always be typed.
    """
    said = list(replies)
    last = max((place for place, reply in enumerate(said) if reply.choices), default=None)
    plain = words_of(said)
    if last is None:
        return plain
    said[last] = Reply("\n".join((said[last].text, *_links(said[last].choices))))
    linked = words_of(said)
    return linked if len(linked.encode("utf-8", "replace")) <= limit else plain


def _links(choices: Iterable[str]) -> Iterator[str]:
    for number, choice in enumerate(choices, 1):
        is_plain = MARKUP.isdisjoint(choice) and "\n" not in choice
        yield f"{number}. {LINK.format(id=number, choice=choice)}" if is_plain else f"{number}. {choice}"


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
