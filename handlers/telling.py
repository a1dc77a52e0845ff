"""Tells a worker something that he did not ask: it goes out by the outbox, and stands among what was said."""

from __future__ import annotations

from handlers.remembered import replies_from
from storage import messages, outbox
from storage.cases import Connection
from storage.messages import Line
from storage.outbox import Entry
from storage.vault import Vault


def tell(connection: Connection, vault: Vault, entry: Entry, by: str | None = None) -> bool:
    """Whether it was new; `by` is the member of staff whose words they are."""
    if not outbox.put(connection, vault, entry):
        return False
    messages.add(connection, vault, line_of(entry, by))
    return True


def line_of(entry: Entry, by: str | None = None) -> Line:
    """The entry's words as they stand among what was said."""
    text = replies_from(f"[{entry.payload}]")[0].text
    return Line(entry.conversation_id, entry.kind, text, entry.created_at, by, entry.key)
