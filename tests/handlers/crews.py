"""A crew with its word, and the way in for its workers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from cases import crew_book
from cases.crew_book import Opening
from storage import crews, outbox
from storage.crews import MemberRow
from storage.database import Database
from storage.vault import Vault
from tests.rows import TALK, Clock
from tests.whole import Ids, ids, inbound, message

SECRETS = {"word": "123456", "join": "join-key-0000001", "leader": "leader-key-000000001"}
ID = "321102198506150015"


@dataclass
class Site:
    """A crew, and the way in for its workers."""

    database: Database
    vault: Vault
    clock: Clock
    given: Ids = field(default_factory=ids)
    count: int = 0

    async def open(self, *, case: str | None = None, crew: str = "draft-1", **secrets: str) -> None:
        opening = Opening(crew, TALK, case, {"project": "万象新城"}, {**SECRETS, **secrets}, self.clock())
        await self.database.run(lambda c: crew_book.open_crew(c, self.vault, opening))

    async def says(self, worker: str, text: str, key: str | None = None, **more: Any) -> str:
        self.count += 1
        came = message(text, key or f"k{self.count}", clock=self.clock, worker=f"web:web:{worker}", **more)
        answer = await inbound(self.database, self.vault, self.clock, self.given).handle(came, patience=None)
        return "\n".join(reply.text for reply in answer.replies)

    async def joins(self, worker: str, name: str, id_number: str = "跳过", yuan: str = "12040") -> str:
        for text in ("加入 123456", "同意", name, "跳过", id_number, "43", yuan):
            await self.says(worker, text)
        return await self.says(worker, "对", key=f"yes-{worker}-{yuan}")

    async def rows(self) -> list[MemberRow]:
        return await self.database.read(lambda c: crews.members(c, self.vault, "draft-1"))

    async def totals(self) -> tuple[int, int, int]:
        found = await self.database.read(lambda c: crews.totals(c, "draft-1"))
        return found.people, found.joined, found.fen

    async def news(self, worker: str) -> list[str]:
        waiting = await self.database.read(lambda c: outbox.waiting(c, self.vault, f"web:web:{worker}", self.clock()))
        return [payload for _, payload in waiting]


@pytest.fixture
def site(database: Database, vault: Vault, clock: Clock) -> Site:
    return Site(database, vault, clock)
