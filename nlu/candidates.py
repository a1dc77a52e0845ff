"""Collects what may be a name in a text: what the model half believes, what rules point at, what lists know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pycrfsuite

from nlu.answers import bare_answer
from nlu.features import features
from nlu.marks import Marks, marks
from nlu.mentions import Mention, stretches
from nlu.naming import announced
from nlu.people import pointed_at
from nlu.tokens import Token

MODEL = Path(__file__).parent / "models" / "names.crfsuite"
FIELDS = ("person", "foreman", "employer", "project", "place", "job")
ACTIVE, BEGINS, GOES_ON, ENDS = 0.97, 0.06, 0.1, 0.9
LONGEST = 26
Span = tuple[str, int, int]


@dataclass(slots=True)
class Candidate:
    """A stretch that may be a field's value, who says so, and the model's belief in its beginning, inside and end."""

    field: str
    start: int
    end: int
    rules: list[str] = field(default_factory=list)
    begins: float = 0.0
    holds: float = 0.0
    closes: float = 0.0

    @property
    def belief(self) -> float:
        """How far the model believes in all of it."""
        return self.begins * self.holds * self.closes


@dataclass(frozen=True, slots=True)
class Sight:
    """A text with its marks, where its words begin and end, and everything in it that may be a name."""

    text: str
    asked: str | None
    seen: Marks
    cuts: frozenset[int]
    candidates: list[Candidate]


class Belief:
    """How far the model believes that a field's value begins or goes on at a character."""

    def __init__(self, tagger: pycrfsuite.Tagger, length: int) -> None:
        active = [i for i in range(length) if tagger.marginal("O", i) < ACTIVE]
        self.begins = {name: {i: tagger.marginal(f"B-{name}", i) for i in active} for name in FIELDS}
        self.goes_on = {name: {i: tagger.marginal(f"I-{name}", i) for i in active} for name in FIELDS}

    def fill(self, candidate: Candidate) -> None:
        """Sets the model's belief in a candidate."""
        begins, goes_on = self.begins[candidate.field], self.goes_on[candidate.field]
        candidate.begins = begins.get(candidate.start, 0.0)
        candidate.holds = min((goes_on.get(i, 0.0) for i in range(candidate.start + 1, candidate.end)), default=1.0)
        candidate.closes = 1 - goes_on.get(candidate.end, 0.0)


def look(text: str, asked: str | None, words: Sequence[Token], tagger: pycrfsuite.Tagger | None = None) -> Sight:
    """All candidates of a text; `words` are its words."""
    seen = marks(text)
    cuts = frozenset((0, *(word.end for word in words)))
    if not text:
        return Sight(text, asked, seen, cuts, [])
    tagger = tagger or model()
    best: Sequence[str] = tagger.tag(features(text, asked, seen))
    belief = Belief(tagger, len(text))
    found: dict[Span, Candidate] = {}
    for rule, span in (*_of_model(best, belief), *_of_rules(text, asked), *_of_lists(seen)):
        rules = found.setdefault(span, Candidate(*span)).rules
        if rule not in rules:
            rules.append(rule)
    for candidate in found.values():
        belief.fill(candidate)
    return Sight(text, asked, seen, cuts, list(found.values()))


def _of_model(best: Sequence[str], belief: Belief) -> Iterator[tuple[str, Span]]:
    for span in stretches(best):
        yield "best", span
    for name in FIELDS:
        goes_on = belief.goes_on[name]
        for start, begins in belief.begins[name].items():
            if begins < BEGINS:
                continue
            for end in range(start + 1, start + LONGEST):
                on = goes_on.get(end, 0.0)
                if on < ENDS:
                    yield "half", (name, start, end)
                if on < GOES_ON:
                    break


def _of_rules(text: str, asked: str | None) -> Iterator[tuple[str, Span]]:
    answer = bare_answer(text, asked)
    rules: tuple[Mention, ...] = (*announced(text), *pointed_at(text), *([answer] if answer else ()))
    for each in rules:
        yield each.rule, (each.field, each.start, each.end)


def _of_lists(seen: Marks) -> Iterator[tuple[str, Span]]:
    """Listed trades, and unbroken runs of places."""
    words, at = seen.words, 0
    while at < len(words):
        start, at = at, at + 1
        kind = words[start][1:]
        if words[start][0] != "B" or not (kind[0] in "Pp" or "J" in kind):
            continue
        trade = "J" in kind
        while at < len(words) and (words[at] == "I" + kind or (not trade and _is_place(words[at]))):
            at += 1
        yield "listed", ("job" if trade else "place", start, at)


def _is_place(mark: str) -> bool:
    return mark[1:2] in ("P", "p", "T") or mark[1:] == "G"


@cache
def model() -> pycrfsuite.Tagger:
    """The trained model, loaded once."""
    tagger = pycrfsuite.Tagger()
    tagger.open(str(MODEL))
    return tagger
