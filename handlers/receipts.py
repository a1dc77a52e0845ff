"""Takes what platforms tell of notices, in the transaction that keeps the telling."""

from __future__ import annotations

from datetime import datetime

from handlers.ladder import Ladder
from handlers.messages import Inbound, Receipt
from storage import notice_receipts
from storage.cases import Connection
from storage.notice_receipts import Known


def take(connection: Connection, ladder: Ladder, message: Inbound, now: datetime) -> None:
    """Each receipt of the message changes the entry, or the wish, that it is about."""
    for receipt in message.receipts:
        _take(connection, ladder, message.conversation_id, receipt, now)


def _take(connection: Connection, ladder: Ladder, conversation_id: str, receipt: Receipt, now: datetime) -> None:
    if receipt.outcome in ("accepts", "rejects"):
        if receipt.template:
            accepts = receipt.outcome == "accepts"
            notice_receipts.set_consent(connection, conversation_id, receipt.template, accepts=accepts, at=now)
        return
    ladder.confirm(connection, Known(conversation_id, receipt.outcome, now, receipt.platform_id, receipt.template))
