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


@dataclass(frozen=True, slots=True)
class Tally:
    """How many cases of a county stand at a status, and of these how many are late."""

    county_code: str | None
    status: str
    cases: int
    late: int


def list_page(connection: Connection, vault: Vault, listed: Listed, show: Show) -> list[CaseRow]:
    """A page of cases, newest first; `before` is the last number of the page before."""
    query = _filtered(case_query(), vault, listed)
    if listed.before:
        query = query.where(_comes_after(listed.before))
    rows = connection.execute(query.order_by(*NEWEST).limit(listed.count))
    return [case_row(vault, row, show) for row in rows]


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
    if listed.phone:
        query = query.where(complaint.c.phone_index == vault.index(listed.phone, kind="phone"))
    if listed.id_number:
        query = query.where(complaint.c.id_number_index == vault.index(listed.id_number, kind="id_number"))
    return query


def _comes_after(number: str) -> ColumnElement[bool]:
    at = select(complaint.c.filed_at).where(complaint.c.case_number == number).scalar_subquery()
    same = and_(complaint.c.filed_at == at, complaint.c.case_number < number)
    return or_(complaint.c.filed_at < at, same)
