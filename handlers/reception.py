"""Where and when workers are received, as staff of the area set it up, and who has come."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from cases.clocks import CHINA, Calendar, day_of
from cases.visit_book import cancel
from dialogs.reminding import visit_called_off
from dialogs.script import Script
from handlers.notice_kinds import is_guarded
from handlers.remembered import reply_text
from handlers.telling import tell
from handlers.viewer import Right, UnknownArea, Viewer, read_area
from storage import audit, visits
from storage.cases import Connection
from storage.database import Database
from storage.outbox import Entry
from storage.vault import Vault
from storage.visits import OfferRow, PointRow, SlotRow, VisitRow, VisitState

LONGEST: Final = 60
MOST_SLOTS: Final = 200
MOST_PEOPLE: Final = 50
AHEAD: Final = timedelta(days=60)
CLOCK: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


class BadPoint(ValueError):
    """A point needs a name, an address and the six digits of a county within the viewer's area."""


class BadTimes(ValueError):
    """Times need days ahead, an hour to begin and one to end, a length and how many come at once."""


class NoSuchPoint(Exception):
    """There is no such point, or it lies outside the viewer's area."""


@dataclass(frozen=True, slots=True)
class Words:
    """What is told to workers, and how it is sealed."""

    vault: Vault
    script: Script


@dataclass(frozen=True, slots=True)
class NewPoint:
    """A point as it was typed."""

    name: str
    address: str
    phone: str
    county_code: str


@dataclass(frozen=True, slots=True)
class Times:
    """When a point receives: from one day to another, from an hour to an hour, so many minutes each, so many people."""

    first_on: date
    last_on: date
    begins: time
    ends: time
    minutes: int
    people: int


@dataclass(frozen=True, slots=True)
class ReceptionPage:
    """The points of an area, their times from today on, and who comes."""

    points: list[PointRow]
    slots: list[OfferRow]
    visits: list[VisitRow]


class Reception:
    """Bounded by each viewer's area; every change is kept in the audit."""

    def __init__(
        self,
        database: Database,
        words: Words,
        calendar: Calendar,
        now: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._database, self._words, self._calendar = database, words, calendar
        self._now, self._new_id = now, new_id

    async def page(self, viewer: Viewer) -> ReceptionPage:
        """What lies ahead, today included."""
        today = start_of(day_of(self._now()))

        def read(connection: Connection) -> ReceptionPage:
            return ReceptionPage(
                visits.points_of(connection, viewer.area),
                visits.slots_between(connection, viewer.area, today, today + AHEAD),
                visits.visits_between(connection, viewer.area, today - timedelta(days=7), today + AHEAD),
            )

        return await self._database.read(read)

    async def add_point(self, viewer: Viewer, new: NewPoint) -> PointRow:
        """The point that receives from now on; raises BadPoint."""
        row = self._point(viewer, new)

        def add(connection: Connection) -> PointRow:
            visits.add_point(connection, row)
            self._note(connection, viewer, "point_added", row)
            return row

        return await self._database.run(add)

    async def close_point(self, viewer: Viewer, id: str) -> None:
        """Nobody can book there any more; raises NoSuchPoint."""

        def close(connection: Connection) -> None:
            row = self._seen(connection, viewer, id)
            visits.close_point(connection, id, self._now())
            self._note(connection, viewer, "point_closed", row)

        await self._database.run(close)

    async def add_times(self, viewer: Viewer, point_id: str, times: Times) -> int:
        """How many times are new, on working days only; raises NoSuchPoint and BadTimes."""
        slots = self._slots(point_id, times)

        def add(connection: Connection) -> int:
            row = self._seen(connection, viewer, point_id)
            added = visits.add_slots(connection, slots)
            self._note(connection, viewer, "times_added", row, str(added))
            return added

        return await self._database.run(add)

    async def close_time(self, viewer: Viewer, point_id: str, slot_id: str) -> None:
        """Nobody else can book that time; raises NoSuchPoint."""

        def close(connection: Connection) -> None:
            row = self._seen(connection, viewer, point_id)
            visits.close_slot(connection, slot_id, self._now())
            self._note(connection, viewer, "time_closed", row)

        await self._database.run(close)

    async def note_visit(self, viewer: Viewer, visit_id: str, state: VisitState) -> None:
        """Whether he came; raises NoSuchPoint."""

        def note(connection: Connection) -> None:
            visit = visits.find_visit(connection, visit_id)
            if visit is None or not may(viewer, visit.offer.county_code) or state not in ("came", "missed"):
                raise NoSuchPoint
            visits.change_state(connection, visit_id, state, self._now())

        await self._database.run(note)

    async def call_off(self, viewer: Viewer, visit_id: str) -> None:
        """The worker need not come, which he is told, and can choose another time; raises NoSuchPoint."""

        def end(connection: Connection) -> None:
            visit = visits.find_visit(connection, visit_id)
            if visit is None or not may(viewer, visit.offer.county_code) or visit.state != "booked":
                raise NoSuchPoint
            cancel(connection, visit_id, self._now())
            guarded = is_guarded(connection, self._words.vault, visit.conversation_id)
            said = visit_called_off(
                self._words.script.domain,
                guarded=guarded,
                starts_at=visit.offer.starts_at,
                point=visit.offer.point_name,
            )
            key, now = f"visit-off:{visit_id}", self._now()
            entry = Entry(key, visit.conversation_id, "notice", reply_text(said), now, visit.offer.starts_at)
            tell(connection, self._words.vault, entry)
            about = {"subject": visit.offer.point_name, "area": visit.offer.county_code}
            audit.add(connection, by=viewer.name, action="visit_called_off", at=now, **about)

        await self._database.run(end)
        self._database.ring()

    def _point(self, viewer: Viewer, new: NewPoint) -> PointRow:
        try:
            code = read_area(new.county_code)
        except UnknownArea:
            raise BadPoint from None
        name, address, phone = new.name.strip(), new.address.strip(), new.phone.strip()
        if len(code) != 6 or not may(viewer, code) or not name or not address or len(name + address) > 2 * LONGEST:
            raise BadPoint
        return PointRow(self._new_id(), name, address, phone or None, code, self._now())

    def _slots(self, point_id: str, times: Times) -> list[SlotRow]:
        today, length = day_of(self._now()), timedelta(minutes=times.minutes)
        is_right = today <= times.first_on <= times.last_on <= today + AHEAD and times.begins < times.ends
        if not is_right or not 5 <= times.minutes <= 480 or not 1 <= times.people <= MOST_PEOPLE:
            raise BadTimes
        days = [times.first_on + timedelta(days=n) for n in range((times.last_on - times.first_on).days + 1)]
        worked = [day for day in days if self._calendar.is_worked(day)[0]]
        begun = [moment for day in worked for moment in moments(day, times, length)]
        if not begun or len(begun) > MOST_SLOTS:
            raise BadTimes
        return [SlotRow(self._new_id(), point_id, at, at + length, times.people) for at in begun]

    def _seen(self, connection: Connection, viewer: Viewer, id: str) -> PointRow:
        row = visits.find_point(connection, id)
        if row is None or not may(viewer, row.county_code):
            raise NoSuchPoint
        return row

    def _note(
        self, connection: Connection, viewer: Viewer, action: str, row: PointRow, reason: str | None = None
    ) -> None:
        now, area = self._now(), row.county_code
        audit.add(connection, by=viewer.name, action=action, subject=row.name, at=now, reason=reason, area=area)


def may(viewer: Viewer, county_code: str) -> bool:
    """Whether he may change what is received there."""
    return viewer.may(Right.MOVE_CASES) and viewer.covers(county_code)


def moments(day: date, times: Times, length: timedelta) -> list[datetime]:
    """When on that day a visit begins, so that the last one ends in time."""
    at, end = datetime.combine(day, times.begins, CHINA), datetime.combine(day, times.ends, CHINA)
    found = []
    while at + length <= end:
        found.append(at)
        at += length
    return found


def start_of(day: date) -> datetime:
    """Midnight in China."""
    return datetime.combine(day, time(), CHINA)


def read_clock(text: str) -> time:
    """An hour such as 9:00; raises BadTimes."""
    found = CLOCK.fullmatch(text.strip())
    if found is None:
        raise BadTimes
    return time(int(found.group(1)), int(found.group(2)))
