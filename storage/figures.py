"""Sums and counts over cases, for those who answer for an area."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, select

from storage.case_lists import within
from storage.tables import wage_case


@dataclass(frozen=True, slots=True)
class AreaSum:
    """What the cases of a county with one status amount to."""

    county_code: str | None
    status: str
    cases: int
    people: int
    claimed_fen: int


@dataclass(frozen=True, slots=True)
class Answered:
    """How many cases were filed on one day in China and first accepted, or refused, on another."""

    filed_on: date
    answered_on: date
    cases: int


def arrivals(connection: Connection, area: str, since: datetime) -> dict[date, int]:
    """How many complaints came on each day in China since then; days without any are not there."""
    day = _day_in_china(connection, wage_case.c.filed_at)
    query = select(day, func.count()).where(within(area), wage_case.c.filed_at >= since).group_by(day)
    return {_day(on): count for on, count in connection.execute(query)}


def sums(connection: Connection, area: str, since: datetime | None = None) -> list[AreaSum]:
    """All cases of the area, those filed since then, by county and status."""
    by = wage_case.c.county_code, wage_case.c.status
    people, fen = (func.coalesce(func.sum(of), 0) for of in (wage_case.c.people, wage_case.c.claimed_fen))
    query = select(*by, func.count(), people, fen).where(within(area)).group_by(*by)
    if since:
        query = query.where(wage_case.c.filed_at >= since)
    rows = connection.execute(query)
    return [AreaSum(county, status, cases, int(people), int(fen)) for county, status, cases, people, fen in rows]


def answered(connection: Connection, area: str, since: datetime) -> list[Answered]:
    """The cases that were first accepted or refused since then, by the days."""
    filed_on = _day_in_china(connection, wage_case.c.filed_at)
    answered_on = _day_in_china(connection, wage_case.c.answered_at)
    query = select(filed_on, answered_on, func.count()).group_by(filed_on, answered_on)
    query = query.where(wage_case.c.answered_at >= since, within(area))
    return [Answered(_day(filed), _day(done), cases) for filed, done, cases in connection.execute(query)]


def waiting(connection: Connection, area: str) -> list[date | None]:
    """By which day each case that is neither accepted nor refused wants its answer; None while the worker is asked."""
    query = select(wage_case.c.due_on).where(wage_case.c.status.in_(("registered", "needs_supplement")), within(area))
    return list(connection.scalars(query))


def _day(on: object) -> date:
    """SQLite tells days as texts."""
    return date.fromisoformat(str(on))


def _day_in_china(connection: Connection, at: Any) -> Any:
    if connection.dialect.name == "postgresql":
        return func.date(func.timezone("Asia/Shanghai", at))
    return func.date(at, "+8 hours")  # China has kept one time, without summer time, since 1992
