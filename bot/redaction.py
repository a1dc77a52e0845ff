"""Takes everything personal or secret out of a log line, whatever brought it there.

Our logs are English: any Chinese in them comes from people or from what they wrote.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any

CONVERSATION_KEYS = {"conversation", "conversation_id", "user_id", "openid", "recipient"}
SECRET_KEYS = re.compile(r"token|secret|password|passwd|authorization|cookie|aes_key|api_key|signature|^keys?$", re.I)
PEOPLE_KEYS = {"text", "words", "name", "person", "phone", "id_number", "facts", "reply", "payload", "note", "body"}
OURS = {"event", "level", "timestamp", "logger"}

CHINESE = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\[parameters: .*?\]\n|\[parameters: .*", re.S), "[parameters hidden]\n"),
    (re.compile(r"(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"), "[hidden]"),
    (
        re.compile(
            r"(?i)((?:token|secret|password|signature|nonce|openid|echostr|key)[\"']?\s*[=:]\s*)[\"']?[^\s&\"',)]+"
        ),
        r"\1[hidden]",
    ),
    (re.compile(r"(?i)\b(bearer|basic)\s+\S+"), r"\1 [hidden]"),
    (re.compile(r"(?:\\u[0-9a-fA-F]{4})+"), "[text]"),
    (re.compile(rf"{CHINESE}[^\n]*{CHINESE}|{CHINESE}"), "[text]"),
    (re.compile(r"\bo[A-Za-z0-9_-]{27}\b"), "[openid]"),
    (re.compile(r"(?<![\w.:-])\d(?:[ -]?\d){6,}[\dXx]?(?![\w])"), "[number]"),
)


def redact(_: Any, __: str, event: Mapping[str, Any]) -> dict[str, Any]:
    """A structlog processor, to stand after exceptions have become text."""
    return {key: value if key in OURS - {"event"} else _clean(key, value) for key, value in event.items()}


def redact_text(text: str) -> str:
    """The text without Chinese, long numbers, openids, parameters of SQL and secrets."""
    for pattern, instead in PATTERNS:
        text = pattern.sub(instead, text)
    return text


def short(name: str) -> str:
    """Eight letters that tell one worker from another and nobody who he is."""
    return "#" + hashlib.blake2s(name.encode(), digest_size=4, person=b"logs").hexdigest()


def _clean(key: str, value: Any) -> Any:
    if value is None or isinstance(value, bool | float):
        return value
    if key in CONVERSATION_KEYS:
        return _short_conversation(str(value))
    if SECRET_KEYS.search(key) or key in PEOPLE_KEYS:
        return "[hidden]"
    return _clean_inside(value)


def _clean_inside(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _clean(str(key), inner) for key, inner in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return [_clean_inside(inner) for inner in value]
    if isinstance(value, int) and abs(value) < 10_000_000:
        return value
    return redact_text(value if isinstance(value, str) else str(value))


def _short_conversation(value: str) -> str:
    channel, colon, _ = value.partition(":")
    return f"{channel}:{short(value)}" if colon else short(value)
