"""What a complaint is: the facts as they were said, and what we count and look up of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from cases.counties import county_code
from cases.money import NotMoney, fen

MOST_PEOPLE = 100_000
WORDS = ("person", "id_number", "phone", "project", "place", "employer", "foreman", "job")
Facts = Mapping[str, Any]


class BadFact(ValueError):
    """A fact cannot be held; `field` names it, the message never holds its value."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field


@dataclass(frozen=True, slots=True)
class Money:
    """The sums of a complaint, each for itself: what is claimed is not what was agreed or paid."""

    claimed_fen: int | None = None
    claimed_max_fen: int | None = None
    is_approximate: bool = False
    agreed_fen: int | None = None
    paid_fen: int | None = None
    per_person_fen: int | None = None
    daily_fen: int | None = None
    monthly_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Worker:
    """One of a group, as far as he was named."""

    name: str | None
    claimed_fen: int | None


@dataclass(frozen=True, slots=True)
class Complaint:
    """One complaint; `facts` are kept as they were said, under NLU.md's names."""

    facts: Facts
    money: Money
    start_on: date | None
    end_on: date | None
    headcount: int | None
    evidence_kinds: tuple[str, ...]
    workers: tuple[Worker, ...]
    county_code: str | None

    @property
    def person(self) -> str | None:
        return _text(self.facts, "person")

    @property
    def id_number(self) -> str | None:
        return _text(self.facts, "id_number")

    @property
    def phone(self) -> str | None:
        return _text(self.facts, "phone")

    @property
    def names_a_respondent(self) -> bool:
        """Whether anyone or anything is named against whom it can be pursued."""
        return any(self.facts.get(field) for field in ("employer", "foreman", "project"))

    @classmethod
    def from_facts(cls, facts: Facts) -> Complaint:
        """Read the facts; raises BadFact for one that cannot be held."""
        for field in WORDS:
            _text(facts, field)
        start, end = _day(facts, "period_start"), _day(facts, "period_end")
        if start and end and end < start:
            raise BadFact("period_end", "is before the start")
        return cls(
            facts=dict(facts),
            money=_money(facts),
            start_on=start,
            end_on=end,
            headcount=_count(facts, "headcount"),
            evidence_kinds=_words(facts, "evidence_kinds"),
            workers=tuple(map(_worker, _list(facts, "workers"))),
            county_code=county_code(_text(facts, "place")),
        )

    def to_facts(self) -> dict[str, Any]:
        """The facts as they were said."""
        return dict(self.facts)

    def with_facts(self, added: Facts) -> Complaint:
        """The complaint with what was said later; a fact that cannot be held leaves the earlier one standing."""
        try:
            return Complaint.from_facts(_revised(self.facts, added))
        except BadFact:
            return self._with_each(added)

    def _with_each(self, added: Facts) -> Complaint:
        complaint = self
        for field, value in added.items():
            with suppress(BadFact):
                complaint = Complaint.from_facts(_revised(complaint.facts, {field: value}))
        return complaint


def _revised(facts: Facts, added: Facts) -> dict[str, Any]:
    """A new sum takes its own range and vagueness with it."""
    stale = ("amount_owed_max_yuan", "amount_approx") if "amount_owed_yuan" in added else ()
    return {**{field: value for field, value in facts.items() if field not in stale}, **added}


def _money(facts: Facts) -> Money:
    claimed, most = _fen(facts, "amount_owed_yuan"), _fen(facts, "amount_owed_max_yuan")
    if claimed == 0:
        raise BadFact("amount_owed_yuan", "is nothing")
    if most is not None and (claimed is None or most < claimed):
        raise BadFact("amount_owed_max_yuan", "is below what it is the upper end of")
    return Money(
        claimed_fen=claimed,
        claimed_max_fen=most,
        is_approximate=bool(facts.get("amount_approx")),
        agreed_fen=_fen(facts, "amount_agreed_yuan"),
        paid_fen=_fen(facts, "amount_paid_yuan"),
        per_person_fen=_fen(facts, "amount_per_person_yuan"),
        daily_fen=_fen(facts, "daily_wage_yuan"),
        monthly_fen=_fen(facts, "monthly_wage_yuan"),
    )


def _worker(facts: Any) -> Worker:
    if not isinstance(facts, Mapping):
        raise BadFact("workers", "must be facts each")
    return Worker(_text(facts, "name"), _of("workers", lambda: _fen(facts, "amount_owed_yuan")))


def _fen(facts: Facts, field: str) -> int | None:
    value = facts.get(field)
    if value is None:
        return None
    try:
        return fen(value)
    except NotMoney as reason:
        raise BadFact(field, str(reason)) from None


def _day(facts: Facts, field: str) -> date | None:
    value = facts.get(field)
    try:
        return date.fromisoformat(value) if value is not None else None
    except (TypeError, ValueError):
        raise BadFact(field, "is no day") from None


def _count(facts: Facts, field: str) -> int | None:
    value = facts.get(field)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= MOST_PEOPLE:
        raise BadFact(field, "is no number of people")
    return value


def _text(facts: Facts, field: str) -> str | None:
    value = facts.get(field)
    if value is not None and not isinstance(value, str):
        raise BadFact(field, "is no text")
    return value or None


def _list(facts: Facts, field: str) -> list[Any]:
    value = facts.get(field)
    if value is None:
        return []
    if not isinstance(value, list | tuple):
        raise BadFact(field, "is no list")
    return list(value)


def _words(facts: Facts, field: str) -> tuple[str, ...]:
    words = _list(facts, field)
    if not all(isinstance(word, str) for word in words):
        raise BadFact(field, "must be words")
    return tuple(words)


def _of(field: str, read: Callable[[], int | None]) -> int | None:
    try:
        return read()
    except BadFact as bad:
        raise BadFact(field, str(bad)) from None
