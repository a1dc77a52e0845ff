"""From channel to channel: what one refuses goes by another of the same person's, and then to staff."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import update

from bot.channels.base import Undelivered
from bot.delivery import Delivery, Fallback
from handlers.ladder import Ladder
from handlers.linking import elsewhere
from handlers.overdue import LOOKED_FOR, Overdue
from storage import links, undelivered
from storage.database import Database
from storage.inbox_rows import state_place
from storage.outbox import mark_fetched, reopen
from storage.tables import conversation, outbox
from storage.vault import Vault
from tests.delivery.carrying import FakeChannel, calm, entry, waiting_entries
from tests.rows import START, Clock, entries, heard

pytestmark = pytest.mark.asyncio
WECHAT, TELEGRAM, WEB = "wechat:gh_1:o", "telegram:bot:1", "web:here:w"
CLOSED = START - timedelta(hours=49)


async def joined(database: Database, *talks: str) -> None:
    for talk in talks:
        await heard(database, talk, CLOSED)
        await database.run(lambda c: c.execute(update(conversation).values(state=None)))  # as nobody has sealed it
        await database.run(partial(links.join, one=talks[0], other=talk, at=START))


def carrier(database: Database, vault: Vault, clock: Clock, *channels: FakeChannel) -> Delivery:
    named: Mapping[str, FakeChannel] = {channel.name: channel for channel in channels}
    fallback = Fallback(Ladder(vault, {}, elsewhere))
    return Delivery(database, vault, named, clock, pace=calm(), fallback=fallback)


async def carried(delivery: Delivery) -> None:
    while await delivery.carry_due():
        pass


async def calls(database: Database, vault: Vault) -> list[str]:
    found = await database.read(lambda c: undelivered.open_items(c, vault, "", kind="call", count=9))
    return [item.entry.conversation_id for item in found]


async def test_a_closed_window_leads_to_the_other_channel(database: Database, vault: Vault, clock: Clock) -> None:
    await joined(database, WECHAT, TELEGRAM)
    await waiting_entries(database, vault, [entry("已受理", WECHAT, "notice")])
    telegram = FakeChannel("telegram")
    await carried(carrier(database, vault, clock, FakeChannel("wechat"), telegram))
    assert [(given.conversation_id, given.reply.text) for given in telegram.given] == [(TELEGRAM, "已受理")]
    assert await entries(database, "state", "reason") == [("moved", "window_closed"), ("sent", None)]
    assert await calls(database, vault) == []


async def test_nothing_goes_in_a_circle(database: Database, vault: Vault, clock: Clock) -> None:
    await joined(database, WECHAT, TELEGRAM)
    await waiting_entries(database, vault, [entry("已受理", WECHAT, "notice")])
    telegram = FakeChannel("telegram", Undelivered("unreachable", 403))
    await carried(carrier(database, vault, clock, FakeChannel("wechat"), telegram))
    assert await entries(database, "state", "reason") == [("moved", "window_closed"), ("undelivered", "unreachable")]
    assert await calls(database, vault) == [TELEGRAM]


async def test_a_page_that_he_does_not_open_leads_to_a_call_after_three_days(
    database: Database, vault: Vault, clock: Clock
) -> None:
    await joined(database, WECHAT, WEB)
    clock.later(hours=1)
    late = [entry("已受理", WECHAT, "notice", at=clock.at)]
    await waiting_entries(database, vault, late)
    await carried(carrier(database, vault, clock, FakeChannel("wechat")))
    overdue = Overdue(database, ["wechat"], clock)
    clock.later(seconds=LOOKED_FOR.total_seconds() - 1)
    await overdue.run_once()
    assert await calls(database, vault) == []
    clock.later(seconds=1)
    await overdue.run_once()
    assert await calls(database, vault) == [WEB]
    [_, (key,)] = await entries(database, "key")
    await database.run(lambda connection: mark_fetched(connection, [key], clock()))  # he comes by after all
    await overdue.run_once()
    assert await calls(database, vault) == []


async def test_a_phone_that_others_look_at_is_no_other_channel(database: Database, vault: Vault, clock: Clock) -> None:
    await joined(database, WECHAT, TELEGRAM)
    sealed = vault.seal('{"slots":{"guarded":true}}', place=state_place(TELEGRAM))
    is_it = conversation.c.id == TELEGRAM
    await database.run(lambda c: c.execute(update(conversation).where(is_it).values(state=sealed)))
    await waiting_entries(database, vault, [entry("已受理", WECHAT, "notice")])
    telegram = FakeChannel("telegram")
    await carried(carrier(database, vault, clock, FakeChannel("wechat"), telegram))
    assert (telegram.given, await calls(database, vault)) == ([], [WECHAT])


async def test_what_is_wrong_with_the_words_is_wrong_everywhere(database: Database, vault: Vault, clock: Clock) -> None:
    await joined(database, WECHAT, TELEGRAM)
    await heard(database, WECHAT, START)
    await waiting_entries(database, vault, [entry("已受理", WECHAT, "notice")])
    wechat, telegram = FakeChannel("wechat", Undelivered("content_refused", 87014)), FakeChannel("telegram")
    await carried(carrier(database, vault, clock, wechat, telegram))
    assert telegram.given == []
    letters = await database.read(lambda c: undelivered.open_items(c, vault, "", kind="letter", count=9))
    assert [item.reason for item in letters] == ["content_refused"]


async def test_a_tip_that_cannot_be_pushed_is_let_go_and_never_takes_the_last_messages(
    database: Database, vault: Vault, clock: Clock
) -> None:
    await heard(database, WECHAT, START)
    tips = [entry(f"{number}", WECHAT, "tip") for number in range(5)]
    await waiting_entries(database, vault, tips)
    wechat = FakeChannel("wechat")
    await carried(carrier(database, vault, clock, wechat))
    assert wechat.texts == ["0", "1", "2"]
    assert await calls(database, vault) == []
    await waiting_entries(database, vault, [entry("坐席的话", WECHAT, "staff"), entry("进展", WECHAT, "notice")])
    await carried(carrier(database, vault, clock, wechat))
    assert wechat.texts[3:] == ["坐席的话", "进展"]


async def test_a_late_answer_is_for_a_call_until_he_writes_again(
    database: Database, vault: Vault, clock: Clock
) -> None:
    await heard(database, WECHAT, CLOSED)
    other = "wechat:gh_1:other"
    await heard(database, other, CLOSED)
    await waiting_entries(database, vault, [entry("您的答复", WECHAT, "reply"), entry("别人的", other, "reply")])
    delivery, overdue = carrier(database, vault, clock, FakeChannel("wechat")), Overdue(database, ["wechat"], clock)
    await carried(delivery)
    await overdue.run_once()
    assert await calls(database, vault) == [WECHAT, other]
    clock.later(hours=1)
    await heard(database, WECHAT, clock())
    await database.run(lambda connection: reopen(connection, WECHAT, clock()))
    await overdue.run_once()
    assert await calls(database, vault) == [other]
    assert await entries(database, "state") == [("undelivered",)] * 2


async def test_whatever_he_was_told_waits_for_him_comes_when_he_comes(
    database: Database, vault: Vault, clock: Clock
) -> None:
    await heard(database, WECHAT, START)
    await waiting_entries(database, vault, [entry("您的答复", WECHAT, "reply")])
    await database.run(lambda c: c.execute(update(outbox).values(state="announced", way="message", sent_at=START)))
    assert await database.run(lambda connection: reopen(connection, WECHAT, START)) == 1
    assert await entries(database, "state", "way", "sent_at") == [("waiting", None, None)]
