"""Tells a leader once that his crew is large enough to choose representatives."""

from __future__ import annotations

from datetime import datetime

from cases.crews import COLLECTIVE
from dialogs.replies import Reply
from handlers.notice_kinds import is_guarded
from handlers.remembered import reply_text
from handlers.telling import tell
from storage import crew_questions, crews
from storage.cases import Connection
from storage.outbox import Entry
from storage.vault import Vault


def offer_representatives(connection: Connection, vault: Vault, crew_id: str, said: str, at: datetime) -> bool:
    """Whether he was told just now; not on a phone that others look at."""
    crew = crews.find(connection, vault, crew_id)
    if crew is None or crews.totals(connection, crew_id).people < COLLECTIVE:
        return False
    chosen = any(one.kind == "stand" for one in crew_questions.questions(connection, crew_id))
    if chosen or is_guarded(connection, vault, crew.conversation_id):
        return False
    entry = Entry(f"crew-reps:{crew_id}", crew.conversation_id, "notice", reply_text(Reply(said)), at)
    return tell(connection, vault, entry)
