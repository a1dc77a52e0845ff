"""Who of the staff has the console open just now; a row for each session, written every few seconds."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, exists, literal, select, update

from storage.sessions import Since
from storage.tables import staff, staff_session


@dataclass(frozen=True, slots=True)
class Here:
    """A colleague who works here; `is_here`: a page of his is open."""

    name: str
    role: str
    area: str
    is_here: bool


def be_here(connection: Connection, token_hash: str, at: datetime, since: Since) -> bool:
    """Whether the session goes on; its page is open."""
    works = exists().where(staff.c.id == staff_session.c.staff_id, staff.c.disabled_at.is_(None))
    goes_on = and_(
        staff_session.c.token_hash == token_hash,
        staff_session.c.begun_at > since.begun,
        staff_session.c.used_at > since.used,
        works,
    )
    return connection.execute(update(staff_session).where(goes_on).values(here_at=at)).rowcount == 1


def be_gone(connection: Connection, token_hash: str) -> None:
    """No page of the session is open any more."""
    connection.execute(update(staff_session).where(staff_session.c.token_hash == token_hash).values(here_at=None))


def is_anybody_here(connection: Connection, county: str | None, roles: Collection[str], since: datetime) -> bool:
    """Whether one of those roles who sees talks of the county, of any where it is not known, has a page open."""
    covers = literal(county or "").startswith(staff.c.area) if county else staff.c.id.is_not(None)
    query = select(staff.c.id).where(_works(roles), covers, _is_here(since)).limit(1)
    return connection.scalar(query) is not None


def colleagues(connection: Connection, county: str | None, roles: Collection[str], since: datetime) -> list[Here]:
    """All of those roles who see talks of the county, those who are here first, by name."""
    covers = literal(county).startswith(staff.c.area) if county else staff.c.id.is_not(None)
    columns = (staff.c.name, staff.c.role, staff.c.area, _is_here(since).label("is_here"))
    rows = connection.execute(select(*columns).where(_works(roles), covers).order_by(staff.c.name_key))
    found = [Here(row.name, row.role, row.area, bool(row.is_here)) for row in rows]
    return sorted(found, key=lambda one: not one.is_here)


def _works(roles: Collection[str]) -> ColumnElement[bool]:
    return and_(staff.c.disabled_at.is_(None), staff.c.must_change.is_(False), staff.c.role.in_(sorted(roles)))


def _is_here(since: datetime) -> ColumnElement[bool]:
    return exists().where(staff_session.c.staff_id == staff.c.id, staff_session.c.here_at > since)
