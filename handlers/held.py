"""What waits for a worker whose channel can only answer: it comes with the next answer he gets."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from dialogs.replies import Reply
from handlers.messages import Inbound
from handlers.remembered import reply_from
from storage import inbox, outbox
from storage.cases import Connection
from storage.vault import Vault

LONGEST_NOD: Final = 4


def only_asks(connection: Connection, message: Inbound) -> bool:
    """Whether a word means no more than that he wants to read what waits: he cannot answer what he has not read."""
    is_nod = message.kind == "text" and len(message.text.strip()) <= LONGEST_NOD
    return is_nod and outbox.has_unread_reply(connection, message.conversation_id)


def bring(connection: Connection, vault: Vault, message: Inbound, now: datetime) -> tuple[Reply, ...]:
    """What waited, now to be said in front of the message's answer; nothing if that comes too late to be said."""
    if not message.is_answered or inbox.is_late(connection, message.key):
        return ()
    return tuple(reply_from(payload) for payload in outbox.collect(connection, vault, message.conversation_id, now))
