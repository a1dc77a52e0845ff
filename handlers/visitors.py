"""Workers who come by the web page: who they are, and how they go on with their talk on another phone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from dialogs.replies import render
from dialogs.script import Script
from handlers.remembered import reply_text
from handlers.telling import tell
from storage import visitors as rows
from storage.cases import Connection
from storage.database import Database
from storage.outbox import Entry
from storage.vault import Vault

CHANNEL: Final = "web"
CODE_LENGTH: Final = 12
CODE_LIFE: Final = timedelta(hours=24)
NOTICED: Final = timedelta(hours=12)  # how exactly it is kept when a browser was used
TOLD_LIFE: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A worker in one of his browsers, which holds the token."""

    id: str
    token: str

    @property
    def conversation_id(self) -> str:
        return conversation_of(self.id)


@dataclass(frozen=True, slots=True)
class ReturnCode:
    """Digits with which the talk goes on elsewhere, once."""

    digits: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Chance:
    """Where ids, tokens and digits come from; `below` gives a number from 0 up to what it is given."""

    new_id: Callable[[], str]
    below: Callable[[int], int]


def conversation_of(visitor_id: str) -> str:
    """The one conversation that a visitor has."""
    return f"{CHANNEL}:{CHANNEL}:{visitor_id}"


class Visitors:
    """Knows browsers by the hash of what they hold; the token itself is kept nowhere."""

    def __init__(
        self, database: Database, vault: Vault, script: Script, now: Callable[[], datetime], chance: Chance
    ) -> None:
        self._database, self._vault, self._script = database, vault, script
        self._now, self._chance = now, chance

    async def begin(self) -> Visitor:
        """Somebody who was never here."""
        visitor = self._in_new_browser(self._chance.new_id())
        await self._database.run(lambda connection: self._add(connection, visitor))
        return visitor

    async def known(self, token: str | None) -> Visitor | None:
        """Whose browser it is; None for nobody's."""
        if not token:
            return None
        hashed, now = hash_of(token), self._now()
        row = await self._database.read(lambda connection: rows.find(connection, hashed))
        if row is None:
            return None
        if now - row.seen_at > NOTICED:
            await self._database.run(lambda connection: rows.see(connection, hashed, now))
        return Visitor(row.visitor_id, token)

    async def make_code(self, visitor: Visitor) -> ReturnCode:
        """A code that is good for a day; the one before is not any more."""
        now = self._now()
        code = ReturnCode(f"{self._chance.below(10**CODE_LENGTH):0{CODE_LENGTH}}", now + CODE_LIFE)
        row = rows.CodeRow(self._index(code.digits), visitor.id, now, code.expires_at)
        await self._database.run(lambda connection: rows.put_code(connection, row))
        return code

    async def come_back(self, digits: str) -> Visitor | None:
        """The worker in the browser that has just shown his code, which his other browsers are told; None: no code."""
        index, now = self._index(digits), self._now()

        def use(connection: Connection) -> Visitor | None:
            visitor_id = rows.use_code(connection, index, now)
            if visitor_id is None:
                return None
            visitor = self._in_new_browser(visitor_id)
            self._add(connection, visitor)
            tell(connection, self._vault, self._told_elsewhere(visitor, index, now))
            return visitor

        visitor = await self._database.run(use)
        if visitor:
            self._database.ring()
        return visitor

    async def leave(self, visitor: Visitor) -> int:
        """His talk is shown in this browser no more; how many left."""
        return await self._database.run(lambda connection: rows.forget(connection, hash_of(visitor.token)))

    async def leave_others(self, visitor: Visitor) -> int:
        """Only this browser shows his talk from now on, and no code is good any more; how many left."""

        def forget(connection: Connection) -> int:
            rows.forget_codes(connection, visitor.id)
            return rows.forget_others(connection, visitor.id, hash_of(visitor.token))

        return await self._database.run(forget)

    def _in_new_browser(self, visitor_id: str) -> Visitor:
        return Visitor(visitor_id, f"{self._chance.below(2**256):064x}")

    def _add(self, connection: Connection, visitor: Visitor) -> None:
        rows.add(connection, hash_of(visitor.token), visitor.id, self._now())

    def _index(self, digits: str) -> str:
        return self._vault.index(digits, kind="return_code")

    def _told_elsewhere(self, visitor: Visitor, index: str, now: datetime) -> Entry:
        said = render(self._script.domain, {"response": "utter_came_back_elsewhere"}, {})
        payload = reply_text(said)
        return Entry(f"returned:{index}", visitor.conversation_id, "notice", payload, now, now + TOLD_LIFE)


def hash_of(token: str) -> str:
    """What is kept of a token; it is 256 bits of chance, so that a plain hash tells nothing."""
    return hashlib.sha256(token.encode()).hexdigest()
