"""Who is signed in: a row for each, found by the hash of what the browser holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, delete, insert, or_, select, update

from storage.tables import staff, staff_session


@dataclass(frozen=True, slots=True)
class Since:
    """Sessions begun or last used before these times have ended."""

    begun: datetime
    used: datetime


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session that goes on, and whose it is."""

    token_hash: str
    used_at: datetime
    staff_id: str
    name: str
    role: str
    area: str
    must_change: bool


COLUMNS: Final = (
    staff_session.c.token_hash,
    staff_session.c.used_at,
    staff.c.id.label("staff_id"),
    staff.c.name,
    staff.c.role,
    staff.c.area,
    staff.c.must_change,
)


def begin_session(connection: Connection, token_hash: str, staff_id: str, at: datetime) -> None:
    """Keeps it."""
    values = {"token_hash": token_hash, "staff_id": staff_id, "begun_at": at, "used_at": at}
    connection.execute(insert(staff_session), values)


def find_session(connection: Connection, token_hash: str, since: Since) -> SessionRow | None:
    """The session that goes on, None when there is none, it has ended, or its owner works here no more."""
    row = connection.execute(
        select(*COLUMNS)
        .join(staff, staff.c.id == staff_session.c.staff_id)
        .where(
            staff_session.c.token_hash == token_hash,
            staff_session.c.begun_at > since.begun,
            staff_session.c.used_at > since.used,
            staff.c.disabled_at.is_(None),
        )
    ).first()
    return SessionRow(**row._mapping) if row else None


def use_session(connection: Connection, token_hash: str, at: datetime) -> None:
    """It was used then."""
    connection.execute(update(staff_session).where(staff_session.c.token_hash == token_hash).values(used_at=at))


def end_session(connection: Connection, token_hash: str) -> None:
    """Nobody finds it any more."""
    connection.execute(delete(staff_session).where(staff_session.c.token_hash == token_hash))


def end_sessions_of(connection: Connection, staff_id: str) -> None:
    """He is signed in nowhere any more."""
    connection.execute(delete(staff_session).where(staff_session.c.staff_id == staff_id))


def forget_ended(connection: Connection, since: Since) -> int:
    """Removes the rows of ended sessions; returns how many."""
    has_ended = or_(staff_session.c.begun_at <= since.begun, staff_session.c.used_at <= since.used)
    return connection.execute(delete(staff_session).where(has_ended)).rowcount
