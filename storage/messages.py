"""What was said in a conversation, as staff read it: the worker's words, the assistant's, theirs, and notices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, select, update

from storage.inbox_rows import said_place, said_row
from storage.once import insert_once
from storage.tables import conversation, message
from storage.vault import Vault

Said = Literal["staff", "notice", "reply", "tip"]


@dataclass(frozen=True, slots=True)
class MessageRow:
    """Something said; `in` came from the worker, `by` is the member of staff who wrote it."""

    id: int
    direction: Literal["in", "out"]
    kind: str
    by: str | None
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """Something told to the worker outside a turn; `key` is that of its entry in the outbox."""

    conversation_id: str
    kind: Said
    text: str
    at: datetime
    by: str | None = None
    key: str | None = None


def add(connection: Connection, vault: Vault, line: Line) -> bool:
    """Keeps it beside what was said; False: it was there under its key, or there is no such conversation."""
    if connection.scalar(select(conversation.c.id).where(conversation.c.id == line.conversation_id)) is None:
        return False
    values = said_row(vault, line.conversation_id, "out", line.kind, line.text)
    return insert_once(connection, message, values | {"by": line.by, "at": line.at, "key": line.key})


def came(connection: Connection, vault: Vault, conversation_id: str, kind: str, at: datetime, key: str) -> bool:
    """Keeps what a worker sent beside his talk, once under its key; False also where there is no such conversation."""
    if connection.scalar(select(conversation.c.id).where(conversation.c.id == conversation_id)) is None:
        return False
    values = said_row(vault, conversation_id, "in", kind, "")
    return insert_once(connection, message, values | {"by": None, "at": at, "key": key})


def said(
    connection: Connection, vault: Vault, conversation_id: str, *, before: int | None = None, count: int = 50
) -> list[MessageRow]:
    """The last messages in the order they were said; `before` is the first id of the page that follows."""
    query = select(message).where(message.c.conversation_id == conversation_id)
    if before is not None:
        query = query.where(message.c.id < before)
    rows = connection.execute(query.order_by(message.c.id.desc()).limit(count)).all()
    place = said_place(conversation_id)
    return [
        MessageRow(row.id, row.direction, row.kind, row.by, vault.open(row.text, place=place), row.at)
        for row in reversed(rows)
    ]


def forget_words(connection: Connection, vault: Vault, conversation_id: str) -> None:
    """Empties what the worker wrote; that he wrote, and what he was told, stays."""
    is_his = update(message).where(message.c.conversation_id == conversation_id, message.c.direction == "in")
    connection.execute(is_his.values(text=vault.seal("", place=said_place(conversation_id))))
