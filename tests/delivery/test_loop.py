"""Delivery as it runs beside the service: woken, bounded, ended."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from time import perf_counter
from typing import TypeVar

import pytest

from storage.cases import Connection
from storage.database import Database
from storage.outbox import count_by_state
from storage.vault import Vault
from tests.delivery.carrying import FakeChannel, calm, delivery, entry, waiting_entries
from tests.rows import Clock

pytestmark = pytest.mark.asyncio
T = TypeVar("T")


class SlowToTell:
    """A database whose claims are true long before the carrier hears of them."""

    def __init__(self, inner: Database) -> None:
        self.inner, self.shared = inner, inner.shared

    async def run(self, work: Callable[[Connection], T]) -> T:
        result = await self.inner.run(work)
        if isinstance(result, tuple):
            await asyncio.sleep(0.2)
        return result

    async def read(self, work: Callable[[Connection], T]) -> T:
        return await self.inner.read(work)

    def ring(self) -> None:
        self.inner.ring()

    async def rung(self, patience: float) -> None:
        await self.inner.rung(patience)

    async def close(self) -> None:
        await self.inner.close()


async def sent(database: Database, count: int) -> None:
    async with asyncio.timeout(5):
        while (await database.read(count_by_state)).get("sent", 0) < count:
            await asyncio.sleep(0.01)


async def test_a_ring_is_answered_at_once(database: Database, vault: Vault, clock: Clock) -> None:
    channel, stop = FakeChannel(), asyncio.Event()
    patient = replace(calm(), patience=30.0)
    run = asyncio.create_task(delivery(database, vault, clock, channel, patient).run(stop))
    await asyncio.sleep(0.2)
    await waiting_entries(database, vault, [entry("一"), entry("二")])
    began = perf_counter()
    database.ring()
    await sent(database, 2)
    assert perf_counter() - began < 3
    stop.set()
    await asyncio.wait_for(run, 1)


async def test_conversations_go_side_by_side_up_to_the_limit(database: Database, vault: Vault, clock: Clock) -> None:
    channel, stop = FakeChannel(), asyncio.Event()
    channel.slow = 0.1
    await waiting_entries(database, vault, [entry("一", f"web:test:{number}") for number in range(12)])
    run = asyncio.create_task(delivery(database, vault, clock, channel, calm(at_once=4)).run(stop))
    await sent(database, 12)
    stop.set()
    await run
    assert channel.most_at_once == 4


async def test_stopping_finishes_what_is_under_way_and_starts_nothing(
    database: Database, vault: Vault, clock: Clock
) -> None:
    channel, stop = FakeChannel(), asyncio.Event()
    channel.slow = 0.3
    await waiting_entries(database, vault, [entry("一"), entry("二")])
    run = asyncio.create_task(delivery(database, vault, clock, channel).run(stop))
    while not channel.given:
        await asyncio.sleep(0.01)
    stop.set()
    await asyncio.wait_for(run, 2)
    assert channel.texts == ["一"]
    assert await database.read(count_by_state) == {"sent": 1, "waiting": 1}


async def test_the_next_of_a_talk_follows_without_a_ring(database: Database, vault: Vault, clock: Clock) -> None:
    stop = asyncio.Event()
    await waiting_entries(database, vault, [entry(str(number)) for number in range(4)])
    patient = replace(calm(), patience=30.0)
    run = asyncio.create_task(delivery(SlowToTell(database), vault, clock, FakeChannel(), patient).run(stop))
    await sent(database, 4)
    stop.set()
    await run
