"""What platforms tell of notices: whether one arrived, and whether a worker wants any."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update

from storage.once import insert_once
from storage.outbox import Claimed, claimed
from storage.tables import notice_consent, notice_receipt, outbox
from storage.vault import Vault

row = outbox.c
consent = notice_consent.c


@dataclass(frozen=True, slots=True)
class Known:
    """A receipt as it is kept; without a platform id it is about the oldest notice of that template."""

    conversation_id: str
    outcome: str
    at: datetime
    platform_id: str | None = None
    template: str | None = None


def posted(connection: Connection, vault: Vault, receipt: Known) -> Claimed | None:
    """The entry that the receipt is about, if it still waits for one."""
    query = select(outbox).where(row.conversation_id == receipt.conversation_id, row.state == "posted")
    if receipt.platform_id:
        by_id = connection.execute(query.where(row.platform_id == receipt.platform_id)).first()
        if by_id:
            return claimed(vault, by_id)
    if receipt.template:
        nameless = query.where(row.platform_id.is_(None), row.template == receipt.template).order_by(row.id)
        found = connection.execute(nameless.limit(1)).first()
        return claimed(vault, found) if found else None
    return None


def keep_early(connection: Connection, receipt: Known) -> bool:
    """For the sender, who has not kept yet that the notice was taken."""
    if not receipt.platform_id:
        return False
    values = {"conversation_id": receipt.conversation_id, "platform_id": receipt.platform_id}
    return insert_once(connection, notice_receipt, values | {"outcome": receipt.outcome, "at": receipt.at})


def take_early(connection: Connection, conversation_id: str, platform_id: str) -> str | None:
    """The outcome that was told too early, once."""
    is_it = notice_receipt.c.conversation_id == conversation_id, notice_receipt.c.platform_id == platform_id
    outcome: str | None = connection.scalar(select(notice_receipt.c.outcome).where(*is_it))
    if outcome is not None:
        connection.execute(delete(notice_receipt).where(*is_it))
    return outcome


def forget_early(connection: Connection, before: datetime) -> int:
    """Those that nobody waited for."""
    return connection.execute(delete(notice_receipt).where(notice_receipt.c.at <= before)).rowcount


def change_posted(connection: Connection, id: int, values: dict[str, Any]) -> bool:
    """Whether it still waited for its receipt."""
    return connection.execute(update(outbox).where(row.id == id, row.state == "posted").values(values)).rowcount == 1


def set_consent(connection: Connection, conversation_id: str, template: str, *, accepts: bool, at: datetime) -> None:
    """He wants such notices, or he does not."""
    values = {"conversation_id": conversation_id, "template": template, "accepts": accepts, "at": at}
    if not insert_once(connection, notice_consent, values):
        is_older = consent.conversation_id == conversation_id, consent.template == template, consent.at <= at
        connection.execute(update(notice_consent).where(*is_older).values(accepts=accepts, at=at))


def refuses(connection: Connection, conversation_id: str, template: str) -> bool:
    """Whether he is known not to want them."""
    is_it = consent.conversation_id == conversation_id, consent.template == template
    return connection.scalar(select(consent.accepts).where(*is_it)) is False
