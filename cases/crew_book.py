"""Keeps a crew's book: opens it, lists and joins members, lets them leave; each within the caller's transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final, TypeVar

from cases.complaint import Complaint
from cases.crew_matching import Known, Person, double_of, listed_as
from cases.embedded import NumberTaken
from cases.money import fen
from cases.roster import Listed
from nlu.amounts import as_text
from storage import cases as case_rows
from storage import crew_questions, crews
from storage.cases import Connection, Happening
from storage.crews import CrewRow, MemberRow, Totals
from storage.vault import Vault

GOOD_FOR: Final = timedelta(days=60)
WORKER: Final = "worker"
T = TypeVar("T")


class WordTaken(NumberTaken):
    """Another crew has this word already: think the turn again with a new one."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A crew to be opened; `about` is what joiners are told of it."""

    crew_id: str
    conversation_id: str
    case_number: str | None
    about: Mapping[str, str]
    secrets: Mapping[str, str]
    at: datetime


@dataclass(frozen=True, slots=True)
class Joining:
    """A worker who joins from his own phone, with what he says of himself and the notice he agreed to."""

    crew_id: str
    conversation_id: str
    person: Person
    days: Decimal | None
    fen: int | None
    consent: str
    at: datetime


def open_crew(connection: Connection, vault: Vault, opening: Opening) -> CrewRow:
    """The crew, which one can join from now on; one that is open already stays as it is. Raises WordTaken."""
    known = crews.lock(connection, vault, opening.crew_id)
    until = opening.at + GOOD_FOR
    if known is None:
        row = CrewRow(
            id=opening.crew_id,
            conversation_id=opening.conversation_id,
            case_number=opening.case_number,
            about=opening.about,
            secrets=opening.secrets,
            begun_at=opening.at,
            opened_at=opening.at if opening.secrets else None,
            good_until=until if opening.secrets else None,
        )
        if not crews.begin(connection, vault, row):
            raise WordTaken
    elif opening.secrets and not known.is_open(opening.at):
        doors = {"opened_at": opening.at, "good_until": until}
        if not crews.open_doors(connection, vault, known.id, opening.secrets, **doors):
            raise WordTaken
    return _found(crews.find(connection, vault, opening.crew_id))


def close_crew(connection: Connection, vault: Vault, crew_id: str, at: datetime) -> None:
    """Nobody can join any more; who has joined stays."""
    crews.change(connection, crew_id, {"closed_at": at})


def list_workers(connection: Connection, vault: Vault, crew_id: str, workers: Sequence[Listed], at: datetime) -> Totals:
    """The totals once the leader has listed them: who is known already gets what is listed now, others come new."""
    crews.lock(connection, vault, crew_id)
    known = Known(crews.members(connection, vault, crew_id))
    new: list[dict[str, Any]] = []
    for worker in workers:
        listed = crews.listed_columns(vault, worker.name, worker.days, worker.owed_fen, at)
        person = Person(worker.name, worker.phone, worker.id_number)
        row = known.one_of(person)
        if row is None:
            new.append({**crews.person_columns(vault, person.as_dict()), **listed})
        else:
            crews.change_member(connection, row.id, {**_filled(vault, row, person), **listed})
    crews.add_members(connection, crew_id, new)
    totals = crews.totals(connection, crew_id)
    _raise_claim(connection, vault, crew_id, totals, at, is_news=False)
    return totals


def join(connection: Connection, vault: Vault, joining: Joining) -> MemberRow:
    """His row, the same when he joins again; one of the leader's list becomes his. Raises KeyError for no such crew."""
    crew = _found(crews.lock(connection, vault, joining.crew_id))
    rows = crews.members(connection, vault, crew.id)
    own = next((row for row in rows if row.conversation_id == joining.conversation_id), None)
    values = {
        "conversation_id": joining.conversation_id,
        "said_centidays": crews.centidays(joining.days),
        "said_fen": joining.fen,
        "consent": joining.consent,
        "state": "joined",
        "left_at": None,
        "double_of": double_of(rows, joining.conversation_id, joining.person),
        **crews.person_columns(vault, joining.person.as_dict()),
    }
    if own is None or own.state == "left":
        values |= {"joined_at": joining.at, "is_late": crew.case_number is not None}
    row = own or (listed_as(rows, joining.person) if values["double_of"] is None else None)
    if row is None:
        id = crews.add_member(connection, vault, crew.id, values)
    else:
        id = row.id
        crews.change_member(connection, id, values)
    _ask_what_is_open(connection, crew.id, id)
    if values["double_of"] is None:
        is_news = own is None or own.state == "left"
        _raise_claim(connection, vault, crew.id, crews.totals(connection, crew.id), joining.at, is_news=is_news)
    return _found(crews.member(connection, vault, id))


def leave(connection: Connection, vault: Vault, conversation_id: str, at: datetime, *, erase: bool = False) -> bool:
    """Whether he belonged to a crew; `erase` leaves nothing of what he said, but for a case staff decide of that."""
    row = crews.joined_by(connection, vault, conversation_id)
    if row is None:
        return False
    crew = _found(crews.lock(connection, vault, row.crew_id))
    if erase and crew.case_number is not None:
        return False
    values: dict[str, Any] = {"state": "left", "left_at": at}
    if erase:
        gone = {"said_fen": None, "said_centidays": None, "consent": None, "conversation_id": None}
        values |= {**gone, **crews.person_columns(vault, {})}
    crews.change_member(connection, row.id, values)
    return True


def give_up(connection: Connection, vault: Vault, draft_id: str, at: datetime, *, erase: bool = False) -> None:
    """The leader makes no complaint of it: nobody joins any more; `erase` forgets those whom only he has named."""
    crew = crews.lock(connection, vault, draft_id)
    if crew is None or crew.case_number is not None:
        return
    close_crew(connection, vault, crew.id, at)
    if erase:
        crews.forget_listed(connection, crew.id)


def expire(connection: Connection, vault: Vault, draft_id: str, at: datetime) -> None:
    """The complaint was never filed and is kept no longer: nothing stays of anybody in its crew."""
    give_up(connection, vault, draft_id, at, erase=True)
    for row in crews.members(connection, vault, draft_id):
        if row.conversation_id and row.state == "joined":
            leave(connection, vault, row.conversation_id, at, erase=True)


def attach(connection: Connection, vault: Vault, crew_id: str, case_number: str, at: datetime) -> None:
    """The crew's claim has become a case, which claims what they claim together where that is more."""
    if crews.lock(connection, vault, crew_id) is not None:
        crews.change(connection, crew_id, {"case_number": case_number})
        _raise_claim(connection, vault, crew_id, crews.totals(connection, crew_id), at, is_news=False)


def _ask_what_is_open(connection: Connection, crew_id: str, member_id: int) -> None:
    """Who joins later is asked what the others were."""
    for question in crew_questions.questions(connection, crew_id):
        if question.closed_at is None and question.kind != "stand":
            crew_questions.put_to(connection, question.id, [member_id])


def _raise_claim(
    connection: Connection, vault: Vault, crew_id: str, totals: Totals, at: datetime, *, is_news: bool
) -> None:
    """A filed complaint's sum and head count rise with those of its crew, and never fall; `is_news` is kept anyway."""
    crew = _found(crews.find(connection, vault, crew_id))
    if crew.case_number is None:
        return
    case = case_rows.lock_case(connection, vault, crew.case_number)
    if case is None:
        return
    before = Complaint.from_facts(case.facts)
    added = _risen(before, totals)
    if added:
        case_rows.update_complaint(connection, vault, case_rows.ComplaintRow(**_complaint_row(before, added, case)))
    if added or is_news:
        kept = {"words": "", "facts": added, "before": {name: case.facts.get(name) for name in added}}
        note = json.dumps(kept, ensure_ascii=False)
        case_rows.add_event(connection, vault, Happening(case.case_number, "supplement", at, WORKER, note=note))


def _risen(before: Complaint, totals: Totals) -> dict[str, Any]:
    added: dict[str, Any] = {}
    if totals.people > (before.headcount or 0):
        added["headcount"] = totals.people
    if totals.fen > (before.money.claimed_max_fen or before.money.claimed_fen or 0):
        added["amount_owed_yuan"] = as_text(Decimal(totals.fen) / 100)
    return added


def _complaint_row(before: Complaint, added: Mapping[str, Any], case: Any) -> dict[str, Any]:
    after = before.with_facts(added)
    return {
        "conversation_id": case.conversation_id,
        "case_number": case.case_number,
        "facts": after.to_facts(),
        "claimed_fen": after.money.claimed_fen,
        "claimed_max_fen": after.money.claimed_max_fen,
        "headcount": after.headcount,
        "county_code": after.county_code,
    }


def listed_of(workers: Sequence[Mapping[str, Any]]) -> list[Listed]:
    """Workers as a message lists them, NLU.md's names, as a roster does."""
    return [
        Listed(str(one["name"]), owed_fen=fen(one["amount_owed_yuan"]) if one.get("amount_owed_yuan") else None)
        for one in workers
        if one.get("name")
    ]


def _filled(vault: Vault, row: MemberRow, person: Person) -> dict[str, Any]:
    """What the list adds to somebody who has not spoken for himself."""
    more = person.as_dict() if row.state == "listed" else {}
    known = Person(row.name, row.phone, row.id_number).as_dict()
    return crews.person_columns(vault, {**known, **{field: text for field, text in more.items() if text}})


def _found(row: T | None) -> T:
    if row is None:
        raise KeyError("there is no such crew")
    return row
