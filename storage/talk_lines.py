"""A talk as staff read it: what was said by whom, and what became of the words that were sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import Connection, and_, literal, or_, select

from storage.inbox_rows import message_place, said_place
from storage.outbox import State
from storage.tables import inbox, message, outbox
from storage.transcript import LATE
from storage.vault import Vault

WORDS: Final = ("text", "choice")


@dataclass(frozen=True, slots=True)
class SpokenRow:
    """Something said; `sent` is the message as its channel gave it where it was no text.

    `state` is what became of it on its way out, None for what was the answer to a call.
    """

    id: int
    direction: Literal["in", "out"]
    kind: str
    by: str | None
    text: str
    at: datetime
    key: str | None
    sent: str | None
    state: State | None
    reason: str | None


def spoken(
    connection: Connection, vault: Vault, conversation_id: str, *, before: int | None = None, count: int = 50
) -> list[SpokenRow]:
    """The last words in the order they were said; `before` is the first id of the page that follows."""
    said = message.c
    came = and_(inbox.c.key == said.key, said.direction == "in", said.kind.not_in(WORDS))
    went = and_(said.direction == "out", or_(outbox.c.key == said.key, outbox.c.key == literal(LATE) + said.key))
    query = (
        select(message, inbox.c.message.label("sent"), outbox.c.state, outbox.c.reason)
        .outerjoin(inbox, came)
        .outerjoin(outbox, went)
        .where(said.conversation_id == conversation_id)
    )
    if before is not None:
        query = query.where(said.id < before)
    rows = connection.execute(query.order_by(said.id.desc()).limit(count)).all()
    return [_spoken(vault, row) for row in reversed(rows)]


def find_spoken(connection: Connection, vault: Vault, conversation_id: str, id: int) -> SpokenRow | None:
    """The words with that id, if they were said in that talk."""
    found = spoken(connection, vault, conversation_id, before=id + 1, count=1)
    return found[0] if found and found[0].id == id else None


def _spoken(vault: Vault, row: Any) -> SpokenRow:
    return SpokenRow(
        id=row.id,
        direction=row.direction,
        kind=row.kind,
        by=row.by,
        text=vault.open(row.text, place=said_place(row.conversation_id)),
        at=row.at,
        key=row.key,
        sent=vault.open(row.sent, place=message_place(row.key)) if row.sent else None,
        state=row.state,
        reason=row.reason,
    )
