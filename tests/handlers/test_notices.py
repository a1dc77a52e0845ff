"""Notices on both databases: every step is told, once, whoever follows the events."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import create_engine, update

from cases.embedded import Step, step
from cases.steps import Status
from cases.wishes import urge
from dialogs.script import load_script
from handlers.notices import BATCH, NoticeHandler
from handlers.transcript import Transcript
from storage import undelivered
from storage.database import Database, open_database
from storage.outbox import PLACE, Claim, claim, waiting
from storage.tables import conversation, outbox
from storage.vault import Vault
from tests.rows import NUMBER, START, TALK, Clock, entries, filed, filing, heard, numbered, stepped

pytestmark = pytest.mark.asyncio
SCRIPT = load_script()


def handler(database: Database, vault: Vault, clock: Clock) -> NoticeHandler:
    return NoticeHandler(database, vault, SCRIPT, clock)


async def texts(database: Database, vault: Vault, conversation_id: str = TALK) -> list[str]:
    found = await database.read(lambda connection: waiting(connection, vault, conversation_id, START))
    return [json.loads(payload)["text"] for _, payload in found]


async def written(database: Database, vault: Vault) -> list[str]:
    """The words of all entries, also of those that newer ones have replaced."""
    return [json.loads(vault.open(sealed, place=PLACE))["text"] for (sealed,) in await entries(database, "payload")]


async def drained(notices: NoticeHandler) -> None:
    while await notices.run_once():
        pass


async def test_a_step_is_told_with_its_note(database: Database, vault: Vault, clock: Clock) -> None:
    await filed(database, vault)
    await stepped(database, vault, "accepted", "请带身份证")
    await drained(handler(database, vault, clock))
    [text] = await texts(database, vault)
    assert NUMBER in text and "已受理" in text and "请带身份证" in text
    [(kind, channel, created_at, expires_at)] = await entries(database, "kind", "channel", "created_at", "expires_at")
    assert (kind, channel, created_at) == ("notice", "talk", START)
    assert expires_at > START + timedelta(days=30)


async def test_the_receipt_and_what_workers_do_are_no_notices(database: Database, vault: Vault, clock: Clock) -> None:
    await filed(database, vault)
    await database.run(lambda connection: urge(connection, vault, NUMBER, START))
    notices = handler(database, vault, clock)
    await drained(notices)
    assert await texts(database, vault) == []
    assert await notices.run_once() == 0


async def test_each_goes_to_its_own_conversation(database: Database, vault: Vault, clock: Clock) -> None:
    await filed(database, vault, filing(), filing("draft-2", numbered(2), "talk:test:other"))
    await stepped(database, vault, "accepted", number=numbered(2))
    await drained(handler(database, vault, clock))
    assert await texts(database, vault) == []
    assert len(await texts(database, vault, "talk:test:other")) == 1


async def test_two_handlers_tell_each_step_once_and_in_order(database: Database, vault: Vault, clock: Clock) -> None:
    await filed(database, vault)
    one, two = handler(database, vault, clock), handler(database, vault, clock)
    for status in ("accepted", "filed", "interviewed", "payment_ordered", "interviewed"):
        await stepped(database, vault, status)
        await asyncio.gather(one.run_once(), two.run_once(), one.run_once())
    await asyncio.gather(drained(one), drained(two))
    told = await written(database, vault)
    words = ("已受理", "已立案", "约谈", "责令", "约谈")
    assert len(told) == len(words)
    assert all(word in text for word, text in zip(words, told, strict=True))


async def test_a_newer_step_takes_the_place_of_one_that_nobody_got(
    database: Database, vault: Vault, clock: Clock
) -> None:
    await filed(database, vault, filing(), filing("draft-2", numbered(2)))
    notices = handler(database, vault, clock)
    for status in ("accepted", "filed"):
        await stepped(database, vault, status)
        await stepped(database, vault, status, number=numbered(2))
        await drained(notices)
    assert [NUMBER in text or numbered(2) in text for text in await texts(database, vault)] == [True, True]
    assert await entries(database, "state", "sent_at") == [("superseded", None)] * 2 + [("waiting", None)] * 2


async def test_a_step_that_was_sent_or_is_under_way_stays_beside_the_next(
    database: Database, vault: Vault, clock: Clock
) -> None:
    await filed(database, vault)
    notices = handler(database, vault, clock)
    for status, count in (("accepted", 1), ("filed", 1), ("investigating", 0)):
        await stepped(database, vault, status)
        await drained(notices)
        await database.run(partial(claim, vault=vault, wanted=Claim(("talk",), count, timedelta(1)), now=clock()))
    assert [state for (state,) in await entries(database, "state")] == ["waiting", "superseded", "waiting"]


async def test_more_steps_than_a_batch_are_all_told(database: Database, vault: Vault, clock: Clock) -> None:
    count = BATCH + 5
    await filed(database, vault, *(filing(f"draft-{one}", numbered(one)) for one in range(count)))
    for one in range(count):
        await stepped(database, vault, "accepted", number=numbered(one))
    await drained(handler(database, vault, clock))
    assert len(await texts(database, vault)) == count


@pytest.mark.postgres
async def test_no_step_is_skipped_when_commits_overtake_each_other(
    postgres_url: str, vault: Vault, clock: Clock
) -> None:
    database = open_database(postgres_url)
    engine = create_engine(postgres_url)
    await filed(database, vault, filing(), filing("draft-2", numbered(2)))
    notices = handler(database, vault, clock)
    await drained(notices)
    with engine.connect() as slow:
        slow.begin()
        step(slow, vault, Step(NUMBER, Status.ACCEPTED, None, "slow", START))  # takes the lower position
        await stepped(database, vault, "accepted", number=numbered(2))  # takes the higher one, commits first
        following = asyncio.create_task(notices.run_once())
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(following), 0.3)
        assert not following.done()
        assert await texts(database, vault) == []
        slow.commit()
    assert await asyncio.wait_for(following, 5) == 2
    first, second = await texts(database, vault)
    assert NUMBER in first and numbered(2) in second
    engine.dispose()
    await database.close()


@pytest.mark.postgres
async def test_a_step_that_is_undone_holds_nobody_up(postgres_url: str, vault: Vault, clock: Clock) -> None:
    database = open_database(postgres_url)
    engine = create_engine(postgres_url)
    await filed(database, vault, filing(), filing("draft-2", numbered(2)))
    with engine.connect() as lost:
        lost.begin()
        step(lost, vault, Step(NUMBER, Status.ACCEPTED, None, "lost", START))
        await stepped(database, vault, "accepted", number=numbered(2))
        lost.rollback()
    await drained(handler(database, vault, clock))
    [text] = await texts(database, vault)
    assert numbered(2) in text
    engine.dispose()
    await database.close()


async def test_the_workers_page_shows_the_newer_step_alone(database: Database, vault: Vault, clock: Clock) -> None:
    talk = "web:here:worker"
    await heard(database, talk, START)
    await filed(database, vault, filing(conversation_id=talk))
    await database.run(lambda c: c.execute(update(conversation).values(state=None)))
    for status in ("accepted", "filed"):
        await stepped(database, vault, status)
        await drained(handler(database, vault, clock))
    feed = await Transcript(database, vault, clock).after(talk, 0)
    assert [("已立案" in line.text, line.speaker) for line in feed.lines] == [(True, "notice")]


async def test_where_too_much_waits_to_leave_the_events_wait(database: Database, vault: Vault, clock: Clock) -> None:
    talks = [f"wechat:gh:{one}" for one in range(3)]
    await filed(database, vault, *(filing(f"draft-{one}", numbered(one), talks[one]) for one in range(3)))
    notices = NoticeHandler(database, vault, SCRIPT, clock, most_waiting=1)
    for one in range(3):
        await stepped(database, vault, "accepted", number=numbered(one))
        await drained(notices)
    assert [state for (state,) in await entries(database, "state")] == ["waiting"] * 2
    await database.run(lambda c: c.execute(update(outbox).values(state="sent")))
    await drained(notices)
    assert len(await entries(database, "state")) == 3


async def test_whether_an_older_step_arrived_matters_no_more_when_a_newer_one_comes(
    database: Database, vault: Vault, clock: Clock
) -> None:
    await filed(database, vault, filing(), filing("draft-2", numbered(2)))
    notices = handler(database, vault, clock)
    for number in (NUMBER, numbered(2)):
        await stepped(database, vault, "accepted", number=number)
    await drained(notices)
    await database.run(lambda c: c.execute(update(outbox).values(state="unknown")))
    for entry in (1, 2):
        await database.run(partial(undelivered.note, entry=entry, conversation_id=TALK, kind="letter", at=START))
    await stepped(database, vault, "filed")
    await drained(notices)
    left = await database.read(lambda c: undelivered.open_items(c, vault, "", kind="letter", count=9))
    assert [item.entry.subject for item in left] == [f"case:{numbered(2)}"]
