"""Finds the words in which a worker said what stands in his complaint, by reading his messages again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from nlu.reading import Reading
from nlu.understand import understand

SHORT: Final = 40  # characters: a longer message is no bare answer to a question
ANSWERS: Final = 12  # so many of the last short messages are read as answers
ASKED: Final[Mapping[str, str]] = {
    "amount_owed_yuan": "amount_owed",
    "period_start": "period",
    "period_end": "period",
    "evidence_kinds": "evidence",
}
QUESTIONS: Final = frozenset(
    {"person", "id_number", "phone", "project", "place", "employer", "foreman", "headcount", *ASKED.values()}
)


@dataclass(frozen=True, slots=True)
class Words:
    """What the worker wrote in one message, and on which day."""

    id: int
    text: str
    on: date


@dataclass(frozen=True, slots=True)
class Quote:
    """Where a value was said: the message, and the part of its text from `start` to `end`."""

    message_id: int
    text: str
    start: int
    end: int


def find_quotes(facts: Mapping[str, Any], said: Sequence[Words]) -> dict[str, Quote]:
    """By its field the last place where each value was said; a value that nobody finds again has none."""
    newest = [words for words in reversed(said) if words.text.strip()]
    found = dict[str, Quote]()
    for words in newest:
        _take(found, facts, words, _read(words.text, words.on, None))
    _take_literal(found, facts, newest)
    answers = [words for words in newest if len(words.text) <= SHORT][:ANSWERS]
    for asked in dict.fromkeys(ASKED.get(field, field) for field in facts if field not in found):
        for words in answers if asked in QUESTIONS else ():
            _take(found, facts, words, _read(words.text, words.on, asked))
    return found


def _take(found: dict[str, Quote], facts: Mapping[str, Any], words: Words, reading: Reading) -> None:
    for span in reading.spans:
        if span.field in facts and span.field not in found and _is_said(facts[span.field], span.value):
            found[span.field] = Quote(words.id, words.text, span.start, span.end)


def _is_said(value: Any, read: Any) -> bool:
    if isinstance(value, list | tuple):
        return read == value or read in value
    return bool(value == read)


def _take_literal(found: dict[str, Quote], facts: Mapping[str, Any], newest: Iterable[Words]) -> None:
    """A name that was the whole answer to a question is no sentence that could be read; it still stands there."""
    wanted = {field: value for field, value in facts.items() if field not in found and isinstance(value, str) and value}
    for words in newest:
        for field, value in wanted.items():
            if field not in found and (start := words.text.find(value)) >= 0:
                found[field] = Quote(words.id, words.text, start, start + len(value))


@lru_cache(maxsize=512)
def _read(text: str, on: date, asked: str | None) -> Reading:
    return understand(text, today=on, asked=asked)
