"""What falls due is told once, by whichever process, and not when it is settled already; on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select, update

from cases import visit_book as desk
from cases.clocks import Calendar
from cases.visit_book import Booking
from dialogs.effects import DraftPaused
from dialogs.replies import text_of
from handlers.effects import Desk, Occasion, carry_out
from handlers.reminders import Reminders, can_remind
from storage import drafts, messages, visits
from storage.database import Database
from storage.tables import conversation, due_work
from storage.vault import Vault
from storage.visits import PointRow, SlotRow
from tests import whole
from tests.dialogs.fakes import counting
from tests.rows import START, TALK, Clock, entries
from tests.talks import SCRIPT

pytestmark = pytest.mark.asyncio
DAY = timedelta(days=1)
WECHAT = "wechat:account:worker"


async def says(
    database: Database, vault: Vault, clock: Clock, *texts: str, worker: str = TALK, ids: str = "draft-{}"
) -> None:
    way = whole.inbound(database, vault, clock, whole.Ids(counting("XS2026{:04}"), counting(ids)))
    for text in texts:
        await way.handle(whole.message(text, f"{text}{clock.at}", clock=clock, worker=worker), patience=None)
        clock.later(seconds=1)


async def look(database: Database, vault: Vault, clock: Clock) -> int:
    return await Reminders(database, vault, SCRIPT, clock).run_once()


async def told(database: Database) -> list[str]:
    return [key for key, kind in await entries(database, "key", "kind") if kind in ("tip", "notice")]


async def endings(database: Database) -> list[tuple[str, str | None]]:
    found = await database.read(lambda c: c.execute(select(due_work.c.state, due_work.c.reason)).all())
    return [tuple(row) for row in found]


async def paused(database: Database, vault: Vault, clock: Clock) -> None:
    await says(database, vault, clock, "鼎立劳务欠我两万四", "同意", "停止", "1")


async def test_a_draft_is_reminded_of_after_three_days_and_once(database: Database, vault: Vault, clock: Clock) -> None:
    await paused(database, vault, clock)
    clock.later(days=2, hours=23)
    assert await look(database, vault, clock) == 0
    clock.later(hours=2)
    looked = await asyncio.gather(*(look(database, vault, clock) for _ in range(4)))
    assert sum(looked) == 1
    assert await told(database) == ["reminder:draft:draft-1"]
    clock.later(days=30)
    await look(database, vault, clock)
    assert len(await told(database)) == 1


async def test_who_came_back_meanwhile_is_not_reminded(database: Database, vault: Vault, clock: Clock) -> None:
    await paused(database, vault, clock)
    clock.later(days=1)
    await says(database, vault, clock, "继续")
    clock.later(days=3)
    await look(database, vault, clock)
    assert (await told(database), await endings(database)) == ([], [("dropped", "came_back")])
    await says(database, vault, clock, "停止")
    clock.later(days=3, hours=1)
    await look(database, vault, clock)
    assert len(await told(database)) == 1


@pytest.mark.parametrize("ending", ["不投诉了", "确认删除"])
async def test_who_gave_it_up_is_not_reminded(database: Database, vault: Vault, clock: Clock, ending: str) -> None:
    await paused(database, vault, clock)
    await says(database, vault, clock, ending)
    clock.later(days=4)
    await look(database, vault, clock)
    assert await told(database) == []


async def test_two_drafts_are_one_reminder(database: Database, vault: Vault, clock: Clock) -> None:
    await paused(database, vault, clock)
    for draft in ("draft-1", "other"):
        occasion = Occasion(TALK, clock())
        if draft == "other":
            await database.run(lambda c: drafts.open(c, "other", TALK, "2026-11", START))
        await database.run(
            partial(carry_out, desk=Desk(vault, Calendar()), occasion=occasion, effects=[DraftPaused(draft)])
        )
    clock.later(days=4)
    await look(database, vault, clock)
    assert len(await told(database)) == 1
    assert ("dropped", "told_of_another") in await endings(database)


async def test_who_did_not_want_it_is_not_reminded(database: Database, vault: Vault, clock: Clock) -> None:
    await says(database, vault, clock, "鼎立劳务欠我两万四", "同意", "停止", "不用提醒", "继续", "停止")
    clock.later(days=4)
    assert await look(database, vault, clock) == 0


async def test_who_talks_with_staff_is_not_reminded(database: Database, vault: Vault, clock: Clock) -> None:
    await paused(database, vault, clock)
    await database.run(lambda c: c.execute(update(conversation).values(handed_over=True)))
    clock.later(days=4)
    await look(database, vault, clock)
    assert await endings(database) == [("dropped", "with_staff")]


async def test_a_channel_that_is_closed_by_then_is_not_tried(database: Database, vault: Vault, clock: Clock) -> None:
    await says(database, vault, clock, "鼎立劳务欠我两万四", "同意", worker=WECHAT)
    [draft] = [row.state for row in await database.read(lambda c: c.execute(select(conversation.c.state)).all())]
    assert draft is not None
    occasion = Occasion(WECHAT, clock())
    await database.run(lambda c: carry_out(c, Desk(vault, Calendar()), occasion, [DraftPaused("draft-1")]))
    clock.later(days=4)
    await look(database, vault, clock)
    assert (await told(database), await endings(database)) == ([], [("dropped", "window_closed")])


async def test_a_reminder_is_promised_only_where_it_can_be_kept() -> None:
    assert [can_remind(one) for one in (WECHAT, TALK, "web:web:1")] == [False, True, True]


async def test_a_guarded_phone_is_not_told_of_what(database: Database, vault: Vault, clock: Clock) -> None:
    await says(database, vault, clock, "鼎立劳务欠我两万四", "同意", "这手机别人也用", "停止", "1")
    clock.later(days=4)
    await look(database, vault, clock)
    said = await database.read(lambda c: whole_words(c, vault))
    assert said[-1] == text_of(SCRIPT.domain, "utter_status_guarded", {})


def whole_words(connection: Any, vault: Vault) -> list[str]:
    return [line.text for line in messages.said(connection, vault, TALK)]


SLOT = SlotRow("s1", "p1", START + 2 * DAY, START + 2 * DAY + timedelta(hours=1), 1)
BOOKING = Booking("v1", "s1", TALK, None, None, START)


async def booked(database: Database, vault: Vault, clock: Clock) -> None:
    await says(database, vault, clock, "你好")
    point = PointRow("p1", "润州接访点", "南山路 61 号", None, "321111", START)
    await database.run(lambda c: visits.add_point(c, point))
    later = replace(SLOT, id="s2", starts_at=START + 5 * DAY, ends_at=START + 5 * DAY + timedelta(hours=1))
    await database.run(lambda c: visits.add_slots(c, [SLOT, later]))
    await database.run(lambda c: desk.book(c, BOOKING))


async def test_a_visit_is_reminded_of_the_day_before(database: Database, vault: Vault, clock: Clock) -> None:
    await booked(database, vault, clock)
    clock.at = START + DAY
    assert await look(database, vault, clock) == 0
    clock.later(hours=5)
    await look(database, vault, clock)
    assert await told(database) == ["reminder:visit:v1"]
    said = await database.read(lambda c: whole_words(c, vault))
    assert "润州接访点" in said[-1] and "11 月 26 日（周四）9:00" in said[-1]


async def test_a_visit_that_was_moved_is_reminded_of_on_its_new_day(
    database: Database, vault: Vault, clock: Clock
) -> None:
    await booked(database, vault, clock)
    moved = Booking("v2", "s2", TALK, None, "v1", START)
    await database.run(lambda c: desk.book(c, moved))
    clock.at = START + 2 * DAY
    assert await look(database, vault, clock) == 0
    clock.at = START + 5 * DAY - timedelta(hours=19)
    await look(database, vault, clock)
    assert await told(database) == ["reminder:visit:v2"]


async def test_a_visit_that_was_called_off_is_not_reminded_of(database: Database, vault: Vault, clock: Clock) -> None:
    await booked(database, vault, clock)
    await database.run(lambda c: desk.cancel(c, "v1", START))
    clock.at = START + 2 * DAY - timedelta(hours=1)
    assert await look(database, vault, clock) == 0


async def test_two_who_want_the_last_place_at_once_get_one_and_another(
    database: Database, vault: Vault, clock: Clock
) -> None:
    await booked(database, vault, clock)
    await database.run(lambda c: desk.cancel(c, "v1", START))
    workers = [f"talk:test:{name}" for name in ("a", "b", "c")]
    for worker in workers:
        await says(database, vault, clock, "我想约时间", worker=worker)
    await asyncio.gather(
        *(says(database, vault, clock, "1", worker=worker, ids=f"{worker}-{{}}") for worker in workers)
    )
    slots = await database.read(lambda c: visits.slots_between(c, "", START, START + 9 * DAY))
    look_up = [partial(visits.visits_of, conversation_id=worker, since=START) for worker in workers]
    mine = [await database.read(one) for one in look_up]
    taken = [visit.offer.slot_id for found in mine for visit in found]
    assert all(one.booked <= one.capacity for one in slots)
    assert sorted(taken) in (["s1"], ["s1", "s2"])
    assert sum(one.booked for one in slots) == len(taken)
