"""Erases complaints that were begun and left lying longer than they are kept, with all that came with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from cases import crew_book
from dialogs.parked import without
from handlers.effects import forget_words
from handlers.remembered import conversation_from, state_of
from storage import cases, conversations, drafts, evidence
from storage.cases import Connection
from storage.database import Database
from storage.drafts import DraftRow
from storage.vault import Vault

BATCH: Final = 50


class Retention:
    """Any number of them may run at once: a talk that changes meanwhile is left for the next time."""

    def __init__(self, database: Database, vault: Vault, now: Callable[[], datetime], kept_for: timedelta) -> None:
        self._database, self._vault, self._now, self._kept_for = database, vault, now, kept_for

    async def run_once(self) -> int:
        """How many drafts were erased."""
        before = self._now() - self._kept_for
        found = await self._database.read(lambda connection: drafts.left_behind(connection, before, BATCH))
        erased = 0
        for one in found:
            erased += await self._database.run(partial(self._erase, one=one))
        return erased

    def _erase(self, connection: Connection, one: DraftRow) -> bool:
        if not self._leave_out(connection, one):
            return False
        drafts.close(connection, one.id, "expired", self._now())
        evidence.forget_draft(connection, one.id)
        crew_book.expire(connection, self._vault, one.id, self._now())
        if not self._is_needed(connection, one.conversation_id):
            forget_words(connection, self._vault, one.conversation_id)
        return True

    def _leave_out(self, connection: Connection, one: DraftRow) -> bool:
        """Whether the talk's state does not hold it any more; the worker may have come back this moment."""
        row = conversations.find(connection, self._vault, one.conversation_id)
        if row is None:  # under a Rasa server there is no row
            return True
        before = conversation_from(row.id, row.state, handed_over=row.handed_over)
        loop = None if before.slots.get("draft_id") == one.id else before.active_loop
        after = replace(before, slots=without(before.slots, one.id), active_loop=loop)
        return conversations.keep_state(connection, self._vault, row, state_of(after), self._now())

    def _is_needed(self, connection: Connection, conversation_id: str) -> bool:
        """Whether a case, or another draft, needs what he wrote."""
        others = any(one.status == "open" for one in drafts.drafts_of(connection, conversation_id))
        return others or bool(cases.cases_of(connection, self._vault, conversation_id))
