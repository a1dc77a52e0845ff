"""Makes true what a turn decided, inside the turn's one transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from cases import embedded
from cases.clocks import Calendar
from cases.embedded import Filing, Supplement
from dialogs.effects import (
    CaseRated,
    CaseUrged,
    ComplaintFiled,
    ComplaintSupplemented,
    ConsentGiven,
    DataErased,
    DraftClosed,
    Effect,
    HumanRequested,
    MoneyMissing,
    WithdrawalCancelled,
    WithdrawalRequested,
)
from storage import cases, consents, conversations, drafts, evidence, inbox, messages, pickups
from storage.cases import Connection
from storage.database import Database
from storage.vault import Vault


@dataclass(frozen=True, slots=True)
class Occasion:
    """Whose turn it is, and when."""

    conversation_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Desk:
    """Where effects on cases go: the embedded desk, with the calendar of its clocks."""

    vault: Vault
    calendar: Calendar


ON_CASES = (
    ComplaintFiled,
    ComplaintSupplemented,
    CaseUrged,
    CaseRated,
    MoneyMissing,
    WithdrawalRequested,
    WithdrawalCancelled,
)


def touches_cases(effects: Iterable[Effect]) -> bool:
    """Whether the events' lock, which comes before any row's, will be wanted."""
    return any(isinstance(effect, ON_CASES) for effect in effects)


def carry_out(connection: Connection, desk: Desk, occasion: Occasion, effects: Iterable[Effect]) -> None:
    """All of the turn's effects; raises what the desk raises, and then nothing of the turn may stay."""
    for effect in effects:
        _carry_out(connection, desk, occasion, effect)


def _carry_out(connection: Connection, desk: Desk, occasion: Occasion, effect: Effect) -> None:
    if isinstance(effect, ON_CASES):
        return _on_case(connection, desk, occasion, effect)
    match effect:
        case ConsentGiven(version, given):
            consents.add(connection, occasion.conversation_id, version, given=given, at=occasion.at)
        case DraftClosed(draft_id, reason):
            drafts.close(connection, draft_id, reason, occasion.at)
        case DataErased(draft_id):
            drafts.close(connection, draft_id, "withdrawn", occasion.at) if draft_id else None
        case HumanRequested(reason):
            conversations.want(connection, occasion.conversation_id, reason, occasion.at)


def _on_case(connection: Connection, desk: Desk, occasion: Occasion, effect: Effect) -> None:
    vault, at = desk.vault, occasion.at
    match effect:
        case ComplaintFiled(draft_id, number, facts):
            filing = Filing(draft_id, occasion.conversation_id, number, facts, at)
            embedded.file(connection, vault, filing, desk.calendar)
            drafts.close(connection, draft_id, "filed", at)
        case ComplaintSupplemented(number, words, facts):
            embedded.supplement(connection, vault, Supplement(number, words, facts, at), desk.calendar)
        case CaseUrged(number):
            embedded.urge(connection, vault, number, at)
        case WithdrawalRequested(number):
            embedded.request_withdrawal(connection, vault, number, at)
        case WithdrawalCancelled(number):
            embedded.cancel_withdrawal(connection, vault, number, at)
        case MoneyMissing(number):
            embedded.miss_money(connection, vault, number, at, desk.calendar)
        case CaseRated(number, words, rating, satisfaction):
            told = json.dumps({"words": words, "rating": rating, "satisfaction": satisfaction}, ensure_ascii=False)
            embedded.rate(connection, vault, number, told, at)


def wants_forgetting(connection: Connection, vault: Vault, conversation_id: str, effects: Iterable[Effect]) -> bool:
    """Whether the worker does not want to be remembered, and no case of his needs his words."""
    refused = any(isinstance(effect, DraftClosed) and effect.reason == "consent_refused" for effect in effects)
    erased = any(isinstance(effect, DataErased) for effect in effects)
    return (refused or erased) and not cases.cases_of(connection, vault, conversation_id)


def forget_words(connection: Connection, vault: Vault, conversation_id: str) -> None:
    """Nothing that he wrote or sent stays (PIPL art. 15); our words do, so that a repeat gets the same ones."""
    messages.forget_words(connection, vault, conversation_id)
    evidence.forget(connection, conversation_id)
    pickups.forget(connection, conversation_id)
    inbox.forget_words(connection, vault, conversation_id)


class EffectsAtOnce:
    """Carries out each effect in a transaction of its own: under a Rasa server there is no turn of ours to join."""

    def __init__(self, database: Database, desk: Desk, now: Callable[[], datetime]) -> None:
        self._database, self._desk, self._now = database, desk, now

    async def put(self, conversation_id: str, effect: Effect) -> None:
        """Returns when it is true; raises what the desk raises."""
        occasion = Occasion(conversation_id, self._now())
        await self._database.run(lambda connection: carry_out(connection, self._desk, occasion, (effect,)))
        self._database.ring()
