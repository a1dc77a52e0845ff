"""WeChat's SHA-1 signatures over the token, a timestamp and a nonce."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import datetime
from urllib.parse import unquote_to_bytes

from bot.channels.wechat.refusals import FORBIDDEN, BadPush

Query = dict[str, bytes]

TEN_DIGITS = re.compile(rb"[0-9]{10}")
WINDOW_SECONDS = 300


def read_query(raw: bytes) -> Query:
    """The parameters as bytes; raises BadPush when one is given twice, so that nobody can choose which one counts."""
    query: Query = {}
    for pair in filter(None, raw.split(b"&")):
        name, _, value = pair.partition(b"=")
        key = unquote_to_bytes(name).decode("latin-1")
        if key in query:
            raise BadPush("repeated_parameter")
        query[key] = unquote_to_bytes(value.replace(b"+", b" "))
    return query


def sign(*parts: bytes) -> bytes:
    """The hex digest that WeChat computes over these parts, in whatever order they come."""
    return hashlib.sha1(b"".join(sorted(parts)), usedforsecurity=False).hexdigest().encode()


def check(query: Query, name: str, *signed: bytes) -> bytes:
    """The signature found under `name`, if it is right for the token and what else is signed."""
    given = query.get(name, b"")
    expected = sign(query.get("timestamp", b""), query.get("nonce", b""), *signed)
    if not hmac.compare_digest(given, expected):
        raise BadPush("signature", FORBIDDEN)
    return given


def check_time(query: Query, now: datetime) -> None:
    """Raises BadPush unless the push was signed within five minutes of now."""
    stamp = query.get("timestamp", b"")
    if not TEN_DIGITS.fullmatch(stamp):
        raise BadPush("timestamp", FORBIDDEN)
    if abs(int(stamp) - now.timestamp()) > WINDOW_SECONDS:
        raise BadPush("stale", FORBIDDEN)
