"""What workers sent to prove something: a row for each, the bytes are blobs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, exists, func, select, update

from storage.once import insert_once
from storage.tables import complaint, evidence, pickup


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One thing sent: `key` is that of its message, `format` what its content is, whatever it was called.

    `draft_id` is that of the complaint that it belongs to.
    """

    id: str
    key: str
    conversation_id: str
    kind: str
    format: str
    size: int
    sha256: str
    received_at: datetime
    draft_id: str | None = None
    shows: str | None = None
    shows_by: str | None = None


COLUMNS = tuple(evidence.c[name] for name in EvidenceRow.__slots__)


def add(connection: Connection, new: EvidenceRow) -> EvidenceRow:
    """The row as it is kept: the first one, when the same message comes again."""
    insert_once(connection, evidence, asdict(new))
    return _row(connection.execute(select(*COLUMNS).where(evidence.c.key == new.key)).one())


def find(connection: Connection, id: str) -> EvidenceRow | None:
    """The evidence with that id."""
    row = connection.execute(select(*COLUMNS).where(evidence.c.id == id)).first()
    return _row(row) if row else None


def of_keys(connection: Connection, keys: Sequence[str]) -> dict[str, EvidenceRow]:
    """The evidence that came with those messages, by their keys."""
    if not keys:
        return {}
    return {row.key: _row(row) for row in connection.execute(select(*COLUMNS).where(evidence.c.key.in_(keys)))}


def of_conversation(connection: Connection, conversation_id: str) -> list[EvidenceRow]:
    """All that was sent in a conversation, in order."""
    is_its = evidence.c.conversation_id == conversation_id
    query = select(*COLUMNS).where(is_its).order_by(evidence.c.received_at, evidence.c.id)
    return [_row(row) for row in connection.execute(query)]


def of_complaint(connection: Connection, draft_id: str) -> list[EvidenceRow]:
    """All that belongs to a complaint, in order."""
    query = select(*COLUMNS).where(evidence.c.draft_id == draft_id).order_by(evidence.c.received_at, evidence.c.id)
    return [_row(row) for row in connection.execute(query)]


def belong(connection: Connection, conversation_id: str, draft_id: str) -> None:
    """What was sent in a conversation and belongs to no complaint belongs to that one, also what is still to come."""
    for table in (evidence, pickup):
        is_free = table.c.conversation_id == conversation_id, table.c.draft_id.is_(None)
        connection.execute(update(table).where(*is_free).values(draft_id=draft_id))


def name(connection: Connection, id: str, shows: str, by: str) -> None:
    """What one piece shows, as somebody says."""
    connection.execute(update(evidence).where(evidence.c.id == id).values(shows=shows, shows_by=by))


def name_latest(connection: Connection, conversation_id: str, since: datetime, shows: str, by: str) -> int:
    """What the pieces show that came in since then and of which nobody has said it; how many they are."""
    is_its = evidence.c.conversation_id == conversation_id
    bare = update(evidence).where(is_its, evidence.c.received_at >= since, evidence.c.shows.is_(None))
    coming = update(pickup).where(pickup.c.conversation_id == conversation_id, pickup.c.created_at >= since)
    connection.execute(coming.where(pickup.c.shows.is_(None)).values(shows=shows))
    return connection.execute(bare.values(shows=shows, shows_by=by)).rowcount


def guess(connection: Connection, draft_id: str, shows: str) -> None:
    """What the pictures of a complaint show that nobody has named."""
    bare = update(evidence).where(
        evidence.c.draft_id == draft_id, evidence.c.kind == "image", evidence.c.shows.is_(None)
    )
    connection.execute(bare.values(shows=shows, shows_by="guess"))


def count_since(connection: Connection, conversation_id: str, since: datetime) -> int:
    """How much was sent in a conversation after that time."""
    is_new = (evidence.c.conversation_id == conversation_id) & (evidence.c.received_at > since)
    return connection.scalar(select(func.count()).where(is_new)) or 0


def forget(connection: Connection, conversation_id: str) -> int:
    """Removes what was sent in a conversation; its blobs are tidied away later. Returns how much it was."""
    return connection.execute(delete(evidence).where(evidence.c.conversation_id == conversation_id)).rowcount


def forget_draft(connection: Connection, draft_id: str) -> int:
    """The same for a draft that was never filed."""
    is_filed = exists().where(complaint.c.draft_id == draft_id)
    return connection.execute(delete(evidence).where(evidence.c.draft_id == draft_id, ~is_filed)).rowcount


def wanted(connection: Connection, blobs: Sequence[str]) -> set[str]:
    """Those of the blobs that are evidence."""
    return set(connection.scalars(select(evidence.c.sha256).where(evidence.c.sha256.in_(blobs))))


def _row(row: object) -> EvidenceRow:
    return EvidenceRow(**row._mapping)  # type: ignore[attr-defined]
