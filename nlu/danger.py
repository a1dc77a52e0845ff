"""Finds words by what they mean in a message about danger, and the meanings that make danger together."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from nlu.lexicon import rows

PLAIN = "plain"  # the class of words that hide the shorter ones in them
GAP = 3  # characters between two words of a rule, when the rule does not say
AROUND = 12  # characters on each side in which the class that a rule excludes must not stand
FLOOR = re.compile(
    r"(?<![一二三四五六七八九十\d])(?:[一二三四五六七八九]?十[一二三四五六七八九]?|[5-9]|\d\d|[五六七八九])(?:楼|层)(?![板高])"
)
SENTENCE_END = re.compile("[。!?;\n]")
CROWDED = 40  # words of a class that may follow within a gap
MOST = 8  # matches of one rule that are looked at
Place = tuple[int, int]
Places = Mapping[str, Sequence[Place]]


@dataclass(frozen=True, slots=True)
class Rule:
    """Classes in the order they are said, each with the most characters before it; `sure` when it needs no model."""

    kind: str
    sure: bool
    classes: tuple[tuple[frozenset[str], int], ...]
    without: frozenset[str]


@dataclass(frozen=True, slots=True)
class Danger:
    """A kind of danger, where each of its words begins and where the last one ends."""

    kind: str
    sure: bool
    starts: tuple[int, ...]
    end: int


def meanings(text: str) -> Places:
    """Where words of each class of nlu/lexicon/danger_words.tsv stand, in order."""
    found: dict[str, list[tuple[int, int]]] = {}
    index, free = _words(), 0
    for at, character in enumerate(text):
        for word, classes in index.get(character, ()):
            end = at + len(word)
            if end > free and text.startswith(word, at):
                for each in classes:
                    found.setdefault(each, []).append((at, end))
                if PLAIN in classes:
                    free = end
    if floors := [floor.span() for floor in FLOOR.finditer(text)]:
        found["floor"] = floors
    return found


def dangers(text: str, places: Places) -> Iterator[Danger]:
    """What the rules of nlu/lexicon/danger_rules.tsv make of the words, the first few of each rule."""
    stops = [found.start() for found in SENTENCE_END.finditer(text)]
    merged: dict[frozenset[str], Sequence[Place]] = {}
    present = frozenset(places)
    for rule in _rules():
        if not any(present.isdisjoint(classes) for classes, _ in rule.classes):
            spans = [_merged(classes, places, merged) for classes, _ in rule.classes]
            yield from islice(_matches(rule, spans, places, stops), MOST)


def _merged(classes: frozenset[str], places: Places, known: dict[frozenset[str], Sequence[Place]]) -> Sequence[Place]:
    """Where any of the classes stands, in order."""
    if classes not in known:
        known[classes] = sorted(span for one in classes for span in places.get(one, ()))
    return known[classes]


def _matches(rule: Rule, spans: Sequence[Sequence[Place]], places: Places, stops: Sequence[int]) -> Iterator[Danger]:
    gaps = [gap for _, gap in rule.classes]
    for first in spans[0]:
        found = _followed(first, spans[1:], gaps[1:], stops)
        if found and not _excluded(rule.without, found[0][0], found[-1][1], places):
            yield Danger(rule.kind, rule.sure, tuple(start for start, _ in found), found[-1][1])


def _followed(
    span: Place, rest: Sequence[Sequence[Place]], gaps: Sequence[int], stops: Sequence[int]
) -> list[Place] | None:
    """The span and those of the classes that follow it, when they stand close enough to one another."""
    if not rest:
        return [span]
    until = min(span[1] + gaps[0], _next(stops, span[1]))
    at = bisect_left(rest[0], (span[1], 0))
    for near in rest[0][at : at + CROWDED]:
        if near[0] > until:
            return None
        if tail := _followed(near, rest[1:], gaps[1:], stops):
            return [span, *tail]
    return None


def _next(stops: Sequence[int], at: int) -> int:
    index = bisect_left(stops, at)
    return stops[index] if index < len(stops) else 1 << 30


def _excluded(without: frozenset[str], start: int, end: int, places: Places) -> bool:
    return any(_is_within(places.get(one, ()), start - AROUND, end + AROUND) for one in without)


def _is_within(spans: Sequence[Place], start: int, end: int) -> bool:
    at = bisect_left(spans, (start, 0))
    return at < len(spans) and spans[at][0] < end


@cache
def _words() -> Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    """Words by their first character with their classes, the longest first."""
    classes: dict[str, list[str]] = {}
    for name, words in rows("danger_words"):
        for word in words.split():
            classes.setdefault(word, []).append(name)
    by_first: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for word in sorted(classes, key=lambda each: (-len(each), each)):
        by_first.setdefault(word[0], []).append((word, tuple(dict.fromkeys(classes[word]))))
    return {first: tuple(some) for first, some in by_first.items()}


@cache
def _rules() -> tuple[Rule, ...]:
    return tuple(_rule(*row) for row in rows("danger_rules"))


def _rule(kind: str, certainty: str, said: str) -> Rule:
    classes, gap, without = list[tuple[frozenset[str], int]](), GAP, set[str]()
    for part in said.split():
        if part.isdigit():
            gap = int(part)
        elif part.startswith("-"):
            without.add(part[1:])
        else:
            classes.append((frozenset(part.split("|")), gap))
            gap = GAP
    return Rule(kind, certainty == "sure", tuple(classes), frozenset(without))
