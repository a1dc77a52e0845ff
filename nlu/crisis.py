"""Tells whether a message speaks of danger to life or safety; staff must see such a message at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlu.danger import Places, dangers, meanings
from nlu.patterns import patterns

KINDS = ("self_harm", "violence", "threat", "detention", "mass")
NEAR = 8  # characters before a match in which the words that deny it stand
TOGETHER = 24  # characters within which two words of danger are weighed together
GAP = "□"  # stands for what only sounds alike
COMMON = frozenset({"me", "ours", "they", "plain", "work"})


@dataclass(frozen=True, slots=True)
class Signs:
    """The kind of danger that a text speaks of, None for none; whether it has words of danger; what the model weighs."""

    danger: str | None
    suspicious: bool
    features: tuple[str, ...]


def signs_in(text: str) -> Signs:
    """What a uniform text has of danger: see nlu/lexicon/crisis.tsv, danger_words.tsv and danger_rules.tsv."""
    known = patterns("crisis")
    bare = known["harmless"].sub(GAP, text)
    places = meanings(bare)
    matches = [(match.kind, match.starts, match.sure) for match in dangers(bare, places)]
    matches += [(kind, (match.start(),), True) for kind in KINDS for match in known[kind].finditer(bare)]
    live = {(kind, sure) for kind, starts, sure in matches if not _defused(bare, starts)}
    danger = next((kind for kind in KINDS if (kind, True) in live), None)
    told = [f"danger={kind}" if sure else f"hint={kind}" for kind, sure in live]
    told += [f"defused={kind}" for kind, _, sure in matches if sure and (kind, True) not in live]
    if danger or known["hint"].search(bare):
        told.append("danger" if danger else "suspicion")
    return Signs(danger, bool(told), (*told, *_classes(places)))


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


def _defused(text: str, starts: Sequence[int]) -> bool:
    """Whether the words around a match deny it, tell an old or settled story, or ask about the law."""
    known = patterns("crisis")
    if any(known["denied"].search(text[max(0, start - NEAR) : start]) for start in starts):
        return True
    if known["resolved"].search(text):
        return True
    if known["plan"].search(text):
        return False
    return bool(known["question"].search(text) or known["old"].search(text[: starts[0]]))
