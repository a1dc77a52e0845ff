"""Makes true what a turn decided, inside the turn's one transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from cases import crew_book, embedded, wishes
from cases.clocks import Calendar
from cases.embedded import Filing, Supplement
from cases.money import NotMoney, fen
from cases.wishes import MoneyTold
from dialogs.crew_effects import CrewEffect
from dialogs.effects import (
    BoardMissing,
    CareNeeded,
    CaseRated,
    CaseUrged,
    ComplaintFiled,
    ComplaintSupplemented,
    ConsentGiven,
    DataErased,
    DraftClosed,
    DraftPaused,
    Effect,
    EvidenceNamed,
    HumanRequested,
    MoneyCame,
    MoneyMissing,
    VisitBooked,
    VisitCancelled,
    WithdrawalCancelled,
    WithdrawalRequested,
    WorkerAsked,
    WorkerConfirmed,
)
from dialogs.link_effects import LinkEffect
from handlers import crews, linking, site_ties
from handlers.beside import keep_beside
from storage import cases, consents, conversations, drafts, evidence, inbox, links, messages, pickups
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
    BoardMissing,
    EvidenceNamed,
    CaseUrged,
    CaseRated,
    MoneyMissing,
    MoneyCame,
    WorkerAsked,
    WorkerConfirmed,
    WithdrawalRequested,
    WithdrawalCancelled,
)
BESIDE = (DraftPaused, VisitBooked, VisitCancelled, CareNeeded)


def touches_cases(effects: Iterable[Effect]) -> bool:
    """Whether the events' lock, which comes before any row's, will be wanted."""
    return any(isinstance(effect, (*ON_CASES, CrewEffect)) for effect in effects)


def carry_out(connection: Connection, desk: Desk, occasion: Occasion, effects: Iterable[Effect]) -> None:
    """All of the turn's effects; raises what the desk raises, and then nothing of the turn may stay."""
    for effect in effects:
        _carry_out(connection, desk, occasion, effect)


def _carry_out(connection: Connection, desk: Desk, occasion: Occasion, effect: Effect) -> None:
    if isinstance(effect, ON_CASES):
        return _on_case(connection, desk, occasion, effect)
    if isinstance(effect, CrewEffect):
        return crews.carry_out(connection, desk.vault, occasion.conversation_id, occasion.at, effect)
    if isinstance(effect, LinkEffect):
        return linking.carry_out(connection, desk.vault, occasion.conversation_id, occasion.at, effect)
    if isinstance(effect, BESIDE):
        return keep_beside(connection, desk.vault, occasion.conversation_id, occasion.at, effect)
    match effect:
        case ConsentGiven(version, given):
            consents.add(connection, occasion.conversation_id, version, given=given, at=occasion.at)
        case DraftClosed(draft_id, reason):
            drafts.close(connection, draft_id, reason, occasion.at)
            crew_book.give_up(connection, desk.vault, draft_id, occasion.at)
        case DataErased(draft_id, others):
            links.drop(connection, occasion.conversation_id)
            crew_book.leave(connection, desk.vault, occasion.conversation_id, occasion.at, erase=True)
            for one in (draft_id, *others):
                _erase_draft(connection, desk.vault, one, occasion.at) if one else None
        case HumanRequested(reason):
            conversations.want(connection, occasion.conversation_id, reason, occasion.at)


def _on_case(connection: Connection, desk: Desk, occasion: Occasion, effect: Effect) -> None:
    vault, at = desk.vault, occasion.at
    match effect:
        case ComplaintFiled(draft_id, number, facts):
            filing = Filing(draft_id, occasion.conversation_id, number, facts, at)
            embedded.file(connection, vault, filing, desk.calendar)
            drafts.close(connection, draft_id, "filed", at)
            site_ties.filed(connection, vault, at, effect)
            crews.filed(connection, vault, occasion.conversation_id, at, effect)
        case ComplaintSupplemented(number, words, facts):
            crews.supplemented(connection, vault, occasion.conversation_id, at, effect)
            embedded.supplement(connection, vault, Supplement(number, words, facts, at), desk.calendar)
            site_ties.supplemented(connection, vault, at, effect)
        case BoardMissing():
            site_ties.board_missing(connection, at, effect)
        case EvidenceNamed():
            site_ties.evidence_named(connection, occasion.conversation_id, at, effect)
        case _:
            _on_filed_case(connection, desk, occasion, effect)


def _on_filed_case(connection: Connection, desk: Desk, occasion: Occasion, effect: Effect) -> None:
    vault, at = desk.vault, occasion.at
    match effect:
        case CaseUrged(number):
            wishes.urge(connection, vault, number, at)
        case WithdrawalRequested(number):
            wishes.request_withdrawal(connection, vault, number, at)
        case WithdrawalCancelled(number):
            wishes.cancel_withdrawal(connection, vault, number, at)
        case MoneyMissing(number):
            wishes.miss_money(connection, vault, number, at, desk.calendar)
        case MoneyCame(number, words, yuan, is_whole, is_total):
            told = MoneyTold(number, words, _fen(yuan), is_whole, is_total, at)
            wishes.take_money(connection, vault, told, desk.calendar)
        case CaseRated(number, words, rating, satisfaction):
            rated = json.dumps({"words": words, "rating": rating, "satisfaction": satisfaction}, ensure_ascii=False)
            wishes.rate(connection, vault, number, rated, at)
        case WorkerAsked(number):
            wishes.ask_worker(connection, vault, number, at)
        case WorkerConfirmed(number, words):
            wishes.confirm_for_worker(connection, vault, number, words, at)


def _fen(yuan: str | None) -> int | None:
    """The sum; one that cannot be counted is kept in his words alone."""
    try:
        return fen(yuan) if yuan is not None else None
    except NotMoney:
        return None


def _erase_draft(connection: Connection, vault: Vault, draft_id: str, at: datetime) -> None:
    """What was sent for it goes too; its bytes are tidied away later."""
    drafts.close(connection, draft_id, "withdrawn", at)
    crew_book.give_up(connection, vault, draft_id, at, erase=True)
    evidence.forget_draft(connection, draft_id)


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
