"""The lists of cases that staff look through: filtered, a page at a time, and how many there are of each kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, or_, select, true

from storage.cases import NEWEST, CaseRow, Show, case_query, case_row
from storage.tables import complaint, wage_case
from storage.vault import Vault


@dataclass(frozen=True, slots=True)
class Listed:
    """Which cases: `area` bounds all of it and `county` narrows it; `late_on` wants what was due before that day."""

    area: str
    county: str = ""
    statuses: tuple[str, ...] = ()
    late_on: date | None = None
    number: str = ""
    phone: str = ""
    id_number: str = ""
    before: str | None = None
    count: int = 50


LAST_FILED = (wage_case.c.filed_at.desc(), wage_case.c.number.desc())


@dataclass(frozen=True, slots=True)
class Tally:
    """How many cases of a county stand at a status, and of these how many are late."""

    county_code: str | None
    status: str
    cases: int
    late: int


def list_page(connection: Connection, vault: Vault, listed: Listed, show: Show) -> list[CaseRow]:
    """A page of cases, newest first; `before` is the last number of the page before."""
    # The page is found first, in an index that holds all that is asked for; only its complaints are read and opened.
    numbers = _filtered(select(wage_case.c.number), vault, listed)
    if listed.before:
        numbers = numbers.where(_comes_after(listed.before))
    page = numbers.order_by(*LAST_FILED).limit(listed.count).subquery()
    query = case_query().where(wage_case.c.number.in_(select(page.c.number)))
    return [case_row(vault, row, show) for row in connection.execute(query.order_by(*NEWEST))]


def tallies(connection: Connection, area: str, today: date) -> list[Tally]:
    """All cases of the area, counted by county and status."""
    late = func.sum(case((wage_case.c.due_on < today, 1), else_=0))
    query = select(wage_case.c.county_code, wage_case.c.status, func.count(), late)
    query = query.where(within(area)).group_by(wage_case.c.county_code, wage_case.c.status)
    return [Tally(county, status, cases, int(late)) for county, status, cases, late in connection.execute(query)]


def within(area: str) -> ColumnElement[bool]:
    """Whether the case lies in the area; a case that lies nowhere is in no area but that of all."""
    if not area:
        return true()
    inside: ColumnElement[bool] = wage_case.c.county_code.startswith(area, autoescape=True)
    return inside


def _filtered(query: Select[Any], vault: Vault, listed: Listed) -> Select[Any]:
    query = query.where(within(listed.area))
    if listed.county:
        query = query.where(within(listed.county))
    if listed.statuses:
        query = query.where(wage_case.c.status.in_(listed.statuses))
    if listed.late_on:
        query = query.where(wage_case.c.due_on < listed.late_on)
    if listed.number:
        query = query.where(wage_case.c.number == listed.number)
    for kind, value in (("phone", listed.phone), ("id_number", listed.id_number)):
        if value:
            is_his = complaint.c[f"{kind}_index"] == vault.index(value, kind=kind)
            query = query.where(wage_case.c.number.in_(select(complaint.c.case_number).where(is_his)))
    return query


def _comes_after(number: str) -> ColumnElement[bool]:
    other = wage_case.alias("other")
    at = select(other.c.filed_at).where(other.c.number == number).scalar_subquery()
    same = and_(wage_case.c.filed_at == at, wage_case.c.number < number)
    return or_(wage_case.c.filed_at < at, same)
