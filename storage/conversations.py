"""Conversations as staff see and hold them; what a turn does to one is in storage/inbox.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, and_, func, or_, select, update

from storage.inbox_rows import open_state, state_place
from storage.tables import conversation
from storage.vault import Vault

URGENT: Final = "crisis"
row = conversation.c


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """A conversation; `wanted` says why a human is, `held_by` who of the staff has it."""

    id: str
    channel: str
    account: str
    user_id: str
    version: int
    handed_over: bool
    wanted: str | None
    wanted_at: datetime | None
    held_by: str | None
    held_at: datetime | None
    last_inbound_at: datetime | None
    created_at: datetime
    updated_at: datetime
    county_code: str | None
    state: str | None = None


COLUMNS: Final = tuple(row[name] for name in ConversationRow.__slots__ if name != "state")


def find(connection: Connection, vault: Vault, id: str) -> ConversationRow | None:
    """The conversation with its state."""
    found = connection.execute(select(*COLUMNS, row.state).where(row.id == id)).first()
    if found is None:
        return None
    return _row(found, open_state(vault, id, found.state))


def county_of(connection: Connection, id: str) -> str | None:
    """The county that it is about, None while nobody knows."""
    found: str | None = connection.scalar(select(row.county_code).where(row.id == id))
    return found


def want(connection: Connection, id: str, reason: str, at: datetime) -> None:
    """A human is wanted; the first reason and time stay, save that a crisis comes before all other reasons."""
    is_more = or_(row.wanted.is_(None), row.wanted != URGENT) if reason == URGENT else row.wanted.is_(None)
    since = func.coalesce(row.wanted_at, at)
    connection.execute(update(conversation).where(row.id == id, is_more).values(wanted=reason, wanted_at=since))


# Who holds or gives back raises the version, so that a turn under way is thought out anew with it.
def hold(connection: Connection, id: str, by: str, at: datetime) -> bool:
    """Whether it is that member's now; False: another's, or there is none. The assistant is silent from now on."""
    is_free = and_(row.id == id, or_(row.held_by.is_(None), row.held_by == by))
    values = {"held_by": by, "held_at": at, "handed_over": True, "wanted": None, "wanted_at": None}
    return _change(connection, is_free, values, at)


def give_back(connection: Connection, id: str, by: str, at: datetime) -> bool:
    """Whether that member held it; the assistant answers again."""
    values = {"held_by": None, "held_at": None, "handed_over": False, "wanted": None, "wanted_at": None}
    return _change(connection, and_(row.id == id, row.held_by == by), values, at)


def hand_on(connection: Connection, id: str, to: str, at: datetime) -> None:
    """It is a colleague's now."""
    connection.execute(update(conversation).where(row.id == id).values(held_by=to, held_at=at, updated_at=at))


def take_back(connection: Connection, vault: Vault, was: ConversationRow, state: str, at: datetime) -> bool:
    """Whether nobody changed it since it was read: then nobody holds it, and that is its state."""
    values = {
        "held_by": None,
        "held_at": None,
        "handed_over": False,
        "wanted": None,
        "wanted_at": None,
        "state": vault.seal(state, place=state_place(was.id)),
    }
    return _change(connection, and_(row.id == was.id, row.version == was.version), values, at)


def keep_state(connection: Connection, vault: Vault, was: ConversationRow, state: str, at: datetime) -> bool:
    """Whether nobody changed it since it was read: then that is its state."""
    values = {"state": vault.seal(state, place=state_place(was.id))}
    return _change(connection, and_(row.id == was.id, row.version == was.version), values, at)


def _change(connection: Connection, which: Any, values: dict[str, Any], at: datetime) -> bool:
    change = update(conversation).where(which).values(version=row.version + 1, updated_at=at, **values)
    return connection.execute(change).rowcount == 1


def _row(found: Any, state: str | None) -> ConversationRow:
    return ConversationRow(**{column.name: getattr(found, column.name) for column in COLUMNS}, state=state)
