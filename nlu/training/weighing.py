"""Learns how candidates are weighed from messages whose names are known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import exp
from pathlib import Path

from nlu.candidates import FIELDS, Sight
from nlu.training.dice import Dice
from nlu.weighing import traits, traits_of_nothing

ROUNDS = 8
PACE = 0.07
DECAY = 0.002
Case = tuple[list[list[str]], int]  # the traits of all ways, nothing first, and the right way
Spans = Mapping[str, set[tuple[int, int]]]


def cases_of(sight: Sight, spans: Spans) -> list[Case]:
    """A case for each field that has candidates; a value that no candidate has is no case."""
    cases = []
    for field in FIELDS:
        rivals = [each for each in sight.candidates if each.field == field]
        right = [i for i, each in enumerate(rivals, 1) if (each.start, each.end) in spans.get(field, ())]
        if not rivals or (spans.get(field) and not right):
            continue
        ways = [traits_of_nothing(field, sight, rivals), *(traits(each, sight, rivals) for each in rivals)]
        cases.append((ways, right[0] if right else 0))
    return cases


def learn(cases: Sequence[Case], seed: int) -> dict[str, float]:
    """Weights that make the right ways likely, by stochastic gradient ascent with a pace for each trait (AdaGrad)."""
    weights: dict[str, float] = defaultdict(float)
    squares: dict[str, float] = defaultdict(lambda: 1e-8)
    dice = Dice(seed)
    for _ in range(ROUNDS):
        for ways, right in dice.shuffled(cases):
            for way, gradient in zip(ways, _gradients(ways, right, weights), strict=True):
                for trait in way if abs(gradient) >= 1e-3 else ():
                    slope = gradient - DECAY * weights[trait]
                    squares[trait] += slope * slope
                    weights[trait] += PACE * slope / squares[trait] ** 0.5
    return dict(weights)


def _gradients(ways: Sequence[Sequence[str]], right: int, weights: Mapping[str, float]) -> list[float]:
    """How far each way should become likelier."""
    sums = [sum(weights[trait] for trait in way) for way in ways]
    odds = [exp(each - max(sums)) for each in sums]
    return [(i == right) - each / sum(odds) for i, each in enumerate(odds)]


def write(weights: Mapping[str, float], path: Path) -> None:
    """One weight a line, those that matter."""
    lines = [f"{trait}\t{weight:.3f}\n" for trait, weight in sorted(weights.items()) if abs(weight) >= 0.02]
    path.write_text("".join(lines), "utf-8")
