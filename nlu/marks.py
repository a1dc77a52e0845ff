"""Marks the characters of a text with what the word lists know about them, as ground for reading names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from nlu.divisions import names as division_names
from nlu.lexicon import FOLDER, entries
from nlu.prefixes import PrefixIndex

CLAUSE_ENDS = frozenset("，,。.;；!！?？\n、 :：")
NO_CUE = ("-", 9)


@dataclass(frozen=True, slots=True)
class Marks:
    """A mark and a class for each character, and the nearest cue to its left and right within the clause."""

    words: list[str]
    classes: str
    left: list[str]
    right: list[str]


@cache
def lexicon() -> PrefixIndex[str]:
    """Every listed word with the letters of the lists it stands in; cues as their kind."""
    kinds: dict[str, str] = {}
    for name, letter in (("trades", "J"), ("firm_suffixes", "F"), ("site_suffixes", "S")):
        for line in entries(name):
            word = line.split("\t")[0]
            kinds[word] = kinds.get(word, "") + letter
    for word, kind in cues().items():
        kinds[word] = kinds.get(word, "") + ":" + kind
    return PrefixIndex(kinds)


@cache
def cues() -> dict[str, str]:
    """What announces a name, with its kind."""
    lines = (FOLDER / "cues.tsv").read_text("utf-8").splitlines()
    return dict((word, kind) for word, _, kind in (line.partition("\t") for line in lines))


@cache
def classes() -> dict[str, str]:
    """One letter for a character: family name n, given name g, both b; digits, letters and stops are told apart."""
    surnames = {word for word in entries("surnames") if len(word) == 1}
    given = set(entries("given_names"))
    table = {c: "n" for c in surnames - given} | {c: "g" for c in given - surnames} | {c: "b" for c in surnames & given}
    table |= (
        {c: "d" for c in "0123456789"}
        | {c: "p" for c in CLAUSE_ENDS}
        | {c: "y" for c in "一二三四五六七八九十百千万两"}
    )
    return table


def marks(text: str) -> Marks:
    """The marks of a text."""
    words = ["o"] * len(text)
    cue_at: list[tuple[int, int, str]] = []
    listed, places, single = lexicon(), division_names(), cues()
    at = 0
    while at < len(text):
        place = places.longest(text, at)
        word = listed.longest(text, at)
        if place and (not word or len(place[0]) >= len(word[0])):
            at = _marked(words, at, len(place[0]), _place_kind(place[0], place[1][0].name, place[1][0].level))
        elif word:
            kind, _, cue = word[1].partition(":")
            if cue:
                cue_at.append((at, at + len(word[0]), cue))
            at = _marked(words, at, len(word[0]), kind or cue)
        else:
            if text[at] in single:
                cue_at.append((at, at + 1, single[text[at]]))
                words[at] = "1" + single[text[at]]
            at += 1
    known = classes()
    shape = "".join(known.get(c, "h" if c > "\u2fff" else "a") for c in text)
    return Marks(words, shape, *_nearest(text, cue_at))


def _place_kind(said: str, official: str, level: int) -> str:
    return f"P{level}" if said == official else f"p{level}"


def _marked(words: list[str], at: int, length: int, kind: str) -> int:
    words[at] = "B" + kind
    for i in range(at + 1, at + length):
        words[i] = "I" + kind
    return at + length


def _nearest(text: str, found: list[tuple[int, int, str]]) -> tuple[list[str], list[str]]:
    left, right = ["-"] * len(text), ["-"] * len(text)
    for index, (start, end, kind) in enumerate(found):
        stop = found[index + 1][1] if index + 1 < len(found) else len(text)
        for i in range(end, stop):
            if text[i] in CLAUSE_ENDS and i > end:
                break
            left[i] = kind + str(min(i - end, 3))
        first = found[index - 1][0] if index else 0
        for i in range(start - 1, first - 1, -1):
            if text[i] in CLAUSE_ENDS:
                break
            right[i] = kind + str(min(start - 1 - i, 3))
    return left, right
