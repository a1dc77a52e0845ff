"""What somebody who answers for an area wants to know of it at a glance."""

from __future__ import annotations

import asyncio
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
from storage.figures import Answered, AreaSum

OVER: Final = frozenset({"closed", "paid", "withdrawn", "refused"})
LONGEST_WAIT: Final = 10
FRESH: Final = timedelta(seconds=30)


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
    """One look at an area, and when it was taken."""

    at: datetime
    arrivals: tuple[tuple[date, int], ...]
    open: Total
    paid: Total
    all: Total
    by_status: tuple[tuple[str, int], ...]
    by_county: tuple[tuple[str | None, Total], ...]
    waiting: Waiting
    answers: Answers


class FigureHandler:
    """Counts on one snapshot, within the viewer's area; who looks again within half a minute sees the same figures."""

    def __init__(self, database: Database, calendar: Calendar, now: Callable[[], datetime]) -> None:
        self._database, self._now = database, now
        self._due = cache(lambda filed_on: calendar.after(filed_on, ACCEPT_DAYS).due_on)
        self._kept: dict[tuple[str, int], Figures] = {}
        self._counting = asyncio.Lock()

    async def look(self, viewer: Viewer, days: int) -> Figures:
        """The figures of so many days up to today; what is open is counted whenever it came."""
        async with self._counting:
            self._forget()
            if (viewer.area, days) not in self._kept:
                now = self._now()
                counted = await self._database.read(lambda c: self._count(c, viewer.area, days, now))
                self._kept[viewer.area, days] = counted
            return self._kept[viewer.area, days]

    def _forget(self) -> None:
        fresh = self._now() - FRESH
        self._kept = {key: figures for key, figures in self._kept.items() if figures.at > fresh}

    def _count(self, connection: Connection, area: str, days: int, now: datetime) -> Figures:
        since, today = now - timedelta(days=days), day_of(now)
        sums = figures.sums(connection, area)
        return Figures(
            at=now,
            arrivals=tuple(_every_day(figures.arrivals(connection, area, since), today, days)),
            open=_total(one for one in sums if one.status not in OVER),
            paid=_total(one for one in sums if one.status == "paid"),
            all=_total(sums),
            by_status=_by_status(sums),
            by_county=_by_county(sums),
            waiting=_waiting(figures.waiting(connection, area), today),
            answers=_answers(figures.answered(connection, area, since), self._due),
        )


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


def _answers(answered: Iterable[Answered], due: Callable[[date], date]) -> Answers:
    took, in_time = Counter[int](), 0
    for one in answered:
        days = (one.answered_on - one.filed_on).days
        took[days] += one.cases
        # So many days are never more working days: only for longer ones the calendar is asked.
        in_time += one.cases if days <= ACCEPT_DAYS or one.answered_on <= due(one.filed_on) else 0
    by_days = [took[day] for day in range(LONGEST_WAIT)]
    by_days.append(sum(cases for day, cases in took.items() if day >= LONGEST_WAIT))
    return Answers(took.total(), in_time, median(took.elements()) if took else None, tuple(by_days))
