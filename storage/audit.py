"""Who looked at or changed what, for those who watch the watchers; nothing is ever changed or taken away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, insert, select

from storage.tables import audit
from storage.vault import Vault

NOTE_PLACE: Final = "audit.note"


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One act; `subject` is a number or an id, never a worker's name; `note` is sealed, for it is free text."""

    id: int
    at: datetime
    by: str
    action: str
    subject: str
    reason: str | None
    area: str | None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """Which acts to show: those of an area, all for an empty one; by whom, of what kind, about what."""

    area: str = ""
    by: str | None = None
    action: str | None = None
    subject: str | None = None
    before: int | None = None
    count: int = 50


def add(  # noqa: PLR0913 - an act has that many sides
    connection: Connection,
    *,
    by: str,
    action: str,
    subject: str,
    at: datetime,
    reason: str | None = None,
    area: str | None = None,
    note: str | None = None,
) -> None:
    """Keeps the act, in the transaction that it is about; who watches an area sees what belongs to it.

    `note` is sealed already, for NOTE_PLACE.
    """
    values = {"at": at, "by": by, "action": action, "subject": subject, "reason": reason, "area": area, "note": note}
    connection.execute(insert(audit).inline(), values)


def look(connection: Connection, vault: Vault, looked: Looked) -> list[AuditRow]:
    """A page of acts with their notes, newest first."""
    query = select(audit).order_by(audit.c.id.desc()).limit(looked.count)
    if looked.area:
        query = query.where(audit.c.area.startswith(looked.area, autoescape=True))
    for name in ("by", "action", "subject"):
        if wanted := getattr(looked, name):
            query = query.where(audit.c[name] == wanted)
    if looked.before is not None:
        query = query.where(audit.c.id < looked.before)
    return [_opened(vault, row) for row in connection.execute(query)]


def _opened(vault: Vault, row: Row[Any]) -> AuditRow:
    note = vault.open(row.note, place=NOTE_PLACE) if row.note is not None else None
    return AuditRow(row.id, row.at, row.by, row.action, row.subject, row.reason, row.area, note)
