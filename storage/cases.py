"""Complaints, their cases and what happened to them: rows in, rows out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, and_, func, insert, or_, select, text, update
from sqlalchemy import Connection as Connection

from storage.case_rows import CaseRow as CaseRow
from storage.case_rows import ComplaintRow as ComplaintRow
from storage.case_rows import Event as Event
from storage.case_rows import EventKind as EventKind
from storage.case_rows import Facts as Facts
from storage.case_rows import Happening as Happening
from storage.case_rows import Selection as Selection
from storage.case_rows import Show as Show
from storage.once import insert_once
from storage.tables import case_event, complaint, wage_case
from storage.vault import Vault

FACTS_PLACE: Final = "complaint.facts"
NOTE_PLACE: Final = "case_event.note"
ANSWERS: Final = ("accepted", "refused")
KEPT_BESIDE: Final = ("verified_fen", "agreed_fen", "paid_fen", "officer", "former_officer")
EVENTS_LOCK: Final = 0x58535F6576656E74  # any number that nobody else locks


# Positions come from a sequence, and on PostgreSQL commits need not follow its order. Whoever adds events shares this
# lock, taken before any row's; whoever follows positions takes it alone, and so sees every position that was given.
def share_events(connection: Connection) -> None:
    """Holds the events' lock, together with others, until the transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock_shared(:lock)"), {"lock": EVENTS_LOCK})


def settle_events(connection: Connection) -> None:
    """Waits until nobody is adding events, and keeps them out until the transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": EVENTS_LOCK})


def draft_filed(connection: Connection, case_number: str | None) -> str | None:
    """The draft that the case was filed from."""
    found: str | None = connection.scalar(select(complaint.c.draft_id).where(complaint.c.case_number == case_number))
    return found


def number_filed(connection: Connection, draft_id: str) -> str | None:
    """The case number that draft was filed under."""
    found: str | None = connection.scalar(select(complaint.c.case_number).where(complaint.c.draft_id == draft_id))
    return found


def add_complaint(connection: Connection, vault: Vault, new: ComplaintRow, filed: Mapping[str, Any]) -> bool:
    """Whether it is new; `filed` has draft_id and filed_at. False: that draft, or that number, is there already."""
    unchanging = {"conversation_id": new.conversation_id, "case_number": new.case_number, **filed}
    return insert_once(connection, complaint, {**unchanging, **_columns(vault, new)})


def update_complaint(connection: Connection, vault: Vault, changed: ComplaintRow) -> None:
    """Replaces the facts and all that is drawn from them."""
    of = complaint.c.case_number == changed.case_number
    connection.execute(update(complaint).where(of).values(_columns(vault, changed)))
    figures = {"people": changed.headcount or 1, "claimed_fen": changed.claimed_fen}
    change_case(connection, changed.case_number, figures)


def add_case(connection: Connection, case_number: str, values: Mapping[str, Any]) -> None:
    """Opens the case of a complaint that was just added."""
    people = func.coalesce(complaint.c.headcount, 1).label("people")
    figures = complaint.c.filed_at, people, complaint.c.amount_claimed_fen.label("claimed_fen")
    query = select(complaint.c.id.label("complaint_id"), *figures).where(complaint.c.case_number == case_number)
    of_it = connection.execute(query).mappings().one()
    connection.execute(insert(wage_case).inline(), {"number": case_number, **of_it, **values})


def change_case(connection: Connection, case_number: str, values: Mapping[str, Any]) -> None:
    """Sets those columns of the case."""
    connection.execute(update(wage_case).where(wage_case.c.number == case_number).values(dict(values)))


def add_event(connection: Connection, vault: Vault, happened: Happening) -> int:
    """The position it got; the caller holds the events' lock."""
    note = vault.seal(happened.note, place=NOTE_PLACE) if happened.note is not None else None
    values = {
        "case_number": happened.case_number,
        "kind": happened.kind,
        "status": happened.status,
        "note": note,
        "by": happened.by,
        "at": happened.at,
    }
    if happened.status in ANSWERS:
        first = func.coalesce(wage_case.c.answered_at, happened.at)
        change_case(connection, happened.case_number, {"answered_at": first})
    return int(connection.execute(insert(case_event).returning(case_event.c.position), values).scalar_one())


def lock_case(connection: Connection, vault: Vault, case_number: str) -> CaseRow | None:
    """The case, which nobody else can change until the transaction ends."""
    # By itself: a join would wait for this row and then show the complaint as it was before the wait.
    connection.execute(select(wage_case.c.number).where(_is(case_number)).with_for_update())
    return find_case(connection, vault, case_number)


def find_case(connection: Connection, vault: Vault, case_number: str) -> CaseRow | None:
    """The case as it stands."""
    return _first(connection, vault, case_query().where(_is(case_number)))


def cases_of(connection: Connection, vault: Vault, conversation_id: str) -> list[CaseRow]:
    """The cases filed in a conversation, newest first."""
    query = case_query().where(complaint.c.conversation_id == conversation_id).order_by(*NEWEST)
    return [case_row(vault, row) for row in connection.execute(query)]


def list_cases(connection: Connection, vault: Vault, wanted: Selection, show: Show) -> list[CaseRow]:
    """A page of cases, newest first; `show` decides what is seen of the facts."""
    query = case_query().order_by(*NEWEST).limit(wanted.count)
    if wanted.status:
        query = query.where(wage_case.c.status == wanted.status)
    if wanted.area:
        query = query.where(wage_case.c.county_code.startswith(wanted.area, autoescape=True))
    if wanted.since:
        query = query.where(complaint.c.filed_at >= wanted.since)
    if wanted.before:
        query = query.where(_is_before(wanted.before))
    return [case_row(vault, row, show) for row in connection.execute(query)]


def cases_after(connection: Connection, vault: Vault, page: Selection, show: Show) -> list[CaseRow]:
    """The cases filed after the one with the number `before`, in the order of their filing, for exports."""
    query = case_query().order_by(complaint.c.filed_at, complaint.c.case_number).limit(page.count)
    if page.before:
        query = query.where(_is_after(page.before))
    return [case_row(vault, row, show) for row in connection.execute(query)]


def events_of(connection: Connection, vault: Vault, case_numbers: Sequence[str]) -> list[Event]:
    """All that happened to those cases, in order."""
    query = select(case_event).where(case_event.c.case_number.in_(case_numbers)).order_by(case_event.c.position)
    return [_event(vault, row) for row in connection.execute(query)]


def steps_after(connection: Connection, vault: Vault, position: int, count: int) -> list[tuple[Event, str]]:
    """The events after a position with their conversations, in order; the caller has settled the events."""
    query = select(case_event, complaint.c.conversation_id).order_by(case_event.c.position).limit(count)
    query = query.join(complaint, complaint.c.case_number == case_event.c.case_number)
    rows = connection.execute(query.where(case_event.c.position > position))
    return [(_event(vault, row), row.conversation_id) for row in rows]


def last_position(connection: Connection) -> int:
    """The highest position that can be seen."""
    return connection.scalar(select(func.max(case_event.c.position))) or 0


def last_step_at(connection: Connection, case_number: str, status: str) -> datetime | None:
    """When the case last took that step."""
    is_step = and_(case_event.c.case_number == case_number, case_event.c.status == status)
    newest = select(case_event.c.at).where(is_step).order_by(case_event.c.position.desc()).limit(1)
    found: datetime | None = connection.scalar(newest)
    return found


NEWEST = (complaint.c.filed_at.desc(), complaint.c.case_number.desc())


def case_query() -> Select[Any]:
    """What `case_row` wants to know of cases."""
    joined = wage_case.join(complaint, complaint.c.case_number == wage_case.c.number)
    return (
        select(wage_case, complaint)
        .select_from(joined)
        .with_only_columns(
            wage_case.c.number,
            wage_case.c.status,
            wage_case.c.status_at,
            wage_case.c.due_on,
            wage_case.c.county_code,
            complaint.c.amount_claimed_fen,
            complaint.c.filed_at,
            complaint.c.conversation_id,
            complaint.c.facts,
            *(wage_case.c[name] for name in KEPT_BESIDE),
        )
    )


def _is(case_number: str) -> ColumnElement[bool]:
    is_it: ColumnElement[bool] = wage_case.c.number == case_number
    return is_it


def _is_before(case_number: str) -> ColumnElement[bool]:
    at = select(complaint.c.filed_at).where(complaint.c.case_number == case_number).scalar_subquery()
    same = and_(complaint.c.filed_at == at, complaint.c.case_number < case_number)
    return or_(complaint.c.filed_at < at, same)


def _is_after(case_number: str) -> ColumnElement[bool]:
    at = select(complaint.c.filed_at).where(complaint.c.case_number == case_number).scalar_subquery()
    same = and_(complaint.c.filed_at == at, complaint.c.case_number > case_number)
    return or_(complaint.c.filed_at > at, same)


def _first(connection: Connection, vault: Vault, query: Select[Any]) -> CaseRow | None:
    row = connection.execute(query).first()
    return case_row(vault, row) if row else None


def case_row(vault: Vault, row: Row[Any], show: Show = dict) -> CaseRow:
    """The case that a row of `case_query` is."""
    facts = json.loads(vault.open(row.facts, place=FACTS_PLACE))
    return CaseRow(
        case_number=row.number,
        status=row.status,
        status_at=row.status_at,
        due_on=row.due_on,
        county_code=row.county_code,
        amount_claimed_fen=row.amount_claimed_fen,
        filed_at=row.filed_at,
        conversation_id=row.conversation_id,
        facts=show(facts),
        **{name: getattr(row, name) for name in KEPT_BESIDE},
    )


def _event(vault: Vault, row: Row[Any]) -> Event:
    note = vault.open(row.note, place=NOTE_PLACE) if row.note is not None else None
    return Event(row.position, row.case_number, row.kind, row.status, note, row.by, row.at)


def _columns(vault: Vault, of: ComplaintRow) -> dict[str, Any]:
    return {
        "facts": vault.seal(json.dumps(dict(of.facts), ensure_ascii=False), place=FACTS_PLACE),
        "amount_claimed_fen": of.claimed_fen,
        "amount_claimed_max_fen": of.claimed_max_fen,
        "headcount": of.headcount,
        "county_code": of.county_code,
        "id_number_index": _index(vault, of.facts, "id_number"),
        "phone_index": _index(vault, of.facts, "phone"),
    }


def _index(vault: Vault, facts: Facts, kind: str) -> str | None:
    value = facts.get(kind)
    return vault.index(str(value), kind=kind) if value else None
