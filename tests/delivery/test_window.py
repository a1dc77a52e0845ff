"""WeChat's window: what may be pushed, and what waits for the worker's next word."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.channels.base import Later, Sent, Undelivered, Unknown
from handlers.windows import WINDOWS
from storage.database import Database
from storage.ledger import Standing, standing
from storage.outbox import collect, count_by_state, mark_fetched, reopen, waiting
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
    stands = Standing(None if last is None else START - last, pushed)
    assert WINDOWS["wechat"].refusal(stands, START) == refusal


LONG_AGO, JUST_NOW = START - timedelta(days=9), START - timedelta(seconds=5)


@pytest.mark.parametrize(
    ("stands", "refusal", "left"),
    [
        (Standing(None, 0, JUST_NOW, 2), None, 1),
        (Standing(None, 0, JUST_NOW, 3), "quota_used", 0),
        (Standing(None, 0, START - timedelta(seconds=60), 0), "window_closed", None),
        (Standing(LONG_AGO, 5, JUST_NOW, 0), None, 3),
        (Standing(JUST_NOW, 5, JUST_NOW, 0), None, 3),  # a tap opens what is used up
        (Standing(JUST_NOW, 1, JUST_NOW, 3), None, 4),  # and closes nothing
        (Standing(JUST_NOW, 5, JUST_NOW, 3), "quota_used", 0),
        (Standing(JUST_NOW, 0, left_at=START), "unreachable", None),
    ],
)
async def test_a_tap_allows_3_in_a_minute_beside_what_a_message_allows(
    stands: Standing, refusal: str | None, left: int | None
) -> None:
    window = WINDOWS["wechat"]
    assert window.refusal(stands, START) == refusal
    shown = window.left(stands, START)
    assert (shown.messages if shown else None) == left


async def test_what_a_dead_carrier_may_have_sent_counts_and_what_was_refused_does_not(
    database: Database, vault: Vault, clock: Clock
) -> None:
    await heard(database, WORKER, START)
    await waiting_entries(database, vault, [entry(str(number), WORKER, "notice") for number in range(6)])
    carrier = delivery(database, vault, clock, FakeChannel("wechat"))
    await carrier._claim(1)  # and dies on the way
    assert (await database.read(lambda connection: standing(connection, WORKER))).pushed == 1
    clock.later(seconds=60)
    channel = FakeChannel("wechat", Later("busy", -1), Unknown("cut"))
    another = delivery(database, vault, clock, channel)
    while await another.carry_due():
        pass
    clock.later(seconds=30)
    while await another.carry_due():
        pass
    assert channel.texts == list("00123")  # the dead carrier's, what was refused for now and again, and three more
    assert (await states(database))[-2:] == [("undelivered", "quota_used")] * 2
    assert (await database.read(lambda connection: standing(connection, WORKER))).pushed == 5


async def test_each_bubble_of_a_long_text_is_kept_as_said_and_counted(
    database: Database, vault: Vault, clock: Clock
) -> None:
    more, crash = Sent(has_more=True), ConnectionError("the process ends")
    channel = FakeChannel("wechat", more, more, crash, Sent())
    await heard(database, WORKER, START)
    await waiting_entries(database, vault, [entry("一", WORKER, "notice"), entry("二", WORKER, "notice")])
    await carried(database, vault, clock, channel)
    clock.later(seconds=60)
    await carried(database, vault, clock, channel)  # another process, as it were
    assert [(given.reply.text, given.said) for given in channel.given] == [
        ("一", 0),
        ("一", 1),
        ("一", 2),
        ("一", 2),
        ("二", 0),
    ]
    assert (await database.read(lambda connection: standing(connection, WORKER))).pushed == 4


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
    channel = FakeChannel("wechat", *refusals, Undelivered("content_refused", 87014))
    await heard(database, WORKER, START)
    await waiting_entries(database, vault, [entry(text, WORKER, "notice") for text in "一二三四"])
    await carried(database, vault, clock, channel)
    assert await entries(database, "code", "sent_at") == [(code, None) for code in (45015, 45047, 43004, 87014)]
    assert await database.run(lambda connection: reopen(connection, WORKER, START)) == 3
    assert [state for state, _ in await states(database)] == ["waiting", "waiting", "waiting", "undelivered"]


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
    assert [json.loads(payload)["text"] for payload in first] == ["一", "三"]
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
