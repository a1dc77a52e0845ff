"""Tells workers what became of their cases: every step becomes a notice in the outbox, exactly once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from cases.embedded import WORKER
from dialogs.notices import notice_text
from dialogs.script import Script
from handlers import linking
from handlers.crew_listeners import listeners
from handlers.notice_kinds import About, is_guarded, payload_about
from handlers.telling import tell
from storage import cases, cursors, outbox, undelivered
from storage.cases import Connection, Event
from storage.database import Database
from storage.outbox import Entry
from storage.vault import Vault

READER: Final = "notices"
BATCH: Final = 100
LIFE: Final = timedelta(days=90)
MOST_WAITING: Final = 50_000  # a day of WeChat's calls: the events wait, they are kept anyway


class NoticeHandler:
    """Follows the cases' events; any number of them may run at once, in one process or in many."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        script: Script,
        now: Callable[[], datetime],
        *,
        most_waiting: int = MOST_WAITING,
    ) -> None:
        self._database, self._vault, self._script, self._now = database, vault, script, now
        self._most_waiting = most_waiting

    async def run_once(self) -> int:
        """Takes the events that came since the last time; returns how many."""
        if not await self._database.read(self._may_follow):
            return 0
        taken = await self._database.run(self._follow)
        if taken:
            self._database.ring()
        return taken

    def _may_follow(self, connection: Connection) -> bool:
        """Whether there is anything, and room for it in the outbox: until then the events are kept where they are."""
        return is_behind(connection) and not outbox.waits_more_than(connection, self._most_waiting)

    def _follow(self, connection: Connection) -> int:
        cases.settle_events(connection)
        position = cursors.position(connection, READER)
        found = cases.steps_after(connection, self._vault, position, BATCH)
        for event, conversation_id in found:
            # What his own words led to he was told in the same turn.
            if event.kind == "step" and event.status is not None and event.by != WORKER:
                told_in = linking.told_in(connection, conversation_id, event.case_number)
                guarded = any(is_guarded(connection, self._vault, id) for id in {conversation_id, told_in})
                entry = self._notice(event, told_in, guarded=guarded)
                outbox.supersede(connection, str(entry.subject), entry.created_at)
                undelivered.outdate(connection, str(entry.subject), entry.created_at)
                tell(connection, self._vault, entry)
                self._tell_crew(connection, event)
        if found:
            cursors.move(connection, READER, found[-1][0].position)
        return len(found)

    def _tell_crew(self, connection: Connection, event: Event) -> None:
        """Those who joined the case's crew are told the step, and not what was written to its leader."""
        for member in listeners(connection, self._vault, event.case_number):
            guarded = is_guarded(connection, self._vault, member)
            bare = self._notice(replace(event, note=None), member, guarded=guarded)
            entry = replace(bare, key=f"{bare.key}:{member}", subject=f"{bare.subject}:{member}")
            outbox.supersede(connection, str(entry.subject), entry.created_at)
            tell(connection, self._vault, entry)

    def _notice(self, event: Event, conversation_id: str, *, guarded: bool) -> Entry:
        values = {"case_number": event.case_number, "note": event.note}
        said = notice_text(self._script, str(event.status), values, guarded=guarded)
        about = About(event.case_number, str(event.status), has_note=bool(event.note))
        now = self._now()
        return Entry(
            key=f"notice:{event.position}",
            conversation_id=conversation_id,
            kind="notice",
            payload=payload_about(said, about),
            created_at=now,
            expires_at=now + LIFE,
            subject=f"case:{event.case_number}",
        )


def is_behind(connection: Connection) -> bool:
    """Whether there are events that were not looked at."""
    return cases.last_position(connection) > cursors.position(connection, READER)
