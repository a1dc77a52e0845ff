"""What becomes of an entry, by what the channel says."""

from __future__ import annotations

from datetime import timedelta

import pytest
import structlog

from bot.channels.base import Later, Misconfigured, Outcome, Sent, Undelivered, Unknown
from storage import alarms
from storage.database import Database
from storage.outbox import count_by_state
from storage.vault import Vault
from tests.delivery.carrying import FakeChannel, calm, delivery, entry, waiting_entries
from tests.rows import START, Clock, entries

pytestmark = pytest.mark.asyncio
STATE = ("state", "reason", "code")


async def test_what_was_sent_is_kept_as_sent(database: Database, vault: Vault, clock: Clock) -> None:
    channel = FakeChannel()
    await waiting_entries(database, vault, [entry("一")])
    assert await delivery(database, vault, clock, channel).carry_due() == 1
    assert await entries(database, *STATE, "sent_at", "attempts") == [("sent", None, None, START, 1)]
    [given] = channel.given
    assert (given.key, given.conversation_id, given.kind) == ("web:test:worker:一", "web:test:worker", "reply")


async def test_the_same_key_is_put_once(database: Database, vault: Vault) -> None:
    await waiting_entries(database, vault, [entry("一"), entry("一")])
    assert await database.read(count_by_state) == {"waiting": 1}


async def test_words_are_sealed_in_their_row(database: Database, vault: Vault) -> None:
    await waiting_entries(database, vault, [entry("王建国")])
    [(payload,)] = await entries(database, "payload")
    assert "王建国" not in payload and "\\u738b" not in payload


@pytest.mark.parametrize(
    ("outcome", "kept"),
    [
        (Undelivered("unreachable", 43004), ("undelivered", "unreachable", 43004)),
        (Undelivered("window_closed", 45015), ("undelivered", "window_closed", 45015)),
        (Undelivered("quota_used", 45047), ("undelivered", "quota_used", 45047)),
        (Unknown("timeout"), ("unknown", "timeout", None)),
    ],
)
async def test_what_failed_for_good_is_seen_and_blocks_nothing(
    database: Database, vault: Vault, clock: Clock, outcome: Outcome, kept: tuple[object, ...]
) -> None:
    channel = FakeChannel("web", outcome)
    await waiting_entries(database, vault, [entry("一"), entry("二")])
    carrier = delivery(database, vault, clock, channel)
    while await carrier.carry_due():
        pass
    clock.later(days=1)
    assert await carrier.carry_due() == 0
    assert await entries(database, *STATE) == [kept, ("sent", None, None)]
    assert channel.texts == ["一", "二"]


@pytest.mark.parametrize("trouble", [Later("busy", -1), ConnectionError("down")])
async def test_what_failed_for_now_is_tried_again_before_what_follows(
    database: Database, vault: Vault, clock: Clock, trouble: Outcome | Exception
) -> None:
    channel = FakeChannel("web", trouble)
    await waiting_entries(database, vault, [entry("一"), entry("二")])
    carrier = delivery(database, vault, clock, channel)
    assert await carrier.carry_due() == 1
    assert await carrier.carry_due() == 0
    clock.later(seconds=5)
    while await carrier.carry_due():
        pass
    assert channel.texts == ["一", "一", "二"]
    assert [state for state, *_ in await entries(database, *STATE)] == ["sent", "sent"]


async def test_pauses_grow_to_their_limit_and_are_never_all_alike() -> None:
    pace = calm()
    assert [pace.pause(attempt).total_seconds() for attempt in (1, 2, 3, 50)] == [5, 10, 20, 600]
    chances = iter([0.0, 0.99])
    shaky = type(pace)(rng=lambda: next(chances))
    assert [shaky.pause(1).total_seconds() for _ in range(2)] == [2.5, 7.45]


async def test_a_channels_own_time_is_waited_for(database: Database, vault: Vault, clock: Clock) -> None:
    channel = FakeChannel("web", Later("minute_limit", 45011, START + timedelta(minutes=3)))
    await waiting_entries(database, vault, [entry("一")])
    carrier = delivery(database, vault, clock, channel)
    await carrier.carry_due()
    clock.later(seconds=179)
    assert await carrier.carry_due() == 0
    clock.later(seconds=1)
    assert await carrier.carry_due() == 1


async def test_what_may_have_arrived_is_repeated_only_where_that_is_harmless(
    database: Database, vault: Vault, clock: Clock
) -> None:
    channel = FakeChannel("web", Unknown("cut"), repeat_is_harmless=True)
    await waiting_entries(database, vault, [entry("一")])
    carrier = delivery(database, vault, clock, channel)
    await carrier.carry_due()
    clock.later(seconds=5)
    await carrier.carry_due()
    assert [given.key for given in channel.given] == ["web:test:worker:一"] * 2
    assert await entries(database, *STATE) == [("sent", None, None)]


async def test_a_send_that_takes_too_long_may_have_arrived(database: Database, vault: Vault, clock: Clock) -> None:
    channel = FakeChannel()
    channel.slow = 5
    await waiting_entries(database, vault, [entry("一")])
    await delivery(database, vault, clock, channel, calm(send_seconds=0.05)).carry_due()
    assert await entries(database, *STATE) == [("unknown", "timeout", None)]


async def test_a_misconfigured_channel_keeps_its_queue_and_alarms_once(
    database: Database, vault: Vault, clock: Clock
) -> None:
    wrong = Misconfigured("app_secret", 40125)
    channel = FakeChannel("web", wrong, wrong)
    await waiting_entries(database, vault, [entry("一"), entry("二", "web:test:other")])
    carrier = delivery(database, vault, clock, channel, calm(at_once=1))
    with structlog.testing.capture_logs() as logs:
        assert await carrier.carry_due() == 1
        assert await carrier.carry_due() == 0  # the whole channel rests
        clock.later(minutes=5)
        await carrier.carry_due()
    assert [log["log_level"] for log in logs] == ["error"]
    [alarm] = await database.read(alarms.sounding)
    assert (alarm.channel, alarm.reason, alarm.code, alarm.times) == ("web", "app_secret", 40125, 2)
    assert await database.read(count_by_state) == {"waiting": 2}
    clock.later(minutes=5)
    while await carrier.carry_due():
        pass
    assert await database.read(count_by_state) == {"sent": 2}
    assert await database.read(alarms.sounding) == []
    assert isinstance(await channel.send(channel.given[0]), Sent)


async def test_what_is_too_old_is_not_said_any_more(database: Database, vault: Vault, clock: Clock) -> None:
    channel = FakeChannel()
    await waiting_entries(database, vault, [entry("一"), entry("二", at=START + timedelta(days=1))])
    clock.later(days=2)
    carrier = delivery(database, vault, clock, channel)
    while await carrier.carry_due():
        pass
    assert channel.texts == ["二"]
    assert [state for state, *_ in await entries(database, *STATE)] == ["expired", "sent"]


async def test_an_entry_for_a_channel_that_is_not_ours_stays(database: Database, vault: Vault, clock: Clock) -> None:
    await waiting_entries(database, vault, [entry("一", "talk:test:worker")])
    assert await delivery(database, vault, clock, FakeChannel()).carry_due() == 0
    assert await database.read(count_by_state) == {"waiting": 1}


async def test_a_misconfigured_channel_rests_longer_each_time_and_sends_under_way_count_once(
    database: Database, vault: Vault, clock: Clock
) -> None:
    wrong = Misconfigured("token_refused", 40001)
    channel = FakeChannel("web", *[wrong] * 6)
    await waiting_entries(database, vault, [entry("一", f"web:test:{number}") for number in range(3)])
    carrier = delivery(database, vault, clock, channel)
    for pause in (5, 10):
        assert await carrier.carry_due() == 3
        clock.later(seconds=pause - 1)
        assert await carrier.carry_due() == 0
        clock.later(seconds=1)
    assert await carrier.carry_due() == 3
    assert await database.read(count_by_state) == {"sent": 3}
