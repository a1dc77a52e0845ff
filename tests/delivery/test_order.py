"""Several carriers, carriers that die, and the order of a conversation."""

from __future__ import annotations

import asyncio
import random
from contextlib import AsyncExitStack, aclosing
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import create_engine

from bot.channels.base import Later, Outcome, Outgoing
from storage.database import Database, open_database
from storage.outbox import Claim, Kind, Settlement, claim, count_by_state, reopen, settle
from storage.vault import Vault
from tests.delivery.carrying import FakeChannel, calm, delivery, entry, waiting_entries
from tests.rows import START, Clock, entries

pytestmark = pytest.mark.asyncio
ALL = Claim(("web",), 10, timedelta(seconds=60))


class Jumpy(FakeChannel):
    """Sometimes cannot just now."""

    def __init__(self) -> None:
        super().__init__()
        self.chance = random.Random(7)

    async def send(self, outgoing: Outgoing) -> Outcome:
        await asyncio.sleep(self.chance.random() / 200)
        if self.chance.random() < 0.2:
            return Later("busy")
        return await super().send(outgoing)


async def test_one_entry_of_a_conversation_is_under_way_at_a_time(database: Database, vault: Vault) -> None:
    await waiting_entries(database, vault, [entry("一"), entry("二"), entry("三", "web:test:other")])
    first = await database.run(lambda connection: claim(connection, vault, ALL, START))
    again = await database.run(lambda connection: claim(connection, vault, ALL, START))
    assert [one.key for one in first] == ["web:test:worker:一", "web:test:other:三"]
    assert again == []


async def test_staff_go_before_replies_and_replies_before_notices(database: Database, vault: Vault) -> None:
    kinds: tuple[Kind, ...] = ("notice", "reply", "staff")
    await waiting_entries(database, vault, [entry(kind, f"web:test:{kind}", kind) for kind in kinds])
    found = await database.run(lambda connection: claim(connection, vault, ALL, START))
    assert [one.kind for one in found] == ["staff", "reply", "notice"]
    assert found[0].attempt == 1


async def test_what_nobody_asked_for_holds_up_neither_staff_nor_answers(database: Database, vault: Vault) -> None:
    kinds: tuple[Kind, ...] = ("notice", "tip", "notice", "reply", "staff", "reply")
    said = [entry(f"{kind} {number}", kind=kind) for number, kind in enumerate(kinds)]
    await waiting_entries(database, vault, said)
    order = []
    while found := await database.run(lambda connection: claim(connection, vault, ALL, START)):
        [one] = found
        order.append(one.key.rpartition(":")[2])
        settled = partial(settle, claimed=one, became=Settlement("sent", START))
        assert await database.run(settled)
    assert order == ["reply 3", "staff 4", "reply 5", "notice 0", "notice 2", "tip 1"]


async def test_a_notice_that_is_under_way_is_waited_for(database: Database, vault: Vault) -> None:
    await waiting_entries(database, vault, [entry("一", kind="notice")])
    [under_way] = await database.run(lambda connection: claim(connection, vault, ALL, START))
    await waiting_entries(database, vault, [entry("二")])
    assert await database.run(lambda connection: claim(connection, vault, ALL, START)) == []
    await database.run(lambda connection: settle(connection, under_way, Settlement("sent", START)))
    [second] = await database.run(lambda connection: claim(connection, vault, ALL, START))
    assert second.key.endswith("二")


async def test_what_a_dead_carrier_held_is_sent_once_its_lease_is_over(
    database: Database, vault: Vault, clock: Clock
) -> None:
    await waiting_entries(database, vault, [entry("一"), entry("二")])
    await database.run(lambda connection: claim(connection, vault, ALL, START))  # and dies
    channel = FakeChannel()
    carrier = delivery(database, vault, clock, channel)
    clock.later(seconds=59)
    assert await carrier.carry_due() == 0
    clock.later(seconds=1)
    while await carrier.carry_due():
        pass
    assert channel.texts == ["一", "二"]
    assert await entries(database, "state", "attempts") == [("sent", 2), ("sent", 1)]


async def test_a_carrier_that_outlived_its_lease_changes_nothing_but_tells_what_it_sent(
    database: Database, vault: Vault
) -> None:
    await waiting_entries(database, vault, [entry("一")])
    later = START + ALL.lease
    [old] = await database.run(lambda connection: claim(connection, vault, ALL, START))
    [new] = await database.run(lambda connection: claim(connection, vault, ALL, later))
    failed, sent = Settlement("undelivered", later, "x"), Settlement("sent", later)
    assert not await database.run(lambda connection: settle(connection, old, failed))
    assert await database.run(lambda connection: settle(connection, old, sent))
    assert not await database.run(lambda connection: settle(connection, new, failed))
    assert await database.read(count_by_state) == {"sent": 1}


async def test_three_carriers_send_sixty_messages_once_each_and_in_order(
    database: Database, url: str, vault: Vault, clock: Clock
) -> None:
    talks = [f"web:test:{number}" for number in range(6)]
    await waiting_entries(database, vault, [entry(str(number), talk) for number in range(10) for talk in talks])
    channel, stop = FakeChannel(), asyncio.Event()
    channel.slow = 0.002
    async with AsyncExitStack() as stack:
        databases = [database, database, database]
        if database.shared:
            others = [await stack.enter_async_context(aclosing(Closing(open_database(url)))) for _ in range(2)]
            databases = [database, *(other.database for other in others)]
        carriers = [delivery(one, vault, clock, channel, calm(at_once=3)) for one in databases]
        runs = [asyncio.create_task(carrier.run(stop)) for carrier in carriers]
        async with asyncio.timeout(20):
            while (await database.read(count_by_state)).get("sent", 0) < 60:
                await asyncio.sleep(0.02)
        stop.set()
        await asyncio.gather(*runs)
    for talk in talks:
        said = [given.reply.text for given in channel.given if given.conversation_id == talk]
        assert said == [str(number) for number in range(10)]
    assert channel.most_at_once > 1


class Closing:
    """A database that `aclosing` closes."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def aclose(self) -> None:
        await self.database.close()


async def test_order_holds_when_sends_fail_now_and_then(database: Database, vault: Vault, clock: Clock) -> None:
    await waiting_entries(database, vault, [entry(str(number)) for number in range(12)])
    channel = Jumpy()
    carriers = [delivery(database, vault, clock, channel) for _ in range(2)]
    async with asyncio.timeout(20):
        while (await database.read(count_by_state)).get("sent", 0) < 12:
            await asyncio.gather(*(carrier.carry_due() for carrier in carriers))
            clock.later(minutes=15)
    assert channel.texts == [str(number) for number in range(12)]


async def test_what_was_opened_again_waits_for_what_is_under_way(database: Database, vault: Vault) -> None:
    await waiting_entries(database, vault, [entry("一", kind="staff"), entry("二")])
    [first] = await database.run(lambda connection: claim(connection, vault, ALL, START))
    closed = Settlement("undelivered", START, "window_closed")
    await database.run(lambda connection: settle(connection, first, closed))
    [second] = await database.run(lambda connection: claim(connection, vault, ALL, START))
    await database.run(lambda connection: reopen(connection, first.conversation_id, START))
    assert await database.run(lambda connection: claim(connection, vault, ALL, START)) == []
    await database.run(lambda connection: settle(connection, second, Settlement("sent", START)))
    [again] = await database.run(lambda connection: claim(connection, vault, ALL, START))
    assert again.key == first.key


@pytest.mark.postgres
async def test_a_claim_that_is_not_yet_committed_holds_no_other_up(postgres_url: str, vault: Vault) -> None:
    database = open_database(postgres_url)
    engine = create_engine(postgres_url)
    await waiting_entries(database, vault, [entry("一"), entry("二"), entry("三", "web:test:other")])
    with engine.connect() as slow:
        slow.begin()
        [held] = claim(slow, vault, replace(ALL, count=1), START)
        async with asyncio.timeout(3):
            found = await database.run(lambda connection: claim(connection, vault, ALL, START))
        slow.commit()
    assert (held.key, [one.key for one in found]) == ("web:test:worker:一", ["web:test:other:三"])
    engine.dispose()
    await database.close()
