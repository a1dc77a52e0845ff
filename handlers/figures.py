"""What somebody who answers for an area wants to know of it at a glance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from statistics import median
from typing import Final

from cases.clocks import ACCEPT_DAYS, Calendar, day_of
from handlers.viewer import Viewer
from storage import figures
from storage.cases import Connection
from storage.database import Database
from storage.figures import AreaSum, Waited

OVER: Final = frozenset({"closed", "paid", "withdrawn", "refused"})
LONGEST_WAIT: Final = 10


@dataclass(frozen=True, slots=True)
class Total:
    """How many cases, people and fen."""

    cases: int = 0
    people: int = 0
    claimed_fen: int = 0

    def plus(self, more: AreaSum) -> Total:
        """The total with these cases."""
        return Total(self.cases + more.cases, self.people + more.people, self.claimed_fen + more.claimed_fen)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Cases that want an answer, by how much time is left; `paused` waits for the worker."""

    late: int
    today: int
    soon: int
    later: int
    paused: int

    @property
    def all(self) -> int:
        return self.late + self.today + self.soon + self.later + self.paused


@dataclass(frozen=True, slots=True)
class Answers:
    """How long it took to accept or refuse: `by_days` counts cases by calendar days, the last one for all above."""

    count: int
    in_time: int
    median_days: float | None
    by_days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """One look at an area."""

    arrivals: tuple[tuple[date, int], ...]
    open: Total
    paid: Total
    all: Total
    by_status: tuple[tuple[str, int], ...]
    by_county: tuple[tuple[str | None, Total], ...]
    waiting: Waiting
    answers: Answers


class FigureHandler:
    """Counts on one snapshot, within the viewer's area."""

    def __init__(self, database: Database, calendar: Calendar, now: Callable[[], datetime]) -> None:
        self._database, self._calendar, self._now = database, calendar, now

    async def look(self, viewer: Viewer, days: int) -> Figures:
        """The figures of so many days up to today; what is open is counted whenever it came."""
        today = day_of(self._now())
        since = self._now() - timedelta(days=days)

        def read(connection: Connection) -> Figures:
            sums = figures.sums(connection, viewer.area)
            came = figures.arrivals(connection, viewer.area, since)
            return Figures(
                arrivals=tuple(_every_day(came, today, days)),
                open=_total(one for one in sums if one.status not in OVER),
                paid=_total(one for one in sums if one.status == "paid"),
                all=_total(sums),
                by_status=_by_status(sums),
                by_county=_by_county(sums),
                waiting=_waiting(figures.waiting(connection, viewer.area), today),
                answers=_answers(figures.answered(connection, viewer.area, since), self._calendar),
            )

        return await self._database.read(read)


def _every_day(came: dict[date, int], today: date, days: int) -> Iterable[tuple[date, int]]:
    for back in range(days - 1, -1, -1):
        on = today - timedelta(days=back)
        yield on, came.get(on, 0)


def _total(sums: Iterable[AreaSum]) -> Total:
    total = Total()
    for one in sums:
        total = total.plus(one)
    return total


def _by_status(sums: Iterable[AreaSum]) -> tuple[tuple[str, int], ...]:
    counted = Counter[str]()
    for one in sums:
        counted[one.status] += one.cases
    return tuple(counted.most_common())


def _by_county(sums: Iterable[AreaSum]) -> tuple[tuple[str | None, Total], ...]:
    """Only what is open, the most cases first."""
    totals: dict[str | None, Total] = {}
    for one in sums:
        if one.status not in OVER:
            totals[one.county_code] = totals.get(one.county_code, Total()).plus(one)
    return tuple(sorted(totals.items(), key=lambda item: (-item[1].cases, item[0] or "")))


def _waiting(due: Iterable[date | None], today: date) -> Waiting:
    left = [None if on is None else (on - today).days for on in due]
    known = [days for days in left if days is not None]
    return Waiting(
        late=sum(days < 0 for days in known),
        today=sum(days == 0 for days in known),
        soon=sum(0 < days <= 2 for days in known),
        later=sum(days > 2 for days in known),
        paused=left.count(None),
    )


def _answers(waited: list[Waited], calendar: Calendar) -> Answers:
    @cache
    def due(filed_on: date) -> date:
        return calendar.after(filed_on, ACCEPT_DAYS).due_on

    days = [(day_of(one.answered_at) - day_of(one.filed_at)).days for one in waited]
    in_time = sum(day_of(one.answered_at) <= due(day_of(one.filed_at)) for one in waited)
    counted = Counter(min(day, LONGEST_WAIT) for day in days)
    by_days = tuple(counted[day] for day in range(LONGEST_WAIT + 1))
    return Answers(len(waited), in_time, median(days) if days else None, by_days)
