"""Tells living processes from dead ones, so that what a dead one had leased is free at once.

A process on PostgreSQL holds an advisory lock of its own on the connection that listens; the server lets it go when
the process dies, however it dies. What the server does not notice (a host without power) ends with the lease.
"""

from __future__ import annotations

import secrets
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, and_, false, literal_column, select, text, update
from sqlalchemy.sql import table

from storage.tables import outbox, pickup

OPTION: Final = "life"
HELD: Final = (
    "locktype = 'advisory' AND objsubid = 1 AND granted"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
_number: ColumnElement[int] = literal_column("(classid::bigint << 32) | objid::bigint")
ALIVE: Final[Select[int]] = select(_number).select_from(table("pg_locks"))


class Life:
    """Ours, 0 while it holds none: then its leases are nobody's, and only time ends them."""

    def __init__(self) -> None:
        self.number = 0

    def begin(self) -> int:
        """A new number, to be locked before `number` is set to it."""
        return secrets.randbits(62) + 1


def life_of(connection: Connection) -> int | None:
    """What the connection's process leases under."""
    life: Life | None = connection.get_execution_options().get(OPTION)
    return (life.number or None) if life else None


def is_dead(connection: Connection, leased_by: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether that column names a process that lives no more."""
    if connection.dialect.name != "postgresql":
        return false()
    return and_(leased_by.is_not(None), leased_by.not_in(ALIVE.where(text(HELD))))


def is_anybody(connection: Connection, life: int | None) -> bool:
    """Whether a process lives that leases under that number; of a lease that names none nobody knows."""
    if life is None or connection.dialect.name != "postgresql":
        return True
    alive = ALIVE.where(text(HELD), text("classid = :upper AND objid = :lower"))
    halves = {"upper": life >> 32, "lower": life & 0xFFFFFFFF}
    return connection.execute(alive, halves).first() is not None


def free_all(connection: Connection) -> None:
    """Nothing is leased; for the only process, when it begins."""
    for rows in (outbox, pickup):
        connection.execute(update(rows).where(rows.c.leased_until.is_not(None)).values(leased_until=None))
