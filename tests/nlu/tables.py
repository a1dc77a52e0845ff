"""Reads the tables of sentences: what is said, what is asked, and which facts must come out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from nlu.understand import understand

FOLDER = Path(__file__).parent / "sentences"
TODAY = date(2026, 11, 24)
SHORT = {  # how the tables call the fields of figures
    "owed": "amount_owed_yuan",
    "max": "amount_owed_max_yuan",
    "approx": "amount_approx",
    "agreed": "amount_agreed_yuan",
    "paid": "amount_paid_yuan",
    "each": "amount_per_person_yuan",
    "daily": "daily_wage_yuan",
    "monthly": "monthly_wage_yuan",
    "heads": "headcount",
    "months": "months",
    "days": "days_worked",
    "start": "period_start",
    "end": "period_end",
    "id_number": "id_number",
    "id_valid": "id_valid",
    "phone": "phone",
    "bank_card": "bank_card",
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One row of a table."""

    text: str
    asked: str | None
    facts: Mapping[str, Any]


def sentences(table: str) -> Iterator[Sentence]:
    """The rows of `sentences/<table>.yml`: a text, or a text and the open question, with the figures it states."""
    for row in yaml.safe_load((FOLDER / f"{table}.yml").read_text("utf-8")):
        [(text, facts)] = row.items()
        said, _, asked = text.partition(" <- ")
        yield Sentence(said, asked or None, facts)


def figures(sentence: Sentence) -> dict[str, Any]:
    """The figures that a sentence was understood to state, under the tables' names."""
    entities = understand(sentence.text, today=TODAY, asked=sentence.asked).entities
    return {short: entities[name] for short, name in SHORT.items() if name in entities}
