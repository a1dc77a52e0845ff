"""Sums and counts over cases, for those who answer for an area."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, func, select

from storage.case_lists import within
from storage.tables import case_event, complaint, wage_case


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


ANSWERS: Final = ("accepted", "refused")


def arrivals(connection: Connection, area: str, since: datetime) -> dict[date, int]:
    """How many complaints came on each day in China since then; days without any are not there."""
    day = _day_in_china(connection, complaint.c.filed_at)
    query = select(day, func.count()).join(wage_case, wage_case.c.number == complaint.c.case_number)
    query = query.where(within(area), complaint.c.filed_at >= since).group_by(day)
    return {_day(on): count for on, count in connection.execute(query)}


def sums(connection: Connection, area: str, since: datetime | None = None) -> list[AreaSum]:
    """All cases of the area, those filed since then, by county and status."""
    query = (
        select(
            wage_case.c.county_code,
            wage_case.c.status,
            func.count(),
            func.coalesce(func.sum(func.coalesce(complaint.c.headcount, 1)), 0),
            func.coalesce(func.sum(complaint.c.amount_claimed_fen), 0),
        )
        .join(complaint, complaint.c.case_number == wage_case.c.number)
        .where(within(area))
        .group_by(wage_case.c.county_code, wage_case.c.status)
    )
    if since:
        query = query.where(complaint.c.filed_at >= since)
    rows = connection.execute(query)
    return [AreaSum(county, status, cases, int(people), int(fen)) for county, status, cases, people, fen in rows]


def answered(connection: Connection, area: str, since: datetime) -> list[Answered]:
    """The cases that were first accepted or refused since then, by the days."""
    at = func.min(case_event.c.at)
    of = case_event.c.case_number
    first = select(of, at.label("at")).where(case_event.c.status.in_(ANSWERS)).group_by(of).having(at >= since)
    answer = first.subquery("answer")
    filed_on = _day_in_china(connection, complaint.c.filed_at)
    answered_on = _day_in_china(connection, answer.c.at)
    query = (
        select(filed_on, answered_on, func.count())
        .select_from(answer)
        .join(complaint, complaint.c.case_number == answer.c.case_number)
        .join(wage_case, wage_case.c.number == answer.c.case_number)
        .where(within(area))
        .group_by(filed_on, answered_on)
    )
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
