"""Makes true what a turn decided beside the complaint: reminders that were wished, visits, what staff must care for."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from cases import visit_book
from cases.visit_book import Booking
from dialogs.effects import CareNeeded, DraftPaused, VisitBooked, VisitCancelled
from storage import conversations, due_work, tasks
from storage.cases import Connection
from storage.due_work import DueWork
from storage.tasks import NewTask
from storage.vault import Vault

REMINDED_AFTER: Final = timedelta(days=3)
CARED_FOR: Final = {"minor": timedelta(0), "erasure": timedelta(days=15)}  # PIPL art. 50: answered without delay


def keep_beside(
    connection: Connection,
    vault: Vault,
    conversation_id: str,
    at: datetime,
    effect: DraftPaused | VisitBooked | VisitCancelled | CareNeeded,
) -> None:
    """The effect is true with the turn; raises SlotFull."""
    match effect:
        case DraftPaused(draft_id):
            due_work.put(connection, _reminder(conversation_id, draft_id, at))
        case VisitBooked(visit_id, slot_id, case_number, instead_of):
            booking = Booking(visit_id, slot_id, conversation_id, case_number, instead_of, at)
            visit_book.book(connection, booking)
        case VisitCancelled(visit_id):
            visit_book.cancel(connection, visit_id, at)
        case CareNeeded(kind):
            county = conversations.county_of(connection, conversation_id)
            key = f"{kind}:{conversation_id}:{at:%Y%m%d}"
            new = NewTask(key, kind, conversation_id, at, at + CARED_FOR[kind], county_code=county)
            tasks.give(connection, vault, new)


def _reminder(conversation_id: str, draft_id: str, at: datetime) -> DueWork:
    return DueWork(f"draft:{draft_id}", "draft_reminder", conversation_id, draft_id, at, at + REMINDED_AFTER)
