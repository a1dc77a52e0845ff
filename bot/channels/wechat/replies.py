"""Writes what is said to a worker as WeChat shows it: one bubble a turn, at most 2,048 bytes."""

from __future__ import annotations

import json
from datetime import datetime
from functools import partial

from bot.channels.bubbles import Bubble as Bubble
from bot.channels.bubbles import all_of, cut
from bot.channels.bubbles import words_of as words_of
from bot.channels.written import speakable as speakable
from handlers.messages import Inbound

MOST_BYTES = 2_048

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
