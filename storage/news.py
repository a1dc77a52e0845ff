"""Which talks changed lately, so that a page that shows one can be renewed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, and_, func, or_, select

from storage.tables import conversation, message, outbox

WINDOW: Final = 500  # what was committed late may have a smaller id than what was seen before


@dataclass(frozen=True, slots=True)
class Standing:
    """A talk that may have changed, where it lies, and what is another when it did."""

    id: str
    county_code: str | None
    stamp: tuple[Any, ...]


def standings_since(connection: Connection, since: datetime) -> list[Standing]:
    """Every talk that changed after that time, or in which one of the last messages of all was said."""
    row, waits = conversation.c, outbox.alias("waits")
    last = select(func.max(message.c.id)).where(message.c.conversation_id == row.id).scalar_subquery()
    is_its = and_(waits.c.conversation_id == row.id, waits.c.state == "waiting")
    waiting = select(func.count()).select_from(waits).where(is_its).correlate(conversation).scalar_subquery()
    newest = select(func.max(message.c.id)).correlate(None).scalar_subquery()
    lately = select(message.c.conversation_id).where(message.c.id > newest - WINDOW).correlate(None)
    columns = (row.id, row.county_code, row.version, row.held_by, row.wanted, last, waiting)
    rows = connection.execute(select(*columns).where(or_(row.updated_at >= since, row.id.in_(lately))))
    return [Standing(found[0], found[1], tuple(found[2:])) for found in rows]
