"""What was pushed to a worker since he last did something: what a channel's window has left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from storage.tables import conversation, push

row = push.c


@dataclass(frozen=True, slots=True)
class Standing:
    """When the worker last wrote and last tapped something, how much was pushed to him since each, and whether he left.

    What may have arrived counts as pushed; what answered him at once does not.
    """

    wrote_at: datetime | None
    pushed: int
    tapped_at: datetime | None = None
    pushed_since_tap: int = 0
    left_at: datetime | None = None


def standing(connection: Connection, conversation_id: str) -> Standing:
    """How that conversation stands within its channel's window."""
    signs = conversation.c.wrote_at, conversation.c.tapped_at, conversation.c.left_at
    found = connection.execute(select(*signs).where(conversation.c.id == conversation_id)).first()
    if found is None:
        return Standing(None, 0)
    since_message = _pushed_since(connection, conversation_id, found.wrote_at)
    since_tap = _pushed_since(connection, conversation_id, found.tapped_at)
    return Standing(found.wrote_at, since_message, found.tapped_at, since_tap, found.left_at)


def _pushed_since(connection: Connection, conversation_id: str, since: datetime | None) -> int:
    if since is None:
        return 0
    is_since = row.conversation_id == conversation_id, row.at >= since
    return connection.scalar(select(func.count()).select_from(push).where(*is_since)) or 0


def reserve(connection: Connection, conversation_id: str, entry: int, attempt: int, at: datetime) -> None:
    """One message is about to be pushed; should its carrier die, it may have arrived."""
    values = {"conversation_id": conversation_id, "entry": entry, "attempt": attempt, "at": at}
    connection.execute(insert(push), values)


def release(connection: Connection, entry: int, attempt: int) -> None:
    """That attempt is known not to have arrived."""
    connection.execute(delete(push).where(row.entry == entry, row.attempt == attempt))
