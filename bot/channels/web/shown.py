"""A talk as the worker's page takes it in: plain values for its script and its templates."""

from __future__ import annotations

from typing import Any, Final

from handlers.transcript import Feed, Line
from handlers.visitors import CHANNEL

SEEN_BY_BROWSERS: Final = frozenset({"jpeg", "png", "gif", "webp"})
PHOTOS: Final = "/chat/photos"
VOICES: Final = "/chat/voices"


def key_of(visitor_id: str, client_id: str) -> str:
    """The key of a message that the page gave that id: the same whenever it is sent again."""
    return f"{CHANNEL}:{visitor_id}:{client_id}"


def feed_shown(feed: Feed, visitor_id: str, *, is_typing: bool = False) -> dict[str, Any]:
    """New messages and how things stand."""
    return {
        "messages": [line_shown(line, visitor_id) for line in feed.lines],
        "state": {"staff": feed.staff, "typing": is_typing, "choices": list(feed.choices)},
        "earlier": feed.earlier,
    }


def line_shown(line: Line, visitor_id: str) -> dict[str, Any]:
    """One message."""
    photo = line.photo
    return {
        "id": line.id,
        "from": line.speaker,
        "text": line.text,
        "at": line.at.isoformat(timespec="milliseconds"),
        "key": (line.key or "").removeprefix(key_of(visitor_id, "")) or None,
        "photo": f"{PHOTOS}/{photo.id}" if photo else None,
        "shows": photo is not None and photo.format in SEEN_BY_BROWSERS,
        "voice": f"{VOICES}/{line.voice.id}" if line.voice else None,
        "place": line.is_place,
        "gone": line.is_gone,
    }


def unsaid(speaker: str, text: str = "") -> dict[str, Any]:
    """A message that nobody has said yet: the welcome, and the empty one that the script fills."""
    return {
        "id": None,
        "from": speaker,
        "text": text,
        "at": "",
        "key": None,
        "photo": None,
        "shows": False,
        "voice": None,
        "place": False,
        "gone": False,
    }
