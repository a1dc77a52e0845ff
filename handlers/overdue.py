"""Finds what has waited too long for a worker who does not come, so that staff can call him."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Final

from storage import notice_receipts, undelivered
from storage.cases import Connection
from storage.database import Database

LOOKED_FOR: Final = timedelta(days=3)  # he may look at his page on the next free day
PROVEN_WITHIN: Final = timedelta(days=1)  # a platform tells within minutes whether a notice has arrived


class Overdue:
    """Any number of them may run at once; `pushed` names the channels by which words leave by themselves."""

    def __init__(self, database: Database, pushed: Collection[str], now: Callable[[], datetime]) -> None:
        self._database, self._pushed, self._now = database, pushed, now

    async def run_once(self) -> int:
        """How much changed; what remains is found at the next look."""
        return await self._database.run(self._look)

    def _look(self, connection: Connection) -> int:
        now = self._now()
        late = undelivered.note_overdue(connection, self._pushed, now - LOOKED_FOR, now)
        unproven = undelivered.give_up_posted(connection, now - PROVEN_WITHIN, now)
        notice_receipts.forget_early(connection, now - PROVEN_WITHIN)
        return late + unproven + undelivered.tidy(connection, now)
