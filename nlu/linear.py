"""Weighs features with a trained linear model and says how probable each label is."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "models"
SCALE = 100  # weights are kept in hundredths


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Labels, and for each feature the labels that it speaks for or against."""

    labels: tuple[str, ...]
    weights: Mapping[str, tuple[tuple[int, int], ...]]
    temperature: float

    def probabilities(self, features: Iterable[str]) -> dict[str, float]:
        """Every label with its probability; they add up to one."""
        scores = [0] * len(self.labels)
        weights = self.weights
        for feature in features:
            for label, weight in weights.get(feature, ()):
                scores[label] += weight
        return self._softmax(scores)

    def _softmax(self, scores: list[int]) -> dict[str, float]:
        best = max(scores)
        powers = [math.exp((score - best) / (SCALE * self.temperature)) for score in scores]
        total = sum(powers)
        return {label: power / total for label, power in zip(self.labels, powers, strict=True)}


def load(name: str) -> LinearModel:
    """The model in nlu/models that `xinsheng train` wrote."""
    return parsed((FOLDER / f"{name}.tsv").read_text("utf-8"))


def parsed(text: str) -> LinearModel:
    """The model that was written as `dumped` does."""
    first, *rest = text.rstrip("\n").split("\n")
    temperature, *labels = first.split("\t")
    weights, known = {}, dict[str, tuple[int, int]]()  # the same pair is kept once: there are many more features
    for line in rest:
        feature, *pairs = line.split("\t")
        weights[feature] = tuple(known.get(pair) or known.setdefault(pair, _pair(pair)) for pair in pairs)
    return LinearModel(tuple(labels), weights, float(temperature))


def dumped(model: LinearModel) -> str:
    """The model as text, its features in order."""
    lines = ["\t".join([f"{model.temperature:g}", *model.labels])]
    for feature in sorted(model.weights):
        lines.append("\t".join([feature, *(f"{label}:{weight}" for label, weight in model.weights[feature])]))
    return "\n".join(lines) + "\n"


def _pair(text: str) -> tuple[int, int]:
    label, _, weight = text.partition(":")
    return int(label), int(weight)
