"""Makes true what a turn decided about a crew, and asks its members, each in his own conversation."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Final

from cases import crew_book
from cases.crew_book import Joining, Opening, listed_of
from cases.crew_matching import Person
from cases.crews import FEWEST, Kind
from cases.money import fen
from dialogs.crew_effects import (
    CrewClosed,
    CrewEffect,
    CrewJoined,
    CrewLeft,
    CrewOpened,
    CrewWordMissed,
    MemberAnswered,
    MembersAsked,
    Wording,
)
from dialogs.effects import ComplaintFiled, ComplaintSupplemented
from dialogs.replies import Reply, fill
from handlers.crew_guesses import count_miss
from handlers.crew_size import offer_representatives
from handlers.notice_kinds import is_guarded
from handlers.remembered import reply_text
from handlers.telling import tell
from nlu.amounts import as_text
from storage import cases, crew_questions, crews, evidence, outbox
from storage.cases import Connection
from storage.crew_questions import QuestionRow
from storage.crews import MemberRow
from storage.outbox import Entry
from storage.vault import Vault

Spoken = tuple[Wording, dict[str, str]]
LIST_FROM: Final = 2  # a complaint that names so many is a crew's


def carry_out(connection: Connection, vault: Vault, conversation_id: str, at: datetime, effect: CrewEffect) -> None:
    """One effect; raises WordTaken."""
    match effect:
        case CrewOpened():
            _open(connection, vault, conversation_id, at, effect)
        case CrewClosed(crew_id):
            crew_book.close_crew(connection, vault, crew_id, at)
        case CrewWordMissed():
            count_miss(connection, vault, conversation_id, at)
        case CrewJoined(crew_id, person, days, yuan, consent, offer):
            whole = Person(str(person.get("name")), person.get("phone"), person.get("id_number"))
            said = (Decimal(days) if days else None, fen(yuan) if yuan else None)
            crew_book.join(connection, vault, Joining(crew_id, conversation_id, whole, *said, consent, at))
            evidence.belong(connection, conversation_id, crew_id)
            offer_representatives(connection, vault, crew_id, offer, at) if offer else None
        case CrewLeft():
            crew_book.leave(connection, vault, conversation_id, at)
        case MembersAsked():
            _ask(connection, vault, effect, at)
        case MemberAnswered():
            _answer(connection, vault, conversation_id, at, effect)


def _open(connection: Connection, vault: Vault, conversation_id: str, at: datetime, opened: CrewOpened) -> None:
    crew_id = opened.draft_id or cases.draft_filed(connection, opened.case_number)
    if crew_id is None:
        return
    number = None if opened.draft_id else opened.case_number
    opening = Opening(crew_id, conversation_id, number, opened.about, opened.secrets, at)
    crew_book.open_crew(connection, vault, opening)
    crew_book.list_workers(connection, vault, crew_id, listed_of(opened.workers), at)


def filed(connection: Connection, vault: Vault, conversation_id: str, at: datetime, effect: ComplaintFiled) -> None:
    """A complaint was filed: its crew, if there is one or its list makes one, has a case from now on."""
    workers = listed_of(effect.facts.get("workers") or ())
    if len(workers) >= LIST_FROM:
        about = {name: effect.facts[name] for name in ("project", "employer") if effect.facts.get(name)}
        opening = Opening(effect.draft_id, conversation_id, None, about, {}, at)
        crew_book.open_crew(connection, vault, opening)
        crew_book.list_workers(connection, vault, effect.draft_id, workers, at)
    crew_book.attach(connection, vault, effect.draft_id, effect.case_number, at)


def supplemented(
    connection: Connection, vault: Vault, conversation_id: str, at: datetime, effect: ComplaintSupplemented
) -> None:
    """Workers that the leader names later are listed too; call it before the complaint itself is locked."""
    workers = effect.facts.get("workers") or ()
    if workers:
        opened = CrewOpened(None, effect.case_number, {}, {}, tuple(workers))
        _open(connection, vault, conversation_id, at, opened)


def _ask(connection: Connection, vault: Vault, asked: MembersAsked, at: datetime) -> None:
    crew = crews.lock(connection, vault, asked.crew_id)
    if crew is None:
        return
    rows = [row for row in crews.members(connection, vault, crew.id) if row.state == "joined" and row.counts]
    chosen = [row for row in rows if asked.member_ids is None or row.id in asked.member_ids]
    if asked.member_ids is None:
        chosen = [row for row in chosen if row.conversation_id != crew.conversation_id]
    _put(connection, vault, chosen, asked, at)


def _put(connection: Connection, vault: Vault, chosen: list[MemberRow], asked: MembersAsked, at: datetime) -> None:
    sum_fen = fen(asked.yuan) if asked.yuan else None
    id = crew_questions.ask(connection, asked.crew_id, asked.kind, at, sum_fen)
    crew_questions.put_to(connection, id, [row.id for row in chosen])
    whole = crews.totals(connection, asked.crew_id).fen
    for row in chosen:
        share = share_of(row, sum_fen, whole)
        values = {"share": as_text(Decimal(share) / 100) if share is not None else "", "own": _yuan(row.claimed_fen)}
        _tell(connection, vault, row, (f"crew:{id}:{row.id}", at), (asked.wording, values))


def share_of(row: MemberRow, sum_fen: int | None, whole: int) -> int | None:
    """What of a settlement would be his, if all get the same part of what they claim."""
    if sum_fen is None or not whole or row.claimed_fen is None:
        return None
    return row.claimed_fen * sum_fen // whole


def _answer(connection: Connection, vault: Vault, conversation_id: str, at: datetime, given: MemberAnswered) -> None:
    row = crews.joined_by(connection, vault, conversation_id)
    if row is None or crews.lock(connection, vault, row.crew_id) is None:
        return
    for question in crew_questions.open_for(connection, row.id):
        if question.kind == given.kind:
            crew_questions.answer(connection, question.id, row.id, at, is_yes=given.is_yes)
            if given.kind == "stand" and given.then is not None:
                _ask_mandate(connection, vault, question, given.then, at)


def _ask_mandate(connection: Connection, vault: Vault, stand: QuestionRow, wording: Wording, at: datetime) -> None:
    """Once each who was to be a representative has answered, and enough said yes, the others are asked."""
    answers = [one for one in crew_questions.answers(connection, stand.crew_id) if one.question_id == stand.id]
    willing = [one.member_id for one in answers if one.is_yes]
    if any(one.is_yes is None for one in answers) or len(willing) < FEWEST:
        return
    rows = [row for row in crews.members(connection, vault, stand.crew_id) if row.state == "joined" and row.counts]
    names = {"names": "\u3001".join(row.name for row in rows if row.id in willing)}
    others = [row for row in rows if row.id not in willing]
    filled = Wording(wording.text.format_map(names), wording.choices, wording.guarded)
    _put(connection, vault, others, MembersAsked(stand.crew_id, "mandate", filled), at)


def _tell(connection: Connection, vault: Vault, row: MemberRow, entry: tuple[str, datetime], said: Spoken) -> None:
    if row.conversation_id is None:
        return
    wording, values = said
    guarded = is_guarded(connection, vault, row.conversation_id)
    reply = Reply(wording.guarded) if guarded else Reply(fill(wording.text, values), wording.choices)
    key, at = entry
    subject = f"crew:{row.crew_id}:{row.id}"  # who has not heard the one before need not hear it any more
    outbox.supersede(connection, subject, at)
    tell(connection, vault, Entry(key, row.conversation_id, "notice", reply_text(reply), at, subject=subject))


def _yuan(sum_fen: int | None) -> str:
    return as_text(Decimal(sum_fen) / 100) if sum_fen is not None else ""


def representatives(connection: Connection, crew_id: str) -> set[int]:
    """The members who were chosen last, and have said yes."""
    asked = [one for one in crew_questions.questions(connection, crew_id) if one.kind == "stand"]
    if not asked:
        return set()
    answers = crew_questions.answers(connection, crew_id)
    return {one.member_id for one in answers if one.question_id == asked[-1].id and one.is_yes}


KINDS: Final[tuple[Kind, ...]] = ("stand", "mandate", "settlement", "withdrawal")
