"""Complaints that are being made: when one was begun, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, func, select, update

from storage.once import insert_once
from storage.tables import conversation, draft

Ending = Literal["filed", "withdrawn", "restarted", "consent_refused", "expired"]


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


def is_open(connection: Connection, id: str) -> bool:
    """Whether it is still being made."""
    return connection.scalar(select(draft.c.id).where(draft.c.id == id, draft.c.status == "open")) is not None


def left_behind(connection: Connection, before: datetime, count: int) -> list[DraftRow]:
    """Open drafts of talks in which the worker did nothing since then, the oldest first."""
    seen = func.coalesce(conversation.c.last_inbound_at, draft.c.opened_at)
    joined = draft.outerjoin(conversation, conversation.c.id == draft.c.conversation_id)
    query = select(draft).select_from(joined).where(draft.c.status == "open", seen < before, draft.c.opened_at < before)
    rows = connection.execute(query.order_by(draft.c.opened_at, draft.c.id).limit(count))
    return [DraftRow(**row._mapping) for row in rows]


def drafts_of(connection: Connection, conversation_id: str) -> list[DraftRow]:
    """The conversation's drafts, the newest first."""
    query = select(draft).where(draft.c.conversation_id == conversation_id)
    rows = connection.execute(query.order_by(draft.c.opened_at.desc(), draft.c.id.desc()))
    return [DraftRow(**row._mapping) for row in rows]
