"""Who looked at or changed what, for those who watch the watchers; nothing is ever changed or taken away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from storage.tables import audit


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One act; `subject` is a number or an id, never a worker's name."""

    id: int
    at: datetime
    by: str
    action: str
    subject: str
    reason: str | None
    area: str | None


def add(  # noqa: PLR0913 - an act has that many sides
    connection: Connection,
    *,
    by: str,
    action: str,
    subject: str,
    at: datetime,
    reason: str | None = None,
    area: str | None = None,
) -> None:
    """Keeps the act, in the transaction that it is about; who watches an area sees what belongs to it."""
    values = {"at": at, "by": by, "action": action, "subject": subject, "reason": reason, "area": area}
    connection.execute(insert(audit).inline(), values)


def acts(
    connection: Connection, *, subject: str | None = None, before: int | None = None, count: int = 50
) -> list[AuditRow]:
    """A page of acts, newest first; `before` is the id of the last one of the page before."""
    query = select(audit).order_by(audit.c.id.desc()).limit(count)
    if subject is not None:
        query = query.where(audit.c.subject == subject)
    if before is not None:
        query = query.where(audit.c.id < before)
    return [AuditRow(**row._mapping) for row in connection.execute(query)]
