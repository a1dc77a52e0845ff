"""Rows of work to be done outside: lent to one caller for a while, settled by whoever still has them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, and_, func, or_, select, update

from storage.lives import is_dead, life_of

WAITING: Final = "waiting"
UNCHANGED: Final = frozenset({"due_at", "said", "way"})


@dataclass(frozen=True, slots=True)
class Claim:
    """How much to take, for whom, and for how long."""

    channels: Collection[str]
    count: int
    lease: timedelta


def is_due(connection: Connection, table: Table, channels: Collection[str], now: datetime) -> ColumnElement[bool]:
    """It waits for one of these channels, its time has come, and nobody has it."""
    row = table.c
    is_wanted = row.state == WAITING, row.due_at <= now, row.channel.in_(sorted(channels))
    return and_(*is_wanted, is_free(connection, table, now))


def is_free(connection: Connection, table: Table, now: datetime) -> ColumnElement[bool]:
    """Nobody has it, or whoever had it has outlived his lease, or himself."""
    row = table.c
    return or_(row.leased_until.is_(None), row.leased_until <= now, is_dead(connection, row.leased_by))


def lend(connection: Connection, table: Table, due: Select[int], claim: Claim, now: datetime) -> list[Row[Any]]:
    """The first of those due, in their order, from now on the caller's; each time that is one attempt more."""
    # SQLite ignores the lock: its writer is alone.
    ids = list(connection.scalars(due.limit(claim.count).with_for_update(skip_locked=True)))
    if not ids:
        return []
    row = table.c
    lease = {"leased_until": now + claim.lease, "leased_by": life_of(connection)}
    lent = update(table).where(row.id.in_(ids)).values(attempts=row.attempts + 1, **lease)
    return sorted(connection.execute(lent.returning(table)), key=lambda one: ids.index(one.id))


def is_attempt(table: Table, attempt: int) -> ColumnElement[bool]:
    """Nobody has taken it since that attempt, or taken it away."""
    return and_(table.c.state == WAITING, table.c.attempts == attempt)


def settle(connection: Connection, table: Table, id: int, is_ours: Any, values: dict[str, Any]) -> bool:
    """Whether it was still to be settled by us; what is None of `due_at`, `said` and `way` stays as it is."""
    kept = {name: value for name, value in values.items() if value is not None or name not in UNCHANGED}
    settled = update(table).where(table.c.id == id, is_ours).values(**kept, leased_until=None)
    return connection.execute(settled).rowcount == 1


def count_by_state(connection: Connection, table: Table) -> dict[str, int]:
    """How many rows there are in each state."""
    rows = connection.execute(select(table.c.state, func.count()).group_by(table.c.state))
    return {state: count for state, count in rows}
