"""Knows who of the staff has a page open, so that workers are told honestly whether anybody will answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from handlers.sign_in import IDLE, LONGEST, Session, token_hash
from handlers.viewer import RIGHTS, Right
from storage import conversations, presence
from storage.cases import Connection
from storage.database import Database
from storage.presence import Here
from storage.sessions import Since

NOTED_EVERY: Final = 20.0
HERE_FOR: Final = timedelta(seconds=50)  # longer than twice that: one note may be late
TALKERS: Final = tuple(role.value for role, rights in RIGHTS.items() if Right.TALK in rights)


class Presence:
    """A page that stays open says so every `NOTED_EVERY` seconds."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database, self._now = database, now
        self._pages = Counter[str]()

    async def open(self, session: Session) -> bool:
        """Whether the session goes on; one more page of it is open."""
        self._pages[session.token] += 1
        return await self.stay(session)

    async def stay(self, session: Session) -> bool:
        """Whether the session goes on; its page is still open."""
        now = self._now()
        since = Since(begun=now - LONGEST, used=now - IDLE)
        hashed = token_hash(session.token)
        return await self._database.run(lambda connection: presence.be_here(connection, hashed, now, since))

    async def close(self, session: Session) -> None:
        """A page was closed; with the last one he is gone, as far as this process knows."""
        self._pages[session.token] -= 1
        if self._pages[session.token] <= 0:
            del self._pages[session.token]
            hashed = token_hash(session.token)
            await self._database.run(lambda connection: presence.be_gone(connection, hashed))

    async def is_staffed(self, conversation_id: str) -> bool:
        """Whether anybody is here who may take that talk over."""
        return await self._database.read(lambda connection: is_staffed(connection, conversation_id, self._now()))

    async def colleagues(self, county: str | None) -> list[Here]:
        """Who may take over a talk of that county, those who are here first."""
        since = self._now() - HERE_FOR
        return await self._database.read(lambda c: presence.colleagues(c, county, TALKERS, since))


def is_staffed(connection: Connection, conversation_id: str, now: datetime) -> bool:
    """Whether anybody is here who may take that talk over."""
    county = conversations.county_of(connection, conversation_id)
    return presence.is_anybody_here(connection, county, TALKERS, now - HERE_FOR)
