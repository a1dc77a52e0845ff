"""A conversation as the worker's page shows it: what was said, what he has not seen, what may be tapped."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, and_, exists, func, or_, select

from storage.inbox_rows import message_place, reply_place, said_place
from storage.outbox import PLACE as OUTBOX_PLACE
from storage.outbox import Kind
from storage.tables import conversation, inbox, message, outbox
from storage.vault import Vault

LATE: Final = "late:"  # before the key of a message in that of its late reply
NEVER_SAID: Final = ("superseded", "dropped")
OVERLAP: Final = 12  # what was committed late may have a smaller id: the page knows what it has


@dataclass(frozen=True, slots=True)
class LineRow:
    """Something said; `sent` is the message as its channel gave it, where it was no text."""

    id: int
    direction: str
    kind: str
    text: str
    at: datetime
    key: str | None
    sent: str | None = None


@dataclass(frozen=True, slots=True)
class Untold:
    """An entry of the outbox that is not among what was said."""

    key: str
    kind: Kind
    payload: str
    created_at: datetime


def lines_after(connection: Connection, vault: Vault, conversation_id: str, after: int, count: int) -> list[LineRow]:
    """What was said after that id, and a few before; the newest, in the order they were said."""
    is_his = message.c.conversation_id == conversation_id
    older = select(message.c.id).where(is_his, message.c.id <= after).order_by(message.c.id.desc()).limit(OVERLAP)
    start = connection.scalar(select(func.min(older.subquery().c.id))) or 0
    return _lines(connection, vault, conversation_id, message.c.id >= start, count)


def lines_before(connection: Connection, vault: Vault, conversation_id: str, before: int, count: int) -> list[LineRow]:
    """The page of what was said before that id."""
    return _lines(connection, vault, conversation_id, message.c.id < before, count)


def has_before(connection: Connection, conversation_id: str, before: int) -> bool:
    """Whether anything was said before that id."""
    is_older = and_(message.c.conversation_id == conversation_id, message.c.id < before)
    return bool(connection.scalar(select(exists().where(is_older))))


def said_under(connection: Connection, vault: Vault, key: str) -> str | None:
    """The words under that key, with their choices, as a list of replies in JSON."""
    sealed = connection.scalar(select(inbox.c.reply).where(inbox.c.key == key))
    if sealed:
        return vault.open(sealed, place=reply_place(key))
    payload = connection.scalar(select(outbox.c.payload).where(outbox.c.key == key))
    return f"[{vault.open(payload, place=OUTBOX_PLACE)}]" if payload else None


def is_handed_over(connection: Connection, conversation_id: str) -> bool:
    """Whether staff have the word."""
    return bool(connection.scalar(select(conversation.c.handed_over).where(conversation.c.id == conversation_id)))


def untold(connection: Connection, vault: Vault, conversation_id: str, now: datetime) -> list[Untold]:
    """What the outbox has for him that does not stand among what was said, in order."""
    bare = func.replace(outbox.c.key, LATE, "")
    is_said = exists().where(message.c.key == bare)
    rows = connection.execute(
        select(outbox.c.key, outbox.c.kind, outbox.c.payload, outbox.c.created_at)
        .where(_is_waiting(conversation_id), _is_fresh(now), ~is_said)
        .order_by(outbox.c.id)
    )
    return [Untold(row.key, row.kind, vault.open(row.payload, place=OUTBOX_PLACE), row.created_at) for row in rows]


def waiting_keys(connection: Connection, conversation_id: str) -> list[str]:
    """The keys of what waits for him in the outbox."""
    return list(connection.scalars(select(outbox.c.key).where(_is_waiting(conversation_id)).order_by(outbox.c.id)))


def keys_up_to(connection: Connection, conversation_id: str, position: int, keys: Collection[str]) -> set[str]:
    """Those of the keys whose words stand among what was said up to that id."""
    is_seen = and_(message.c.conversation_id == conversation_id, message.c.id <= position, message.c.key.in_(keys))
    return set(connection.scalars(select(message.c.key).where(is_seen, message.c.direction == "out")))


def standings(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[Any, ...]]:
    """What changes when anything of a conversation changes, for each of them."""
    newest = select(func.max(message.c.id)).where(message.c.conversation_id == conversation.c.id).scalar_subquery()
    is_its = and_(outbox.c.conversation_id == conversation.c.id, outbox.c.state == "waiting")
    waits = select(func.max(outbox.c.id)).where(is_its).scalar_subquery()
    columns = (conversation.c.id, conversation.c.version, conversation.c.handed_over, newest, waits)
    rows = connection.execute(select(*columns).where(conversation.c.id.in_(ids)))
    return {row[0]: tuple(row[1:]) for row in rows}


def _lines(connection: Connection, vault: Vault, conversation_id: str, which: Any, count: int) -> list[LineRow]:
    is_unsaid = exists().where(outbox.c.key == message.c.key, outbox.c.state.in_(NEVER_SAID))
    is_sent = and_(inbox.c.key == message.c.key, message.c.direction == "in", message.c.kind.not_in(("text", "choice")))
    rows = connection.execute(
        select(message, inbox.c.message.label("sent"))
        .outerjoin(inbox, is_sent)
        .where(message.c.conversation_id == conversation_id, which, ~is_unsaid)
        .order_by(message.c.id.desc())
        .limit(count)
    ).all()
    return [_line(vault, row) for row in reversed(rows)]


def _line(vault: Vault, row: Any) -> LineRow:
    text = vault.open(row.text, place=said_place(row.conversation_id))
    sent = vault.open(row.sent, place=message_place(row.key)) if row.sent else None
    return LineRow(row.id, row.direction, row.kind, text, row.at, row.key, sent)


def _is_waiting(conversation_id: str) -> Any:
    return and_(outbox.c.conversation_id == conversation_id, outbox.c.state == "waiting")


def _is_fresh(now: datetime) -> Any:
    return or_(outbox.c.expires_at.is_(None), outbox.c.expires_at > now)
