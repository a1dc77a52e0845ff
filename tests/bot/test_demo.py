"""The demo's invented people talk with the real assistant, and leave nothing behind when they go."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from sqlalchemy import func, select

from bot.demo.filling import Demo
from bot.demo.plans import People
from bot.service import Refused
from bot.settings import Settings
from bot.wiring import Parts, utc_now
from cases.clocks import Calendar
from cases.embedded import EmbeddedDesk
from dialogs.script import load_script
from storage.database import Database
from storage.tables import metadata
from storage.vault import Vault
from tests import whole
from tests.rows import Clock, database, own_postgres, url, vault

__all__ = ["database", "own_postgres", "url", "vault"]
pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def parts(database: Database, vault: Vault) -> AsyncIterator[Parts]:
    yield Parts(Settings(), database, vault, load_script(), EmbeddedDesk(database, vault), Calendar())


async def rows(database: Database) -> dict[str, int]:
    tables = [table for table in metadata.sorted_tables if table.name not in ("cursor", "audit")]
    queries = {table.name: select(func.count()).select_from(table) for table in tables}
    return await database.read(lambda c: {name: c.scalar(query) or 0 for name, query in queries.items()})


async def test_invented_workers_file_complaints_and_all_of_it_can_be_taken_away(parts: Parts) -> None:
    empty = await rows(parts.database)
    done = [step["done"] async for step in Demo(parts).fill(12)]
    assert done == list(range(1, 13))
    filled = await rows(parts.database)
    assert filled["conversation"] == 12
    assert filled["complaint"] >= 5
    assert filled["case_event"] > filled["complaint"]
    assert (await Demo(parts).remove())["removed"] == 12
    assert await rows(parts.database) == empty


async def test_real_talks_are_not_mixed_with_a_demo(parts: Parts) -> None:
    clock = Clock()
    await whole.inbound(parts.database, parts.vault, clock).handle(whole.message("你好", clock=clock), patience=None)
    with pytest.raises(Refused, match="real talks"):
        [step async for step in Demo(parts).fill(3)]
    assert (await Demo(parts).remove())["removed"] == 0


async def test_every_ending_and_every_path_is_told() -> None:
    plans = list(People().plans(66, utc_now()))
    assert {plan.ending for plan in plans} == {"filed", "open", "human", "crisis", "pause"}
    assert len({plan.facts["person"] for plan in plans}) > 50
