"""Talks and cases of which nobody knows in which county they belong, and where somebody has said that they do."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select, update

from storage.cases import NEWEST, CaseRow, Show, case_query, case_row
from storage.conversations import COLUMNS, ConversationRow
from storage.inbox_rows import open_state
from storage.tables import conversation, draft, wage_case
from storage.vault import Vault

MOST: Final = 50
RECENT: Final = timedelta(days=30)
row = conversation.c
_lies_nowhere = wage_case.c.county_code.is_(None)


def cases(connection: Connection, vault: Vault, show: Show) -> list[CaseRow]:
    """The newest of them."""
    rows = connection.execute(case_query().where(_lies_nowhere).order_by(*NEWEST).limit(MOST))
    return [case_row(vault, found, show) for found in rows]


def talks(connection: Connection, vault: Vault, now: datetime) -> list[ConversationRow]:
    """The newest in which a complaint is being made, or a person is wanted or speaks, within a month."""
    query = select(*COLUMNS, row.state).where(_is_live(now)).order_by(row.updated_at.desc(), row.id).limit(MOST)
    found = connection.execute(query).all()
    named = [{column.name: getattr(one, column.name) for column in COLUMNS} for one in found]
    states = [open_state(vault, one.id, one.state) for one in found]
    return [ConversationRow(**values, state=state) for values, state in zip(named, states, strict=True)]


def count(connection: Connection, now: datetime) -> int:
    """How many there are of both."""
    of_cases = connection.scalar(select(func.count()).select_from(wage_case).where(_lies_nowhere)) or 0
    of_talks = connection.scalar(select(func.count()).select_from(conversation).where(_is_live(now))) or 0
    return of_cases + of_talks


def place_case(connection: Connection, number: str, area: str) -> bool:
    """Whether it lay nowhere until now."""
    is_it = and_(wage_case.c.number == number, _lies_nowhere)
    return connection.execute(update(wage_case).where(is_it).values(county_code=area)).rowcount == 1


def place_talk(connection: Connection, id: str, area: str) -> bool:
    """Whether it lay nowhere until now; a turn under way goes on, and a place that the worker names counts for more."""
    is_it = and_(row.id == id, row.county_code.is_(None))
    return connection.execute(update(conversation).where(is_it).values(county_code=area)).rowcount == 1


def _is_live(now: datetime) -> ColumnElement[bool]:
    is_being_filled = exists().where(draft.c.conversation_id == row.id, draft.c.status == "open")
    wants = or_(row.wanted.is_not(None), row.handed_over.is_(True), is_being_filled)
    return and_(row.county_code.is_(None), row.updated_at >= now - RECENT, wants)
