"""Reads names with the trained model: stretches of a text, the field each belongs to, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pycrfsuite

from nlu.features import features
from nlu.marks import marks
from nlu.tokens import Token

MODEL = Path(__file__).parent / "models" / "names.crfsuite"


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of the text that names something; of rivals the heavier one stands. The model's weigh up to 1."""

    field: str
    start: int
    end: int
    rule: str
    weight: float


def read_mentions(text: str, asked: str | None, cut_up: Sequence[Token] | None = None) -> list[Mention]:
    """What the model takes for names in a text, which may be cut into words already."""
    if not text:
        return []
    tagger = _tagger()
    labels: Sequence[str] = tagger.tag(features(text, asked, marks(text, cut_up)))
    return [
        Mention(field, start, end, "model", min(tagger.marginal(labels[i], i) for i in range(start, end)))
        for field, start, end in stretches(labels)
    ]


def stretches(labels: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """The field, beginning and end of each run of labels that belong together."""
    at = 0
    while at < len(labels):
        begin, at = at, at + 1
        if labels[begin] == "O":
            continue
        field = labels[begin][2:]
        while at < len(labels) and labels[at] == f"I-{field}":
            at += 1
        yield field, begin, at


@cache
def _tagger() -> pycrfsuite.Tagger:
    tagger = pycrfsuite.Tagger()
    tagger.open(str(MODEL))
    return tagger
