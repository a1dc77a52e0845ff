"""A desk in a drawer, ids in order, and a clock that is moved by hand."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from cases.clocks import Calendar, accept_by
from cases.desk import CaseState
from cases.money import fen
from cases.sites import KnownSite
from cases.visits import Booked, Offer
from dialogs.effects import (
    ComplaintFiled,
    ComplaintSupplemented,
    Effect,
    Effects,
    MoneyCame,
    MoneyMissing,
    TurnEffects,
    VisitBooked,
    VisitCancelled,
)

START = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
ENDED = frozenset({"closed", "paid"})
OFFICER = "李敏"


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
    times: list[Offer] = field(default_factory=list)
    visits: dict[str, list[Booked]] = field(default_factory=dict)
    sites: dict[str, KnownSite] = field(default_factory=dict)

    def file(self, conversation_id: str, filed: ComplaintFiled) -> None:
        owed = fen(owed) if (owed := filed.facts.get("amount_owed_yuan")) else None
        due_on = accept_by(Calendar(), self.now()).due_on
        state = CaseState(filed.case_number, "registered", self.now(), self.now(), due_on, filed.facts, owed_fen=owed)
        self.states.setdefault(conversation_id, []).insert(0, state)

    def step(self, conversation_id: str, status: str) -> CaseState:
        """Move the newest case on."""
        states = self.states[conversation_id]
        states[0] = replace(states[0], status=status, status_at=self.now(), due_on=None, officer=OFFICER)
        return states[0]

    def take(self, conversation_id: str, effect: Effect) -> None:
        """What the desk would make of an effect, as far as the dialog sees it again."""
        match effect:
            case ComplaintFiled():
                self.file(conversation_id, effect)
            case ComplaintSupplemented(number, _, facts):
                self._change(conversation_id, number, facts=facts)
            case MoneyCame(number, _, yuan, is_whole, is_total):
                self._pay(conversation_id, number, yuan, whole=is_whole, total=is_total)
            case MoneyMissing(number):
                self._change(conversation_id, number, {"status": "reopened", "due_on": None, "officer": None}, ENDED)
            case VisitBooked(visit_id, slot_id, _, instead_of):
                offer = next(one for one in self.times if one.slot_id == slot_id)
                kept = [one for one in self.visits.get(conversation_id, ()) if one.visit_id != instead_of]
                self.visits[conversation_id] = [*kept, Booked(visit_id, offer)]
            case VisitCancelled(visit_id):
                kept = [one for one in self.visits.get(conversation_id, ()) if one.visit_id != visit_id]
                self.visits[conversation_id] = kept

    def _pay(self, conversation_id: str, number: str, yuan: str | None, *, whole: bool, total: bool) -> None:
        state = next(one for one in self.states[conversation_id] if one.case_number == number)
        came = fen(yuan) if yuan else 0
        paid = state.owed_fen if whole else came if total else came + (state.paid_fen or 0)
        self._change(conversation_id, number, {"paid_fen": paid})
        if whole:
            self._change(conversation_id, number, {"status": "paid", "due_on": None}, frozenset({"closed"}))

    def _change(
        self,
        conversation_id: str,
        number: str,
        values: Mapping[str, Any] | None = None,
        only: frozenset[str] | None = None,
        facts: Mapping[str, Any] | None = None,
    ) -> None:
        for at, one in enumerate(self.states[conversation_id]):
            if one.case_number == number and (only is None or one.status in only):
                known = {**one.facts, **(facts or {})}
                self.states[conversation_id][at] = replace(one, facts=known, **(values or {}))

    async def state(self, case_number: str) -> CaseState | None:
        known = (state for states in self.states.values() for state in states)
        return next((state for state in known if state.case_number == case_number), None)

    async def site(self, code: str) -> KnownSite | None:
        return self.sites.get(code)

    async def cases_of(self, conversation_id: str) -> list[CaseState]:
        return list(self.states.get(conversation_id, ()))

    async def offers(self, county: str | None, now: datetime, count: int, after: str | None = None) -> list[Offer]:
        taken = {one.offer.slot_id for visits in self.visits.values() for one in visits}
        free = [one for one in self.times if one.slot_id not in taken and one.starts_at > now]
        known = [one.slot_id for one in free]
        start = known.index(after) + 1 if after in known else 0
        return free[start : start + count]

    async def visits_of(self, conversation_id: str, now: datetime) -> list[Booked]:
        return [one for one in self.visits.get(conversation_id, ()) if one.offer.starts_at > now]


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
