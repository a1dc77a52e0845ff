"""A desk in a drawer, ids in order, and a clock that is moved by hand."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from cases.desk import CaseState
from cases.sites import KnownSite
from dialogs.effects import ComplaintFiled, Effect, Effects, TurnEffects

START = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
DUE = date(2026, 12, 1)


@dataclass(slots=True)
class Clock:
    """Tells the time that it was set to."""

    at: datetime = START

    def __call__(self) -> datetime:
        return self.at

    def later(self, days: int) -> None:
        self.at += timedelta(days=days)


@dataclass(slots=True)
class FakeCases:
    """Cases as the desk would hold them, newest first."""

    now: Callable[[], datetime]
    states: dict[str, list[CaseState]] = field(default_factory=dict)
    sites: dict[str, KnownSite] = field(default_factory=dict)

    def file(self, conversation_id: str, filed: ComplaintFiled) -> None:
        state = CaseState(filed.case_number, "registered", self.now(), self.now(), DUE, filed.facts)
        self.states.setdefault(conversation_id, []).insert(0, state)

    def step(self, conversation_id: str, status: str) -> CaseState:
        """Move the newest case on."""
        states = self.states[conversation_id]
        states[0] = replace(states[0], status=status, status_at=self.now(), due_on=None)
        return states[0]

    async def state(self, case_number: str) -> CaseState | None:
        known = (state for states in self.states.values() for state in states)
        return next((state for state in known if state.case_number == case_number), None)

    async def site(self, code: str) -> KnownSite | None:
        return self.sites.get(code)

    async def cases_of(self, conversation_id: str) -> list[CaseState]:
        return list(self.states.get(conversation_id, ()))


class FailingEffects:
    """An Effects that fails, as a broken port would."""

    async def put(self, conversation_id: str, effect: Effect) -> None:
        raise ConnectionError("the port is closed")


def counting(pattern: str) -> Callable[[], str]:
    """Identifiers in order: the first, the second, and so on."""
    numbers = itertools.count(1)
    return lambda: pattern.format(next(numbers))


def ports() -> tuple[Effects, Effects]:
    """Both keep to the one Protocol."""
    return TurnEffects(), FailingEffects()
