"""Holds the figures of one message while they are settled."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from nlu.found import Found
from nlu.reading import Conflict
from nlu.roles import Sum


@dataclass(slots=True)
class Account:
    """Facts as they are settled, by field, with where each was read."""

    facts: dict[str, Found] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)

    def put(self, name: str, value: object, at: Found | Sum, rule: str) -> None:
        start, end = (at.start, at.end) if isinstance(at, Found) else (at.money.start, at.money.end)
        self.facts[name] = Found(name, value, start, end, rule)

    def number(self, name: str) -> Decimal | None:
        found = self.facts.get(name)
        return Decimal(str(found.value)) if found else None
