"""Tells whether a message speaks of danger to life or safety; staff must see such a message at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from nlu.danger import MOST, Places, dangers, meanings
from nlu.patterns import patterns

KINDS = ("self_harm", "violence", "threat", "detention", "mass")
NEAR = 8  # characters before a match in which the words that deny it stand
TOGETHER = 24  # characters within which two words of danger are weighed together
GAP = "□"  # stands for what only sounds alike
MYSELF = re.compile("我(?!们)|俺(?!们)|老子")  # who speaks of his own life asks no question about the law
COMMON = frozenset({"me", "ours", "they", "plain", "work"})


@dataclass(frozen=True, slots=True)
class Sign:
    """Words of danger between two offsets: `sure` when they are danger unless `defused` names why not; `plain` when
    they say so outright, see nlu/lexicon/crisis.tsv.
    """

    kind: str
    sure: bool
    start: int
    end: int
    defused: str | None
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Signs:
    """The kind of danger that a text speaks of, None for none; whether it has words of danger; what the model weighs."""

    danger: str | None
    suspicious: bool
    features: tuple[str, ...]
    found: tuple[Sign, ...]


def signs_in(text: str) -> Signs:
    """What a uniform text has of danger: see nlu/lexicon/crisis.tsv, danger_words.tsv and danger_rules.tsv."""
    known = patterns("crisis")
    bare = known["harmless"].sub(lambda match: GAP * len(match.group()), text)
    places = meanings(bare)
    found = tuple(_found_in(bare, places))
    live = {(sign.kind, sign.sure) for sign in found if not sign.defused}
    danger = next((kind for kind in KINDS if (kind, True) in live), None)
    told = [f"danger={kind}" if sure else f"hint={kind}" for kind, sure in sorted(live)]
    told += [f"defused={sign.kind}" for sign in found if sign.sure and (sign.kind, True) not in live]
    if danger or known["hint"].search(bare):
        told.append("danger" if danger else "suspicion")
    return Signs(danger, bool(told), (*dict.fromkeys(told), *_classes(places)), found)


def _found_in(text: str, places: Places) -> Iterator[Sign]:
    known, story = patterns("crisis"), _story_of(text)
    for each in dangers(text, places):
        yield Sign(each.kind, each.sure, each.starts[0], each.end, _defused(text, each.kind, each.starts, story))
    for kind in KINDS:
        for match in islice(known[kind].finditer(text), MOST):
            yield Sign(kind, True, *match.span(), _defused(text, kind, (match.start(),), story), plain=True)


def danger_in(text: str) -> str | None:
    """The kind of danger that a uniform text speaks of, None for none."""
    return signs_in(text).danger


def _classes(places: Places) -> Iterator[str]:
    """The classes of the words of danger, and which of them stand together."""
    known = sorted(places)
    yield from (f"d={one}" for one in known if one not in COMMON)
    for at, one in enumerate(known):
        for other in known[at + 1 :]:
            if not (one in COMMON and other in COMMON) and _together(places, one, other):
                yield f"d={one}+{other}"


def _together(places: Places, one: str, other: str) -> bool:
    return any(
        begin < stop + TOGETHER and start < end + TOGETHER
        for start, stop in places[one][:4]
        for begin, end in places[other][:4]
    )


@dataclass(frozen=True, slots=True)
class Story:
    """What the whole message says about a danger: settled, asked about without a plan, old from an offset on."""

    settled: bool
    asked: bool
    old_from: int


def _story_of(text: str) -> Story:
    known = patterns("crisis")
    planned = bool(known["plan"].search(text))
    old = None if planned else known["old"].search(text)
    asked = not planned and bool(known["question"].search(text))
    return Story(bool(known["resolved"].search(text)), asked, old.end() if old else len(text) + 1)


def _defused(text: str, kind: str, starts: Sequence[int], story: Story) -> str | None:
    """What the words around a match make of it instead: it is denied, or an old or settled story, or asked about."""
    if story.settled:
        return "settled"
    if story.asked and not (kind == "self_harm" and MYSELF.search(text[max(0, starts[0] - NEAR) : starts[-1]])):
        return "asked_about"
    if story.old_from <= starts[0]:
        return "old_story"
    denied = patterns("crisis")["denied"]
    return "denied" if any(denied.search(text[max(0, start - NEAR) : start]) for start in starts) else None
