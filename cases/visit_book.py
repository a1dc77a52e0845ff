"""The book of visits at reception points: offered, booked, moved and called off, with nobody too many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cases.visits import Booked, Offer
from storage import due_work
from storage import visits as rows
from storage.cases import Connection
from storage.due_work import DueWork
from storage.visits import OfferRow, VisitRow

NOTICE_BEFORE: Final = timedelta(hours=20)  # in the afternoon before a morning, so that he can still plan
SOONEST: Final = timedelta(hours=1)  # nobody can be there at once
MOST_AHEAD: Final = 30


class SlotFull(Exception):
    """Somebody else took the last place meanwhile: think the turn again."""


@dataclass(frozen=True, slots=True)
class Booking:
    """What a worker chose; `instead_of` is the visit that it takes the place of."""

    visit_id: str
    slot_id: str
    conversation_id: str
    case_number: str | None
    instead_of: str | None
    at: datetime


def offered(connection: Connection, county: str | None, now: datetime, count: int, after: str | None) -> list[Offer]:
    """The next times with room, those after that slot.

    Where nobody is received in his county it is the prefecture's; of whom nobody knows where he worked, only where all
    points lie in one prefecture.
    """
    known = [county] if county else rows.counties(connection)
    prefectures = {code[:4] for code in known}
    if len(prefectures) != 1:
        return []
    areas = [*([county] if county else []), *prefectures]
    found = next((some for area in areas if (some := _free(connection, area, now))), [])
    slots = [one.slot_id for one in found]
    start = slots.index(after) + 1 if after in slots else 0
    return [offer_of(one) for one in found[start : start + count]]


def _free(connection: Connection, area: str, now: datetime) -> list[OfferRow]:
    return rows.free_slots(connection, area, now + SOONEST, MOST_AHEAD)


def booked_by(connection: Connection, conversation_id: str, now: datetime) -> list[Booked]:
    """The worker's visits to come, in order."""
    return [Booked(one.id, offer_of(one.offer)) for one in rows.visits_of(connection, conversation_id, now)]


def offer_of(row: OfferRow) -> Offer:
    """What a worker is told of a time."""
    return Offer(row.slot_id, row.starts_at, row.point_name, row.address, row.phone)


def book(connection: Connection, booking: Booking) -> bool:
    """Whether it is new; the old visit, if there is one, is moved. Raises SlotFull."""
    if rows.find_visit(connection, booking.visit_id) is not None:
        return False
    if not rows.take_place(connection, booking.slot_id, booking.at):
        raise SlotFull
    if booking.instead_of:
        _end(connection, booking.instead_of, "moved", booking.at)
    values = {
        "id": booking.visit_id,
        "slot_id": booking.slot_id,
        "conversation_id": booking.conversation_id,
        "case_number": booking.case_number,
        "state": "booked",
        "booked_at": booking.at,
        "changed_at": booking.at,
    }
    rows.add_visit(connection, values)
    _remind(connection, rows.find_visit(connection, booking.visit_id), booking.at)
    return True


def cancel(connection: Connection, visit_id: str, at: datetime) -> bool:
    """Whether it was booked; its place is free again, and nobody is reminded."""
    return _end(connection, visit_id, "cancelled", at)


def _end(connection: Connection, visit_id: str, state: rows.VisitState, at: datetime) -> bool:
    slot_id = rows.change_state(connection, visit_id, state, at)
    if slot_id is None:
        return False
    rows.give_place_back(connection, slot_id)
    due_work.end(connection, reminder_key(visit_id), "dropped", state)
    return True


def _remind(connection: Connection, visit: VisitRow | None, at: datetime) -> None:
    """The day before; a visit so near needs no reminder."""
    if visit is None or (due_at := visit.offer.starts_at - NOTICE_BEFORE) <= at:
        return
    work = DueWork(reminder_key(visit.id), "visit_reminder", visit.conversation_id, visit.id, at, due_at)
    due_work.put(connection, work)


def reminder_key(visit_id: str) -> str:
    """Under which the reminder of a visit waits."""
    return f"visit:{visit_id}"
