"""Writes what is said as one text, and cuts it into messages that a channel can carry, where people would cut it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from bot.channels.written import speakable
from dialogs.replies import Reply

LINE_ENDS: Final = re.compile("\n")
SENTENCE_ENDS: Final = re.compile("[\u3002\uff01\uff1f\uff1b!?;\u2026]+[\u201d\u300d\uff09)]*")
JOINER: Final = "\u200d"
CLINGS: Final = re.compile("[\u200d\ufe0e\ufe0f\u20e3\u0300-\u036f\U0001f3fb-\U0001f3ff]")
LONGEST_EMOJI: Final = 16


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


def cut(text: str, fits: str) -> Bubble:
    """The text, of whose beginning `fits` is what one message carries.

    Cut after a line or a sentence where one ends in the second half of that, else after a character. Nothing but the
    blanks around the cut is lost.
    """
    if len(fits) >= len(text):
        return Bubble(text)
    place = _best_cut(fits) or _whole_character(text, max(len(fits), 1))
    return Bubble(text[:place].rstrip(), text[place:].lstrip())


def all_of(text: str, bubble_of: Callable[[str], Bubble]) -> list[str]:
    """All bubbles that a text needs, in their order."""
    bubbles: list[str] = []
    while text:
        bubble = bubble_of(text)
        bubbles.append(bubble.text)
        text = bubble.rest
    return bubbles


def _best_cut(fits: str) -> int:
    for ends in (LINE_ENDS, SENTENCE_ENDS):
        place = max((found.end() for found in ends.finditer(fits)), default=0)
        if place * 2 >= len(fits):
            return place
    return 0


def _whole_character(text: str, cut: int) -> int:
    """The nearest place at or before `cut` that does not split an emoji built of several characters."""
    for place in range(cut, max(cut - LONGEST_EMOJI, 1), -1):
        if text[place - 1] != JOINER and not CLINGS.match(text, place):
            return place
    return cut
