"""Takes conversations away with all that came of them: for a demo, and for nothing that real people said."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, func, select

from storage.crew_removal import remove_crews
from storage.site_removal import remove_site_cases
from storage.tables import case_event, complaint, conversation, metadata, wage_case


def count_of(connection: Connection, prefix: str) -> int:
    """The conversations whose ids begin so."""
    return _count(connection, conversation.c.id.startswith(prefix, autoescape=True))


def count_others(connection: Connection, prefix: str) -> int:
    """The conversations whose ids do not."""
    return _count(connection, ~conversation.c.id.startswith(prefix, autoescape=True))


def remove(connection: Connection, prefix: str) -> int:
    """How many conversations there were; what refers to something goes before it."""
    numbers = select(complaint.c.case_number).where(_begins(complaint, prefix))
    connection.execute(delete(case_event).where(case_event.c.case_number.in_(numbers)))
    remove_site_cases(connection, numbers)
    connection.execute(delete(wage_case).where(wage_case.c.number.in_(numbers)))
    connection.execute(delete(complaint).where(_begins(complaint, prefix)))
    remove_crews(connection, prefix)
    for table in _by_conversation():
        connection.execute(delete(table).where(_begins(table, prefix)))
    is_it = conversation.c.id.startswith(prefix, autoescape=True)
    return connection.execute(delete(conversation).where(is_it)).rowcount


def _by_conversation() -> list[Table]:
    """Every table that knows conversations by their id, also those that came later."""
    named = [table for table in reversed(metadata.sorted_tables) if "conversation_id" in table.c]
    return [table for table in named if table is not complaint]


def _begins(table: Table, prefix: str) -> ColumnElement[bool]:
    begins: ColumnElement[bool] = table.c.conversation_id.startswith(prefix, autoescape=True)
    return begins


def _count(connection: Connection, which: Any) -> int:
    return connection.scalar(select(func.count()).select_from(conversation).where(which)) or 0
