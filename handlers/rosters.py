"""The leader's own page: what his crew comes to, and the rosters that he sends over it."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cases import crew_book
from cases.roster import Roster, read_roster
from dialogs.replies import render
from dialogs.script import Script
from handlers.crew_reading import about_of
from handlers.crew_size import offer_representatives
from handlers.notice_kinds import is_guarded
from handlers.remembered import reply_text
from handlers.telling import tell
from storage import cases, crews
from storage.cases import Connection
from storage.crews import CrewRow, Totals
from storage.database import Database
from storage.outbox import Entry
from storage.vault import Vault

AT_ONCE: Final = 2  # each may take as much memory as its own process is given


@dataclass(frozen=True, slots=True)
class CrewPage:
    """What a leader sees: by what the crew is known, counts and sums, and how others join while they can."""

    about: str | None
    word: str
    join_key: str
    is_open: bool
    totals: Totals


@dataclass(frozen=True, slots=True)
class Taken:
    """A roster that was read, and what the crew comes to with it."""

    roster: Roster
    page: CrewPage


class Rosters:
    """Opens for whoever holds the leader's key, which only his own talk was told."""

    def __init__(self, database: Database, vault: Vault, script: Script, now: Callable[[], datetime]) -> None:
        self._database, self._vault, self._script, self._now = database, vault, script, now
        self._room = asyncio.Semaphore(AT_ONCE)

    async def page(self, key: str) -> CrewPage | None:
        """What the key opens; None for a key that opens nothing, or nothing any more."""
        return await self._database.read(lambda connection: self._page(connection, key))

    async def take(self, key: str, content: bytes) -> Taken | None:
        """Lists whom the roster names, the same people only once however often it comes; None for no such key.

        Raises RosterRefused for what cannot be read.
        """
        if await self.page(key) is None:
            return None
        async with self._room:
            roster = await asyncio.to_thread(read_roster, content)
        name = hashlib.sha256(content).hexdigest()[:16]
        page = await self._database.run(lambda connection: self._taken(connection, key, roster, name))
        self._database.ring()
        return Taken(roster, page) if page else None

    def _taken(self, connection: Connection, key: str, roster: Roster, name: str) -> CrewPage | None:
        cases.share_events(connection)
        crew = self._crew(connection, key)
        if crew is None:
            return None
        crew_book.list_workers(connection, self._vault, crew.id, roster.workers, self._now())
        offer = render(self._script.domain, {"response": "utter_reps_offer"}, {}).text
        offer_representatives(connection, self._vault, crew.id, offer, self._now())
        values = {"people": len(roster.workers), "faults": len(roster.faults)}
        said = "utter_roster_taken_faults" if roster.faults else "utter_roster_taken"
        guarded = is_guarded(connection, self._vault, crew.conversation_id)
        reply = render(self._script.domain, {"response": "utter_status_guarded" if guarded else said, **values}, {})
        entry = Entry(f"roster:{crew.id}:{name}", crew.conversation_id, "notice", reply_text(reply), self._now())
        tell(connection, self._vault, entry)
        return self._page(connection, key)

    def _page(self, connection: Connection, key: str) -> CrewPage | None:
        crew = self._crew(connection, key)
        if crew is None:
            return None
        return CrewPage(
            about=about_of(crew),
            word=crew.secrets["word"],
            join_key=crew.secrets["join"],
            is_open=crew.is_open(self._now()),
            totals=crews.totals(connection, crew.id),
        )

    def _crew(self, connection: Connection, key: str) -> CrewRow | None:
        crew = crews.behind(connection, self._vault, "leader", key)
        return crew if crew and crew.good_until and crew.good_until > self._now() else None
