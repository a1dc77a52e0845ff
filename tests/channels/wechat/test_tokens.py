"""One token for all processes that share a database, asked for by one of them at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import select

from bot.channels.wechat.shelves import LEASE, SharedShelf
from bot.channels.wechat.tokens import NoToken, Tokens
from storage import access_tokens
from storage.database import Database, open_database
from storage.tables import access_token
from storage.vault import Vault
from tests.channels.wechat.test_channel import settings_for
from tests.rows import Clock, clock, own_postgres, postgres_url, vault
from tests.wechat_emulator import Emulator

__all__ = ["clock", "own_postgres", "postgres_url", "vault"]
pytestmark = [pytest.mark.asyncio, pytest.mark.postgres]
APP = "wx5f0c1d2e3a4b5c6d"


class Processes:
    """Four processes, as it were: each with its own connections and its own memory."""

    def __init__(self, api: Emulator, databases: list[Database], tokens: list[Tokens]) -> None:
        self.api, self.databases, self.all = api, databases, tokens

    async def ask(self) -> set[str]:
        return set(await asyncio.gather(*(tokens.token() for tokens in self.all)))

    async def refused(self, token: str) -> set[str]:
        return set(await asyncio.gather(*(tokens.after(token) for tokens in self.all)))


@pytest_asyncio.fixture
async def processes(postgres_url: str, vault: Vault, clock: Clock) -> AsyncIterator[Processes]:
    api = Emulator(now=clock())
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(httpx.AsyncClient(transport=httpx.ASGITransport(app=api.app)))
        databases = [open_database(postgres_url) for _ in range(4)]
        for database in databases:
            stack.push_async_callback(database.close)
        shelves = [SharedShelf(database, vault, APP, clock) for database in databases]
        settings = settings_for("http://api.test")
        yield Processes(api, databases, [Tokens(settings, client, now=clock, shelf=shelf) for shelf in shelves])


async def test_four_processes_ask_once(processes: Processes) -> None:
    assert len(await processes.ask()) == 1
    assert processes.api.count_of("token") == 1


async def test_when_it_is_nearly_over_one_of_them_asks_for_the_next(processes: Processes, clock: Clock) -> None:
    first = await processes.ask()
    clock.later(minutes=116)
    processes.api.now = clock()
    processes.api.revoke()
    second = await processes.ask()
    assert (len(second), second & first, processes.api.count_of("token")) == (1, set(), 2)


async def test_a_refused_token_is_replaced_once_for_all(processes: Processes) -> None:
    [first] = await processes.ask()
    processes.api.revoke()
    assert len(await processes.refused(first)) == 1
    assert processes.api.count_of("token") == 2


async def test_a_process_that_dies_while_it_asks_holds_nobody_up_for_long(
    processes: Processes, vault: Vault, clock: Clock
) -> None:
    one = processes.databases[0]
    assert await one.run(lambda c: access_tokens.lend(c, APP, clock(), clock() + LEASE))  # and dies
    waiting = asyncio.create_task(processes.all[1].token())
    await asyncio.sleep(0.15)
    assert not waiting.done()
    clock.later(seconds=LEASE.total_seconds())
    assert await waiting


async def test_a_token_that_cannot_be_had_may_be_asked_for_by_the_next(processes: Processes) -> None:
    processes.api.fail("token", -1)
    with pytest.raises(NoToken):
        await processes.all[0].token()
    assert await processes.all[1].token()


async def test_the_token_is_sealed_in_its_row(processes: Processes, vault: Vault) -> None:
    [token] = await processes.ask()
    [kept] = await processes.databases[0].read(lambda c: c.scalars(select(access_token.c.token)).all())
    found = await processes.databases[1].read(lambda c: access_tokens.find(c, vault, APP))
    assert found and found.text == token and token not in kept
    assert found.good_until - processes.api.now <= timedelta(hours=2)
