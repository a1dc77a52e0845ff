"""Marks the characters of a text with what the word lists know about them, as ground for reading names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from nlu.divisions import Division, towns_in
from nlu.divisions import names as division_names
from nlu.lexicon import FOLDER, entries
from nlu.prefixes import PrefixIndex
from nlu.tokens import Token, tokens
from nlu.trades import unmistakable
from nlu.word_classes import cut

CLAUSE_ENDS = frozenset("，,。.;；!！?？\n、 :：")
KINDS_OF_TOWN = ("镇", "乡", "街道")
ROLES = {"me": "me", "self": "me", "kin": "kin", "boss": "boss", "firm": "firm", "officer": "officer", "mate": "mate"}
SILENT = frozenset(("work", "self"))  # marked, but no cue for what stands near
Cue = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Marks:
    """For each character its word's mark and its class, the cues before and after it, who was spoken of last,
    and what kind of word it is in.
    """

    words: list[str]
    classes: str
    left: list[str]
    right: list[str]
    spoken_of: list[str]
    cut: list[str]


def marks(text: str, cut_up: Sequence[Token] | None = None) -> Marks:
    """The marks of a text, which may be cut into words already."""
    words, cues_found = _words(text)
    known = classes()
    shape = "".join(known.get(c, "h" if c > "\u2fff" else "a") for c in text)
    loud = [cue for cue in cues_found if cue[2] not in SILENT]
    people = _spoken_of(len(text), cues_found)
    return Marks(words, shape, _before(text, loud), _after(text, loud), people, cut(cut_up or tokens(text)))


@cache
def lexicon() -> PrefixIndex[str]:
    """Every listed word with the letters of the lists it stands in; cues with their kind after a colon."""
    kinds: dict[str, str] = {}
    for name, letter in (
        ("trades", "J"),
        ("firm_suffixes", "F"),
        ("site_suffixes", "S"),
        ("places", "G"),
        ("name_parts", "M"),
    ):
        for line in entries(name):
            word = line.split("\t")[0]
            kinds[word] = kinds.get(word, "") + letter
    for word in unmistakable():
        kinds.setdefault(word, "J")
    for word in entries("bare_kinds"):
        kinds[word] = kinds.get(word, "") + "K"
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
    """One letter for a character: family name n, given name g, both b; digits, numerals and stops are told apart."""
    surnames = {word for word in entries("surnames") if len(word) == 1}
    given = set(entries("given_names"))
    table = dict.fromkeys(surnames, "n") | dict.fromkeys(given - surnames, "g") | dict.fromkeys(surnames & given, "b")
    table |= dict.fromkeys("0123456789", "d") | dict.fromkeys(CLAUSE_ENDS, "p")
    return table | dict.fromkeys("一二三四五六七八九十百千万两", "y")


def _words(text: str) -> tuple[list[str], list[Cue]]:
    words = ["o"] * len(text)
    found: list[Cue] = []
    listed, places, single = lexicon(), division_names(), cues()
    at = 0
    while at < len(text):
        place = places.longest(text, at)
        word = listed.longest(text, at)
        if place and (not word or len(place[0]) >= len(word[0])):
            at = _marked(words, at, len(place[0]), _place_kind(place[0], place[1][0]))
            at = _town_marked(words, text, at, place[1])
        elif word:
            kind, _, cue = word[1].partition(":")
            if cue:
                found.append((at, at + len(word[0]), cue))
            at = _marked(words, at, len(word[0]), kind or cue)
        else:
            if cue := single.get(text[at], ""):
                found.append((at, at + 1, cue))
                words[at] = "1" + cue
            at += 1
    return words, found


def _place_kind(said: str, place: Division) -> str:
    return f"P{place.level}" if said == place.name else f"p{place.level}"


def _town_marked(words: list[str], text: str, at: int, places: tuple[Division, ...]) -> int:
    """Marks the town of one of the places before it; returns where it ends."""
    for length in (4, 3, 2):
        name = text[at : at + length]
        if any(name in towns_in(place.code) for place in places):
            kind = next((kind for kind in KINDS_OF_TOWN if text.startswith(kind, at + len(name))), "")
            return _marked(words, at, len(name) + len(kind), "T" if kind else "t")
    return at


def _marked(words: list[str], at: int, length: int, kind: str) -> int:
    words[at] = "B" + kind
    for i in range(at + 1, at + length):
        words[i] = "I" + kind
    return at + length


def _before(text: str, found: list[Cue]) -> list[str]:
    """The last cue that ended before each character, with the distance; `~` if the clause ended in between."""
    seen, last, upcoming = [], "-", 0
    distance, beyond = 0, ""
    for i, character in enumerate(text):
        while upcoming < len(found) and found[upcoming][1] <= i:
            last, distance, beyond = found[upcoming][2], i - found[upcoming][1], ""
            upcoming += 1
        seen.append(f"{beyond}{last}{min(distance, 3)}")
        distance += 1
        if character in CLAUSE_ENDS and distance > 1:
            beyond = "~"
    return seen


def _after(text: str, found: list[Cue]) -> list[str]:
    """The first cue that begins after each character within its clause, with the distance."""
    seen, next_one, upcoming = ["-"] * len(text), "", len(found) - 1
    distance = 0
    for i in range(len(text) - 1, -1, -1):
        if text[i] in CLAUSE_ENDS:
            next_one = ""
        seen[i] = f"{next_one}{min(distance, 3)}" if next_one else "-"
        distance += 1
        while upcoming >= 0 and found[upcoming][0] >= i:
            next_one, distance = found[upcoming][2], 0
            upcoming -= 1
    return seen


def _spoken_of(length: int, found: list[Cue]) -> list[str]:
    """The last two different kinds of people or firms named before each character."""
    seen, last, one_before, upcoming = [], "-", "-", 0
    for i in range(length):
        while upcoming < len(found) and found[upcoming][1] <= i:
            role = ROLES.get(found[upcoming][2])
            if role and role != last:
                last, one_before = role, last
            upcoming += 1
        seen.append(f"{last},{one_before}")
    return seen
