"""What is to be told a worker at some time: written once, taken once, whoever looks first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import Connection, select, update

from storage.once import insert_once
from storage.tables import due_work

Kind = Literal["draft_reminder", "visit_reminder"]
Ending = Literal["told", "dropped"]
COLUMNS: Final = ("key", "kind", "conversation_id", "subject", "made_at", "due_at")
row = due_work.c


@dataclass(frozen=True, slots=True)
class DueWork:
    """`subject` is the draft or the visit that it is about."""

    key: str
    kind: Kind
    conversation_id: str
    subject: str
    made_at: datetime
    due_at: datetime


def put(connection: Connection, work: DueWork) -> None:
    """Writes it, or puts off what is still to be told or came to nothing; what was told once is told."""
    values = {name: getattr(work, name) for name in COLUMNS} | {"state": "waiting", "reason": None}
    if not insert_once(connection, due_work, values):
        is_untold = update(due_work).where(row.key == work.key, row.state != "told")
        again = {"made_at": work.made_at, "due_at": work.due_at, "state": "waiting", "reason": None}
        connection.execute(is_untold.values(again))


def take(connection: Connection, now: datetime, count: int) -> list[DueWork]:
    """What is due, which nobody else can take until the transaction ends; the caller ends each of them in it."""
    due = select(*(row[name] for name in COLUMNS)).where(row.state == "waiting", row.due_at <= now)
    due = due.order_by(row.due_at, row.id).limit(count).with_for_update(skip_locked=True)
    return [DueWork(*found) for found in connection.execute(due)]


def end(connection: Connection, key: str, ending: Ending, reason: str | None = None) -> None:
    """It is told, or there is nothing to tell for that reason."""
    connection.execute(update(due_work).where(row.key == key).values(state=ending, reason=reason))


def was_told(connection: Connection, conversation_id: str, kind: Kind, since: datetime) -> bool:
    """Whether something of that kind, due since then, was told in that conversation."""
    is_its = (row.conversation_id == conversation_id) & (row.kind == kind) & (row.state == "told")
    return connection.scalar(select(row.id).where(is_its, row.due_at >= since).limit(1)) is not None


def is_any_due(connection: Connection, now: datetime) -> bool:
    """Whether there is something to take."""
    return connection.scalar(select(row.id).where(row.state == "waiting", row.due_at <= now).limit(1)) is not None
