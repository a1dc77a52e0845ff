"""Which of the things that were said a worker may still answer with a tap."""

from __future__ import annotations

from sqlalchemy import Connection, select

from storage.tables import message

LOOKED_BACK = 20


def standing_offers(connection: Connection, conversation_id: str) -> list[str]:
    """The keys under which choices may still be taken: of the assistant's last words, and of all told around them."""
    columns = message.c.key, message.c.kind
    is_ours = message.c.conversation_id == conversation_id, message.c.direction == "out"
    found = connection.execute(select(*columns).where(*is_ours).order_by(message.c.id.desc()).limit(LOOKED_BACK)).all()
    last = next((row.key for row in found if row.kind == "reply"), None)
    return [row.key for row in found if row.key and (row.kind != "reply" or row.key == last)]
