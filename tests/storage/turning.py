"""Turns without a dialog: each counts the conversation's messages and answers with the number and the key."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from weakref import WeakValueDictionary

from sqlalchemy import Table, func, select

from storage import inbox
from storage.database import Database
from storage.inbox import AlreadyAnswered, Arrival, DoneTurn, Opening, StoredReply, VersionConflict
from storage.vault import Vault
from tests.rows import START

LEASE = timedelta(seconds=30)
WORDS = "我叫王建国，老板欠我两万四"


def arrival(key: str, of: str = "a", at: datetime = START) -> Arrival:
    message = json.dumps({"text": WORDS}, ensure_ascii=False)
    return Arrival(key, f"talk:test:{of}", "talk", "test", of, "text", message, at)


def thought(opening: Opening, at: datetime = START) -> DoneTurn:
    seen = [*json.loads(opening.state or "[]"), opening.arrival.key]
    reply = f"{len(seen)}:{opening.arrival.key}"
    return DoneTurn(opening, json.dumps(seen), False, reply, WORDS, reply, True, at)


async def opened(database: Database, vault: Vault, came: Arrival, now: datetime = START) -> Any:
    if database.shared:
        return await database.run(lambda c: inbox.open_next(c, vault, came, now, LEASE))
    return await database.read(lambda c: inbox.open_alone(c, vault, came))


async def saved(database: Database, vault: Vault, done: DoneTurn) -> bool:
    return await database.run(lambda c: inbox.save_turn(c, vault, done))


async def count(database: Database, table: Table) -> int:
    return await database.read(lambda c: c.scalar(select(func.count()).select_from(table)) or 0)


class Turns:
    """Answers as handlers do, a conversation's messages one at a time within the process."""

    def __init__(
        self, database: Database, vault: Vault, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._database, self._vault, self._now = database, vault, now
        self._queues: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def answer(self, came: Arrival) -> StoredReply:
        queue = self._queues.setdefault(came.conversation_id, asyncio.Lock())
        async with queue:
            while True:
                opening = await opened(self._database, self._vault, came, self._now())
                if isinstance(opening, StoredReply):
                    return opening
                if opening is None:
                    await self._database.rung(0.02)
                else:
                    await self._finish(opening)

    async def _finish(self, opening: Opening) -> None:
        await asyncio.sleep(0.001)
        try:
            await saved(self._database, self._vault, thought(opening, self._now()))
            self._database.ring()
        except (VersionConflict, AlreadyAnswered):
            pass
