"""A complaint, its case and what happened to it, as rows tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

Facts = Mapping[str, Any]
Show = Callable[[Facts], Facts]
EventKind = Literal[
    "step",
    "supplement",
    "urge",
    "withdrawal_request",
    "withdrawal_cancelled",
    "rating",
    "money",  # the worker told of money that came
    "sums",  # staff set a sum
    "confirmed",  # he for whom it was filed agreed
]


@dataclass(frozen=True, slots=True)
class ComplaintRow:
    """A complaint as it is stored; facts in NLU.md's names, the rest drawn from them."""

    conversation_id: str
    case_number: str
    facts: Facts
    claimed_fen: int | None
    claimed_max_fen: int | None
    headcount: int | None
    county_code: str | None


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case with what of its complaint is no secret."""

    case_number: str
    status: str
    status_at: datetime
    due_on: date | None
    county_code: str | None
    amount_claimed_fen: int | None
    filed_at: datetime
    conversation_id: str
    facts: Facts
    verified_fen: int | None = None
    agreed_fen: int | None = None
    paid_fen: int | None = None
    officer: str | None = None
    former_officer: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a case; positions grow, `note` is meant for the worker when kind is step."""

    position: int
    case_number: str
    kind: EventKind
    status: str | None
    note: str | None
    by: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Happening:
    """An event that has no position yet."""

    case_number: str
    kind: EventKind
    at: datetime
    by: str
    status: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """Which cases to list: newest first, a page at a time; `before` is the last number of the page before."""

    status: str | None = None
    area: str | None = None
    since: datetime | None = None
    before: str | None = None
    count: int = 50
