"""WeChat's window: what may be pushed, and what waits for the worker's next word."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.channels.base import Undelivered, Unknown
from bot.delivery import collect
from handlers.windows import WINDOWS
from storage.database import Database
from storage.outbox import Standing, count_by_state, mark_fetched, reopen, waiting
from storage.vault import Vault
from tests.delivery.carrying import FakeChannel, delivery, entry, waiting_entries
from tests.rows import START, Clock, entries, heard

pytestmark = pytest.mark.asyncio
WORKER = "wechat:gh_1:openid"


async def carried(database: Database, vault: Vault, clock: Clock, channel: FakeChannel) -> None:
    carrier = delivery(database, vault, clock, channel)
    while await carrier.carry_due():
        pass


async def states(database: Database) -> list[tuple[str, str | None]]:
    return [(state, reason) for state, reason in await entries(database, "state", "reason")]


@pytest.mark.parametrize(
    ("last", "pushed", "refusal"),
    [
        (None, 0, "window_closed"),
        (timedelta(hours=48), 0, "window_closed"),
        (timedelta(hours=47, minutes=59), 4, None),
        (timedelta(0), 5, "quota_used"),
    ],
)
async def test_the_window_is_48_hours_and_5_messages(last: timedelta | None, pushed: int, refusal: str | None) -> None:
    standing = Standing(None if last is None else START - last, pushed)
    assert WINDOWS["wechat"].refusal(standing, START) == refusal


async def test_outside_the_window_nothing_is_sent(database: Database, vault: Vault, clock: Clock) -> None:
    channel = FakeChannel("wechat")
    await heard(database, WORKER, START - timedelta(hours=48))
    await waiting_entries(database, vault, [entry("一", WORKER, "notice"), entry("二", "wechat:gh_1:nobody", "notice")])
    await carried(database, vault, clock, channel)
    assert channel.given == []
    assert await states(database) == [("undelivered", "window_closed")] * 2


async def test_the_sixth_message_is_not_sent(database: Database, vault: Vault, clock: Clock) -> None:
    channel = FakeChannel("wechat", Unknown("cut"))
    await heard(database, WORKER, START)
    await waiting_entries(database, vault, [entry(str(number), WORKER, "notice") for number in range(6)])
    await carried(database, vault, clock, channel)
    assert channel.texts == list("01234")
    assert (await states(database))[-1] == ("undelivered", "quota_used")


async def test_a_new_word_opens_the_quota_again(database: Database, vault: Vault, clock: Clock) -> None:
    channel = FakeChannel("wechat")
    await heard(database, WORKER, START)
    await waiting_entries(database, vault, [entry(str(number), WORKER, "notice") for number in range(7)])
    await carried(database, vault, clock, channel)
    clock.later(minutes=1)
    await heard(database, WORKER, clock())
    assert await database.run(lambda connection: reopen(connection, WORKER, clock())) == 2
    await carried(database, vault, clock, channel)
    assert channel.texts == list("0123456")
    assert await database.read(count_by_state) == {"sent": 7}


async def test_what_the_platform_refused_for_its_window_waits_for_the_next_word(
    database: Database, vault: Vault, clock: Clock
) -> None:
    refusals = Undelivered("window_closed", 45015), Undelivered("quota_used", 45047), Undelivered("unreachable", 43004)
    channel = FakeChannel("wechat", *refusals)
    await heard(database, WORKER, START)
    await waiting_entries(database, vault, [entry(text, WORKER, "notice") for text in "一二三"])
    await carried(database, vault, clock, channel)
    assert await entries(database, "code", "sent_at") == [(45015, None), (45047, None), (43004, None)]
    assert await database.run(lambda connection: reopen(connection, WORKER, START)) == 2
    assert [state for state, _ in await states(database)] == ["waiting", "waiting", "undelivered"]


async def test_what_is_over_and_what_is_anothers_stays_closed(database: Database, vault: Vault, clock: Clock) -> None:
    other = "wechat:gh_1:other"
    said = [entry("一", WORKER, "notice"), entry("二", other, "notice"), entry("三", WORKER, "reply")]
    await waiting_entries(database, vault, said)
    await carried(database, vault, clock, FakeChannel("wechat"))
    assert await database.run(lambda connection: reopen(connection, WORKER, START + timedelta(days=3))) == 0
    assert await database.run(lambda connection: reopen(connection, WORKER, START)) == 1
    assert [state for state, _ in await states(database)] == ["waiting", "undelivered", "undelivered"]


async def test_a_worker_who_fetches_gets_all_in_order_and_once(database: Database, vault: Vault) -> None:
    talk = "talk:test:worker"
    await waiting_entries(database, vault, [entry("一", talk), entry("二", "talk:test:other"), entry("三", talk)])
    first = await database.run(lambda connection: collect(connection, vault, talk, START))
    assert [reply.text for reply in first] == ["一", "三"]
    assert await database.run(lambda connection: collect(connection, vault, talk, START)) == []
    assert await database.read(count_by_state) == {"sent": 2, "waiting": 1}


async def test_what_was_looked_at_is_sent_only_when_it_was_shown(database: Database, vault: Vault) -> None:
    talk = "talk:test:worker"
    await waiting_entries(database, vault, [entry("一", talk)])
    [(key, _)] = await database.read(lambda connection: waiting(connection, vault, talk, START))
    assert await database.read(count_by_state) == {"waiting": 1}
    assert await database.run(lambda connection: mark_fetched(connection, [key, "no such"], START)) == [key]
    assert await database.run(lambda connection: mark_fetched(connection, [key], START)) == []
    late = START + timedelta(days=2)
    assert await database.read(lambda connection: waiting(connection, vault, talk, late)) == []
