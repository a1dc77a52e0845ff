"""Reception points, the times at which they receive, and who has booked one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import Connection, Row, Select, and_, insert, select, update

from storage.once import insert_once
from storage.tables import reception_point, visit, visit_slot

VisitState = Literal["booked", "moved", "cancelled", "came", "missed"]
point, slot, row = reception_point.c, visit_slot.c, visit.c


@dataclass(frozen=True, slots=True)
class PointRow:
    """Where workers are received."""

    id: str
    name: str
    address: str
    phone: str | None
    county_code: str
    made_at: datetime
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SlotRow:
    """A time at which a point receives so many, and how many have booked it."""

    id: str
    point_id: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    booked: int = 0
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OfferRow:
    """A time with its place."""

    slot_id: str
    starts_at: datetime
    ends_at: datetime
    point_name: str
    address: str
    phone: str | None
    county_code: str
    capacity: int
    booked: int


@dataclass(frozen=True, slots=True)
class VisitRow:
    """Who comes when and where."""

    id: str
    conversation_id: str
    case_number: str | None
    state: VisitState
    booked_at: datetime
    offer: OfferRow


def add_point(connection: Connection, new: PointRow) -> None:
    """A point that receives from now on."""
    connection.execute(insert(reception_point).inline(), asdict(new))


def close_point(connection: Connection, id: str, at: datetime) -> bool:
    """Whether it was open; what was booked there stays booked."""
    is_open = and_(point.id == id, point.closed_at.is_(None))
    return connection.execute(update(reception_point).where(is_open).values(closed_at=at)).rowcount == 1


def points_of(connection: Connection, area: str) -> list[PointRow]:
    """The points of an area that are open, by county and name."""
    query = select(reception_point).where(
        point.closed_at.is_(None), point.county_code.startswith(area, autoescape=True)
    )
    found = connection.execute(query.order_by(point.county_code, point.name, point.id))
    return [PointRow(**one._mapping) for one in found]


def find_point(connection: Connection, id: str) -> PointRow | None:
    """The point with that id."""
    found = connection.execute(select(reception_point).where(point.id == id)).first()
    return PointRow(**found._mapping) if found else None


def add_slots(connection: Connection, new: Sequence[SlotRow]) -> int:
    """How many are new; a point has one slot at a time."""
    return sum(insert_once(connection, visit_slot, asdict(one)) for one in new)


def close_slot(connection: Connection, id: str, at: datetime) -> bool:
    """Whether it was open; who has booked it keeps his visit."""
    is_open = and_(slot.id == id, slot.closed_at.is_(None))
    return connection.execute(update(visit_slot).where(is_open).values(closed_at=at)).rowcount == 1


def free_slots(connection: Connection, area: str, since: datetime, count: int) -> list[OfferRow]:
    """The next times with room in an area, such as a county."""
    query = _offers().where(slot.starts_at > since, slot.booked < slot.capacity, slot.closed_at.is_(None))
    query = query.where(point.closed_at.is_(None), point.county_code.startswith(area, autoescape=True))
    found = connection.execute(query.order_by(slot.starts_at, slot.id).limit(count))
    return [_offer(one) for one in found]


def slots_between(connection: Connection, area: str, since: datetime, until: datetime) -> list[OfferRow]:
    """All times of an area's points between two moments, in order, booked or not; closed ones are left out."""
    query = _offers().where(slot.starts_at >= since, slot.starts_at < until, slot.closed_at.is_(None))
    query = query.where(point.county_code.startswith(area, autoescape=True))
    return [_offer(one) for one in connection.execute(query.order_by(slot.starts_at, point.name, slot.id))]


def counties(connection: Connection) -> list[str]:
    """Where anybody is received."""
    return list(connection.scalars(select(point.county_code).where(point.closed_at.is_(None)).distinct()))


def take_place(connection: Connection, slot_id: str, now: datetime) -> bool:
    """Whether there was room at that time, which has not begun; one place fewer is left."""
    has_room = and_(slot.id == slot_id, slot.booked < slot.capacity, slot.closed_at.is_(None), slot.starts_at > now)
    return connection.execute(update(visit_slot).where(has_room).values(booked=slot.booked + 1)).rowcount == 1


def give_place_back(connection: Connection, slot_id: str) -> None:
    """One place more is left."""
    is_taken = and_(slot.id == slot_id, slot.booked > 0)
    connection.execute(update(visit_slot).where(is_taken).values(booked=slot.booked - 1))


def add_visit(connection: Connection, values: dict[str, Any]) -> bool:
    """Whether it is new."""
    return insert_once(connection, visit, values)


def change_state(connection: Connection, id: str, state: VisitState, at: datetime) -> str | None:
    """The slot of the visit that was booked until now; None when it was not, and then nothing changes."""
    is_booked = update(visit).where(row.id == id, row.state == "booked")
    changed = connection.execute(is_booked.values(state=state, changed_at=at).returning(row.slot_id))
    found: str | None = changed.scalar_one_or_none()
    return found


def find_visit(connection: Connection, id: str) -> VisitRow | None:
    """The visit with that id."""
    found = connection.execute(_visits().where(row.id == id)).first()
    return _visit(found) if found else None


def visits_of(connection: Connection, conversation_id: str, since: datetime) -> list[VisitRow]:
    """The worker's booked visits that are still to come, in order."""
    is_his = and_(row.conversation_id == conversation_id, row.state == "booked", slot.starts_at > since)
    return [_visit(one) for one in connection.execute(_visits().where(is_his).order_by(slot.starts_at))]


def visits_between(connection: Connection, area: str, since: datetime, until: datetime) -> list[VisitRow]:
    """Who comes to an area's points between two moments, in order; what was called off is left out."""
    query = _visits().where(slot.starts_at >= since, slot.starts_at < until)
    query = query.where(row.state.in_(("booked", "came", "missed")))
    query = query.where(point.county_code.startswith(area, autoescape=True))
    return [_visit(one) for one in connection.execute(query.order_by(slot.starts_at, row.id))]


OFFERED: Final = (
    slot.id.label("of_slot"),
    *(slot[name] for name in ("starts_at", "ends_at", "capacity", "booked")),
    *(point[name] for name in ("name", "address", "phone", "county_code")),
)


def _offers() -> Select[Any]:
    return select(*OFFERED).select_from(visit_slot.join(reception_point, point.id == slot.point_id))


def _visits() -> Select[Any]:
    joined = visit.join(visit_slot, slot.id == row.slot_id).join(reception_point, point.id == slot.point_id)
    return select(row.id, row.conversation_id, row.case_number, row.state, row.booked_at, *OFFERED).select_from(joined)


def _offer(one: Row[Any]) -> OfferRow:
    return OfferRow(
        slot_id=one.of_slot,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        point_name=one.name,
        address=one.address,
        phone=one.phone,
        county_code=one.county_code,
        capacity=one.capacity,
        booked=one.booked,
    )


def _visit(one: Row[Any]) -> VisitRow:
    return VisitRow(one.id, one.conversation_id, one.case_number, one.state, one.booked_at, _offer(one))
