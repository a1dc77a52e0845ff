"""Complaints that are being made: when one was begun, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, select, update

from storage.once import insert_once
from storage.tables import draft

Ending = Literal["filed", "withdrawn", "restarted", "consent_refused"]


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft and the version of the questionnaire that it answers."""

    id: str
    conversation_id: str
    questionnaire: str
    status: str
    opened_at: datetime
    closed_at: datetime | None


def open(connection: Connection, id: str, conversation_id: str, questionnaire: str, at: datetime) -> bool:
    """Whether it is new."""
    values = {"id": id, "conversation_id": conversation_id, "questionnaire": questionnaire}
    return insert_once(connection, draft, values | {"status": "open", "opened_at": at})


def close(connection: Connection, id: str, status: Ending, at: datetime) -> bool:
    """Whether it was open; how it ended first is how it ended."""
    is_open = update(draft).where(draft.c.id == id, draft.c.status == "open")
    return connection.execute(is_open.values(status=status, closed_at=at)).rowcount == 1


def drafts_of(connection: Connection, conversation_id: str) -> list[DraftRow]:
    """The conversation's drafts, the newest first."""
    query = select(draft).where(draft.c.conversation_id == conversation_id)
    rows = connection.execute(query.order_by(draft.c.opened_at.desc(), draft.c.id.desc()))
    return [DraftRow(**row._mapping) for row in rows]
