"""Makes a message uniform before it is read, and remembers where each character stood."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from opencc import OpenCC

from nlu.lexicon import rows

LONGEST = 2000  # characters that are read of a message
HIDDEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u20e3\u3164\uffa0\ufffc\ufffd")  # invisible, though not of class Cf
KEPT_CONTROLS = frozenset("\n\t")
BULLETS = frozenset(chr(first + number) for first in (0x2460, 0x2776) for number in range(10))  # ①, ❶
ODD_DIGITS = {**{chr(0x2776 + i): str(i + 1) for i in range(10)}, "\U0001f51f": "10", "○": "〇"}


@dataclass(frozen=True, slots=True)
class Normal:
    """A message and its uniform text; `offsets[i]` is where the text's character `i` stood in the source."""

    source: str
    text: str
    offsets: tuple[int, ...]

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Where the words between two offsets of the text stand in the source."""
        if start >= end:
            return self.offsets[start], self.offsets[start]
        return self.offsets[start], self.offsets[end - 1] + 1


def normalise(source: str) -> Normal:
    """The first 2,000 characters in NFKC, simplified, without hidden ones, frequent misspellings put right."""
    clipped = source[:LONGEST]
    if SPREAD.match(clipped):
        return _closed_up(source, clipped)
    if plain(clipped):
        return Normal(source, respelt(simplified(clipped)), tuple(range(len(clipped) + 1)))
    pieces = [_piece(clipped, at) for at in range(len(clipped))]
    offsets = [at for at, piece in enumerate(pieces) for _ in piece]
    return Normal(source, respelt(simplified("".join(pieces))), (*offsets, len(clipped)))


def _closed_up(source: str, clipped: str) -> Normal:
    """A message with a blank after every character, without these blanks."""
    places = [at for at, character in enumerate(clipped) if character != " "]
    inner = normalise("".join(clipped[at] for at in places))
    return Normal(source, inner.text, tuple((*places, len(clipped))[at] for at in inner.offsets))


def plain(text: str) -> bool:
    """Whether nothing needs folding."""
    return not ODD.search(text) and unicodedata.is_normalized("NFKC", text)


def _piece(text: str, at: int) -> str:
    """One character folded; a circled number that stands alone begins a point of a list."""
    piece = folded(text[at])
    if text[at] in BULLETS and not BULLETS & {*text[max(0, at - 1) : at], *text[at + 1 : at + 2]}:
        return f" {piece} "
    return piece


def folded(character: str) -> str:
    """What stands for one character: nothing for a hidden one, several for a ligature."""
    if character in ODD_DIGITS:
        return ODD_DIGITS[character]
    if hidden(character):
        return ""
    return "".join(part for part in unicodedata.normalize("NFKC", character) if not hidden(part))


def hidden(character: str) -> bool:
    """Controls, format characters such as bidi marks and zero-width blanks, variation selectors, lone surrogates."""
    if character in KEPT_CONTROLS:
        return False
    return (
        character in HIDDEN
        or unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co")
        or "\ufe00" <= character <= "\ufe0f"
    )


SPREAD = re.compile(r"\S(?: \S){7,}(?: \S{1,3})* *$")
ODD = re.compile(
    "["
    + re.escape("".join(ODD_DIGITS) + "".join(HIDDEN))
    + "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\uf8ff\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


@cache
def _opencc() -> OpenCC:
    return OpenCC("t2s")


@cache
def _single_characters() -> dict[int, str]:
    """Traditional characters with their simplified form, one for one."""
    han = [chr(code) for first, last in ((0x3400, 0x4DBF), (0x4E00, 0x9FFF)) for code in range(first, last + 1)]
    simple = _opencc().convert("\n".join(han)).split("\n")
    return {
        ord(before): after for before, after in zip(han, simple, strict=True) if before != after and len(after) == 1
    }


def simplified(text: str) -> str:
    """Simplified characters, as many as there were."""
    converted: str = _opencc().convert(text)
    return converted if len(converted) == len(text) else text.translate(_single_characters())


@cache
def _misspellings() -> tuple[re.Pattern[str], dict[str, str]]:
    patterns, right = [], {}
    for wrong, meant, *unless in rows("typos"):
        patterns.append(wrong + "".join(f"(?!{after})" for after in unless))
        right[wrong] = meant
    return re.compile("|".join(patterns)), right


def respelt(text: str) -> str:
    """Frequent misspellings put right, each with as many characters as before."""
    pattern, right = _misspellings()
    return pattern.sub(lambda found: right[found.group()], text)
