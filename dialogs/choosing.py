"""A short list that was put before the worker: which of it a number, or one of its titles, stands for.

The slot `choosing` lasts until his next message: what he is shown after that has numbers of its own.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

Choosing = Mapping[str, Any]
SLOT = "choosing"
PUT_AWAY = "put_away"  # the slot with the last list that is before him no more
AWAITS_SUM = "money_part"
VISITS = "book_visit"
CASES = "query_progress"
# What a title of an old list asks for; the others are words that he might say anyway.
AGAIN = {"visit": VISITS} | dict.fromkeys(
    ("progress", "urge", "withdraw", "money", "missing", "resume", "supplement"), CASES
)


def listed(kind: str, options: Sequence[str], titles: Sequence[str], **more: Any) -> dict[str, Any]:
    """What the slot holds while he chooses; `kind` says what is done with his choice."""
    return {"kind": kind, "options": list(options), "titles": list(titles), **more}


def awaits_sum(slots: Mapping[str, Any]) -> bool:
    """Whether he was asked how much came, so that any number is that sum."""
    return (slots.get(SLOT) or {}).get("kind") == AWAITS_SUM


def buttons(titles: Sequence[str]) -> list[dict[str, str]]:
    """The titles to be tapped; a Rasa server sends their numbers."""
    return [{"title": title, "payload": str(number)} for number, title in enumerate(titles, 1)]


def number_of(choosing: Choosing | None, text: str) -> str | None:
    """The number of the title that was tapped or typed whole; None for any other words."""
    titles = list((choosing or {}).get("titles") or ())
    words = text.strip()
    return str(titles.index(words) + 1) if words in titles else None


def asks_again(put_away: Choosing | None, text: str) -> str | None:
    """The intent that a title of a list that is gone stands for: its words alone would be taken for facts."""
    return AGAIN.get((put_away or {}).get("kind", "")) if number_of(put_away, text) else None


def option_of(choosing: Choosing, text: str) -> str | None:
    """The option that a number names; None when there is none such."""
    number = next((int(value) for character in text if (value := unicodedata.numeric(character, 0))), 0)
    options = choosing["options"]
    return str(options[number - 1]) if 0 < number <= len(options) else None
