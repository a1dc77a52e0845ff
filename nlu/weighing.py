"""Weighs candidates against each other and against naming nothing, with weights learnt from the development set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from math import log
from pathlib import Path

from nlu.candidates import FIELDS, Candidate, Sight
from nlu.people import negated

WEIGHTS = Path(__file__).parent / "models" / "names_weights.tsv"


def choose(sight: Sight, learnt: Mapping[str, float]) -> list[tuple[Candidate, float]]:
    """For each field the candidate that outweighs the others and nothing, with its lead over nothing."""
    chosen = []
    for field in FIELDS:
        rivals = [each for each in sight.candidates if each.field == field]
        if not rivals:
            continue
        weights = [weight_of(traits(each, sight, rivals), learnt) for each in rivals]
        best = max(range(len(rivals)), key=weights.__getitem__)
        lead = weights[best] - weight_of(traits_of_nothing(field, sight, rivals), learnt)
        if lead > 0:
            chosen.append((rivals[best], lead))
    return chosen


def weight_of(found: Sequence[str], learnt: Mapping[str, float]) -> float:
    """The sum of the weights of traits."""
    return sum(learnt.get(trait, 0.0) for trait in found)


def traits_of_nothing(field: str, sight: Sight, rivals: Sequence[Candidate]) -> list[str]:
    """What speaks for naming nothing."""
    f = field[:2]
    return [
        f + "0",
        f + "0" + _question(sight, field),
        f"{f}0n{min(len(rivals), 5)}",
        f"{f}0l{min(len(sight.text) // 10, 4)}",
    ]


def traits(candidate: Candidate, sight: Sight, rivals: Sequence[Candidate]) -> list[str]:
    """What is to be said for and against a candidate, each beginning with two letters of the field."""
    f = candidate.field[:2]
    return [
        f + trait for trait in (*_believed(candidate, rivals), *_within(candidate, sight), *_around(candidate, sight))
    ] + [f + "x" + level(_rival_belief(candidate, sight))]


def _believed(candidate: Candidate, rivals: Sequence[Candidate]) -> list[str]:
    return [
        "b" + level(candidate.begins),
        "h" + level(candidate.holds),
        "c" + level(candidate.closes),
        "m" + level(candidate.belief),
        "r" + "+".join(sorted(candidate.rules)),
        "#" + str(min(sum(each.begins > candidate.begins for each in rivals), 3)),
        *("!" + rule for rule in candidate.rules),
    ]


def _within(candidate: Candidate, sight: Sight) -> list[str]:
    start, end = candidate.start, candidate.end
    words = sight.text[start:end]
    size = min(len(words), 9)
    inner = min(sum(at in sight.cuts for at in range(start + 1, end)), 3)
    whole = f"{start in sight.cuts}{end in sight.cuts}{inner}"
    return [
        f"n{size}",
        "s" + shape_of(candidate, sight.seen.words),
        "$" + words[-1],
        "^" + words[0],
        "t" + whole,
        f"T{whole}{size}",
        f"q{_question(sight, candidate.field)}{4 * len(words) // len(sight.text)}",
    ]


def _around(candidate: Candidate, sight: Sight) -> list[str]:
    text, seen, start, end = sight.text, sight.seen, candidate.start, candidate.end
    before, after = text[max(0, start - 2) : start] or "^", text[end : end + 2] or "$"
    found = [
        "-1" + before[-1],
        "-2" + before,
        "+1" + after[0],
        "+2" + after,
        "<" + seen.left[start],
        ">" + seen.right[end - 1],
        "w" + (seen.words[start - 1] if start else "^"),
        "v" + (seen.words[end] if end < len(text) else "$"),
        "o" + seen.spoken_of[start],
    ]
    if negated(text, start):
        found.append("negated")
    if text.find(text[start:end]) < start:
        found.append("again")
    return found


def _question(sight: Sight, field: str) -> str:
    return "asked" if sight.asked == field else "other" if sight.asked else "open"


def _rival_belief(candidate: Candidate, sight: Sight) -> float:
    """The strongest belief that some of these words belong to another field."""
    return max(
        (
            each.begins * each.holds
            for each in sight.candidates
            if each.field != candidate.field and each.start < candidate.end and candidate.start < each.end
        ),
        default=0.0,
    )


def level(probability: float) -> str:
    """A probability in coarse steps of its log odds."""
    odds = log((probability + 1e-4) / (1 - probability + 1e-4))
    return str(max(-4, min(4, round(odds))))


def shape_of(candidate: Candidate, marks: Sequence[str]) -> str:
    """The kinds of words it is made of, in order, each kind once."""
    inside = marks[candidate.start : candidate.end]
    return "".join(dict.fromkeys("" if mark[0] == "I" else mark for mark in inside))[:24]


@cache
def weights() -> dict[str, float]:
    """The learnt weights, each under its trait."""
    lines = WEIGHTS.read_text("utf-8").splitlines()
    return {trait: float(weight) for trait, _, weight in (line.rpartition("\t") for line in lines)}
