"""What only one process of many may do at a time: it is on duty as long as it keeps saying so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, case, or_, select, update

from storage.lives import is_dead, life_of
from storage.once import insert_once
from storage.tables import duty

row = duty.c


@dataclass(frozen=True, slots=True)
class Term:
    """Who is on duty, until when, and how often it has changed hands."""

    holder: str | None
    until: datetime | None
    terms: int


def take(connection: Connection, name: str, holder: str, now: datetime, until: datetime) -> bool:
    """Whether the duty is the holder's until then: it was his, or nobody's, or that of a process that lives no more."""
    insert_once(connection, duty, {"name": name, "terms": 0})
    is_his = row.holder == holder
    is_free = or_(row.leased_until.is_(None), row.leased_until <= now, is_dead(connection, row.leased_by))
    terms = row.terms + case((is_his, 0), else_=1)
    values = {"holder": holder, "leased_until": until, "leased_by": life_of(connection), "terms": terms}
    taken = update(duty).where(row.name == name, or_(row.holder == holder, is_free)).values(values)
    return connection.execute(taken).rowcount == 1


def give_back(connection: Connection, name: str, holder: str) -> None:
    """Somebody else may have it at once, if it was the holder's."""
    is_his = row.name == name, row.holder == holder
    connection.execute(update(duty).where(*is_his).values(holder=None, leased_until=None, leased_by=None))


def term(connection: Connection, name: str) -> Term | None:
    """Who is on duty; None where nobody ever was."""
    found = connection.execute(select(row.holder, row.leased_until, row.terms).where(row.name == name)).first()
    return Term(*found) if found else None
