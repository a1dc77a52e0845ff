"""Finds words by what they mean in a message about danger, and the meanings that make danger together."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from nlu.lexicon import rows

PLAIN = "plain"  # the class of words that hide the shorter ones in them
GAP = 3  # characters between two words of a rule, when the rule does not say
AROUND = 12  # characters on each side in which the class that a rule excludes must not stand
SENTENCE_END = re.compile("[。!?;\n]")
Places = Mapping[str, Sequence[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Rule:
    """Classes in the order they are said, each with the most characters before it; `sure` when it needs no model."""

    kind: str
    sure: bool
    classes: tuple[tuple[frozenset[str], int], ...]
    without: frozenset[str]


@dataclass(frozen=True, slots=True)
class Danger:
    """A kind of danger, and where each of its words begins."""

    kind: str
    sure: bool
    starts: tuple[int, ...]


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
    return found


def dangers(text: str, places: Places) -> Iterator[Danger]:
    """What the rules of nlu/lexicon/danger_rules.tsv make of the words."""
    begun = [rule for rule in _rules() if not rule.classes[0][0].isdisjoint(places)]  # of hundreds mostly none
    stops = [found.start() for found in SENTENCE_END.finditer(text)] if begun else []
    for rule in begun:
        if not any(some.isdisjoint(places) for some, _ in rule.classes):
            yield from _matches(rule, places, stops)


def _matches(rule: Rule, places: Places, stops: Sequence[int]) -> Iterator[Danger]:
    first, *rest = rule.classes
    for span in _of(first[0], places):
        spans = _followed(rest, span, places, stops)
        if spans and not _excluded(rule.without, spans[0][0], spans[-1][1], places):
            yield Danger(rule.kind, rule.sure, tuple(start for start, _ in spans))


def _followed(
    rest: Sequence[tuple[frozenset[str], int]], span: tuple[int, int], places: Places, stops: Sequence[int]
) -> list[tuple[int, int]] | None:
    """The span and those of the classes that follow it, when they stand close enough to one another."""
    if not rest:
        return [span]
    classes, gap = rest[0]
    until = min(span[1] + gap, _next(stops, span[1]))
    for near in _of(classes, places):
        if span[1] <= near[0] <= until and (tail := _followed(rest[1:], near, places, stops)):
            return [span, *tail]
    return None


def _of(classes: frozenset[str], places: Places) -> Sequence[tuple[int, int]]:
    if len(classes) == 1:
        return places.get(next(iter(classes)), ())
    return sorted(span for one in classes for span in places.get(one, ()))


def _next(stops: Sequence[int], at: int) -> int:
    index = bisect_left(stops, at)
    return stops[index] if index < len(stops) else 1 << 30


def _excluded(without: frozenset[str], start: int, end: int, places: Places) -> bool:
    return any(stop > start - AROUND and begin < end + AROUND for one in without for begin, stop in places.get(one, ()))


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
