"""What workers agreed to or refused, and when; nothing is ever changed, the latest counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from storage.tables import consent


@dataclass(frozen=True, slots=True)
class Consent:
    """An answer to the notice of that version."""

    version: str
    given: bool
    at: datetime


def add(connection: Connection, conversation_id: str, version: str, *, given: bool, at: datetime) -> None:
    """Keeps the answer."""
    values = {"conversation_id": conversation_id, "version": version, "given": given, "at": at}
    connection.execute(insert(consent).inline(), values)


def latest(connection: Connection, conversation_id: str) -> Consent | None:
    """The answer that counts; None: he was not asked, or did not answer."""
    query = select(consent.c.version, consent.c.given, consent.c.at).where(consent.c.conversation_id == conversation_id)
    row = connection.execute(query.order_by(consent.c.id.desc()).limit(1)).first()
    return Consent(*row) if row else None
