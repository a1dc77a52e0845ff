"""Tells workers once what falls due: a draft that lies there, a visit tomorrow; nothing when it is settled already."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from dialogs.reminding import draft_reminder, visit_reminder
from dialogs.replies import Reply
from dialogs.script import Script
from handlers.beside import REMINDED_AFTER
from handlers.notice_kinds import is_guarded
from handlers.remembered import reply_text
from handlers.telling import tell
from handlers.windows import WINDOWS
from storage import conversations, drafts, due_work, ledger, visits
from storage.cases import Connection
from storage.conversations import ConversationRow
from storage.database import Database
from storage.due_work import DueWork
from storage.outbox import Entry, Kind
from storage.vault import Vault

BATCH: Final = 50
DRAFT_LIFE: Final = timedelta(days=2)  # who comes back later is welcomed anyway
ONCE_IN: Final = timedelta(days=7)  # however many drafts he has
KINDS: Final[dict[str, Kind]] = {"draft_reminder": "tip", "visit_reminder": "notice"}


@dataclass(frozen=True, slots=True)
class Reminder:
    """What is said, and until when it makes sense."""

    said: Reply
    expires_at: datetime


class NothingToTell(Exception):
    """It is settled already; the message names how."""


class Reminders:
    """Any number of them may run at once: what is due is taken, told and ended in one transaction."""

    def __init__(self, database: Database, vault: Vault, script: Script, now: Callable[[], datetime]) -> None:
        self._database, self._vault, self._script, self._now = database, vault, script, now

    async def run_once(self) -> int:
        """How many were due."""
        if not await self._database.read(lambda connection: due_work.is_any_due(connection, self._now())):
            return 0
        taken = await self._database.run(self._take)
        if taken:
            self._database.ring()
        return taken

    def _take(self, connection: Connection) -> int:
        found = due_work.take(connection, self._now(), BATCH)
        for work in found:
            self._tell(connection, work)
        return len(found)

    def _tell(self, connection: Connection, work: DueWork) -> None:
        try:
            reminder = self._reminder(connection, work)
        except NothingToTell as why:
            return due_work.end(connection, work.key, "dropped", str(why))
        key, payload = f"reminder:{work.key}", reply_text(reminder.said)
        entry = Entry(key, work.conversation_id, KINDS[work.kind], payload, self._now(), reminder.expires_at)
        tell(connection, self._vault, entry)
        due_work.end(connection, work.key, "told")

    def _reminder(self, connection: Connection, work: DueWork) -> Reminder:
        row = conversations.find(connection, self._vault, work.conversation_id)
        if row is None:
            raise NothingToTell("gone")
        if work.kind == "visit_reminder":
            return self._of_visit(connection, work, row)
        return self._of_draft(connection, work, row)

    def _of_draft(self, connection: Connection, work: DueWork, row: ConversationRow) -> Reminder:
        now = self._now()
        if row.last_inbound_at is not None and row.last_inbound_at > work.made_at:
            raise NothingToTell("came_back")
        if row.handed_over:
            raise NothingToTell("with_staff")
        if not drafts.is_open(connection, work.subject):
            raise NothingToTell("ended")
        if due_work.was_told(connection, row.id, "draft_reminder", now - ONCE_IN):
            raise NothingToTell("told_of_another")
        window = WINDOWS.get(row.channel)
        if window and (refusal := window.refusal(ledger.standing(connection, row.id), now)):
            raise NothingToTell(refusal)
        return Reminder(
            draft_reminder(self._script.domain, guarded=is_guarded(connection, self._vault, row.id)), now + DRAFT_LIFE
        )

    def _of_visit(self, connection: Connection, work: DueWork, row: ConversationRow) -> Reminder:
        visit = visits.find_visit(connection, work.subject)
        if visit is None or visit.state != "booked":
            raise NothingToTell("called_off")
        if visit.offer.starts_at <= self._now():
            raise NothingToTell("too_late")
        said = visit_reminder(
            self._script.domain,
            guarded=is_guarded(connection, self._vault, row.id),
            starts_at=visit.offer.starts_at,
            point=visit.offer.point_name,
            address=visit.offer.address,
        )
        return Reminder(said, visit.offer.starts_at)


def can_remind(conversation_id: str) -> bool:
    """Whether the channel still lets us write when a reminder would be due."""
    window = WINDOWS.get(conversation_id.partition(":")[0])
    return window is None or window.message.length > REMINDED_AFTER
