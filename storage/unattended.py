"""Talks that were handed over and wait for nobody: those that no member of staff has, those whose member has gone."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, and_, exists, func, select, update

from storage.conversations import COLUMNS, ConversationRow
from storage.inbox_rows import open_state, state_place
from storage.tables import conversation, message, staff, staff_session
from storage.vault import Vault

LEFT: Final = "left"  # wanted: the worker's words were not answered by who had the talk
row = conversation.c


def nobodys(connection: Connection, vault: Vault, before: datetime) -> list[ConversationRow]:
    """Those handed over to nobody, wanted since before that time, with their states."""
    waits = and_(row.handed_over.is_(True), row.held_by.is_(None))
    query = select(*COLUMNS, row.state).where(waits, func.coalesce(row.wanted_at, row.updated_at) <= before)
    return [_row(vault, found) for found in connection.execute(query.order_by(row.updated_at, row.id))]


def left_behind(connection: Connection, before: datetime) -> list[str]:
    """Those in which the worker wrote last, before that time, and whose member of staff has not been here since."""
    later = message.alias("later")
    newest = select(func.max(later.c.id)).where(later.c.conversation_id == row.id).scalar_subquery()
    is_unanswered = exists().where(message.c.id == newest, message.c.direction == "in", message.c.at <= before)
    here = staff_session.join(staff, staff.c.id == staff_session.c.staff_id)
    is_here = exists().select_from(here).where(staff.c.name == row.held_by, staff_session.c.here_at > before)
    query = select(row.id).where(row.held_by.is_not(None), row.held_at <= before, is_unanswered, ~is_here)
    return list(connection.scalars(query))


def put_back(connection: Connection, id: str, at: datetime) -> None:
    """It waits for any of the staff again; the assistant is silent still."""
    values = {"held_by": None, "held_at": None, "version": row.version + 1, "updated_at": at}
    wanted = {"wanted": func.coalesce(row.wanted, LEFT), "wanted_at": func.coalesce(row.wanted_at, row.last_inbound_at)}
    connection.execute(update(conversation).where(row.id == id).values(values | wanted))


def speak_again(connection: Connection, vault: Vault, was: ConversationRow, state: str, at: datetime) -> bool:
    """Whether nobody changed it since it was read: then the assistant answers in it, and staff are wanted still."""
    values = {
        "handed_over": False,
        "state": vault.seal(state, place=state_place(was.id)),
        "version": row.version + 1,
        "updated_at": at,
    }
    is_as_it_was = and_(row.id == was.id, row.version == was.version)
    return connection.execute(update(conversation).where(is_as_it_was).values(values)).rowcount == 1


def _row(vault: Vault, found: Any) -> ConversationRow:
    values = {column.name: getattr(found, column.name) for column in COLUMNS}
    return ConversationRow(**values, state=open_state(vault, found.id, found.state))
