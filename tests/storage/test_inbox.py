"""The turn in rows: taken once, in order, lent to one process at a time, and never half true."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import create_engine, select

from storage import inbox, messages
from storage.conversations import find, hold
from storage.database import Database, open_database
from storage.inbox import AlreadyAnswered, Opening, StoredReply, VersionConflict
from storage.tables import conversation, message
from storage.tables import inbox as inbox_table
from storage.vault import Vault
from tests.rows import START
from tests.storage.turning import LEASE, WORDS, Turns, arrival, count, opened, saved, thought

pytestmark = pytest.mark.asyncio
AFTER = START + LEASE + timedelta(seconds=1)


async def kept_late(database: Database, vault: Vault, key: str) -> StoredReply | None:
    return await database.run(lambda c: inbox.keep_late(c, vault, arrival(key)))


async def waiting(database: Database, vault: Vault, **before: float) -> list[str]:
    then = START + timedelta(**before)
    found = await database.read(lambda c: inbox.unanswered(c, vault, then, then, 10))
    return [one.key for one in found]


async def kept(database: Database) -> dict[str, Any]:
    row = await database.read(lambda c: c.execute(select(conversation)).one())
    return dict(row._mapping)


async def test_nine_deliveries_at_once_are_answered_once_with_the_same_words(database: Database, vault: Vault) -> None:
    turns = Turns(database, vault)
    replies = await asyncio.gather(*(turns.answer(arrival(key)) for key in "abcabcabc"))
    assert [reply.reply for reply in replies] == ["1:a", "2:b", "3:c"] * 3
    assert await count(database, inbox_table) == 3
    assert await count(database, message) == 6


async def test_a_turn_is_four_rows_and_a_redelivery_none(database: Database, vault: Vault) -> None:
    turns = Turns(database, vault)
    await turns.answer(arrival("a"))
    await turns.answer(arrival("a"))
    tables = (conversation, inbox_table, message)
    assert [await count(database, table) for table in tables] == [1, 1, 2]


async def test_a_turn_is_kept_as_it_was(database: Database, vault: Vault) -> None:
    first = await opened(database, vault, arrival("a"))
    assert (first.state, first.version, first.handed_over) == (None, 0, False)
    assert await saved(database, vault, replace(thought(first), handed_over=True)) is False
    then = await opened(database, vault, arrival("b"))
    assert (then.state, then.version, then.handed_over) == ('["a"]', 1, True)
    row = await kept(database)
    assert (row["channel"], row["account"], row["user_id"]) == ("talk", "test", "a")
    assert (row["last_inbound_at"], row["created_at"], row["updated_at"]) == (START, START, START)
    said = await database.read(lambda c: messages.said(c, vault, "talk:test:a"))
    assert [(one.direction, one.kind, one.text) for one in said] == [("in", "text", WORDS), ("out", "reply", "1:a")]


async def test_what_nobody_said_is_no_message_and_opens_no_window(database: Database, vault: Vault) -> None:
    first = await opened(database, vault, arrival("a"))
    await saved(database, vault, replace(thought(first), is_heard=False, said_out=None))
    assert await count(database, message) == 0
    assert (await kept(database))["last_inbound_at"] is None
    await Turns(database, vault, lambda: START).answer(arrival("b"))
    unheard = await opened(database, vault, arrival("c", at=AFTER))
    await saved(database, vault, replace(thought(unheard), is_heard=False))
    assert (await kept(database))["last_inbound_at"] == START


async def test_who_loses_the_race_for_a_later_message_changes_nothing(database: Database, vault: Vault) -> None:
    await Turns(database, vault, lambda: START).answer(arrival("a"))
    slow = await opened(database, vault, arrival("b"))
    quick = await opened(database, vault, arrival("b"), AFTER)
    await saved(database, vault, thought(quick))
    with pytest.raises(VersionConflict):
        await saved(database, vault, thought(slow))
    assert (await kept(database))["version"] == 2
    assert await count(database, message) == 4


async def test_who_loses_the_race_for_the_first_message_is_told_so(database: Database, vault: Vault) -> None:
    slow = await opened(database, vault, arrival("a"))
    quick = await opened(database, vault, arrival("a" if database.shared else "b"), AFTER)
    await saved(database, vault, thought(quick))
    with pytest.raises(VersionConflict):
        await saved(database, vault, thought(slow))
    assert await count(database, inbox_table) == 1


async def test_a_message_that_was_answered_meanwhile_is_not_answered_again(database: Database, vault: Vault) -> None:
    first = await opened(database, vault, arrival("a"))
    await saved(database, vault, thought(first))
    with pytest.raises(AlreadyAnswered):
        await saved(database, vault, thought(replace(first, version=1)))
    assert (await kept(database))["version"] == 1


async def test_staff_who_take_over_make_the_turn_under_way_start_anew(database: Database, vault: Vault) -> None:
    await Turns(database, vault, lambda: START).answer(arrival("a"))
    opening = await opened(database, vault, arrival("b"))
    await database.run(lambda c: hold(c, "talk:test:a", "officer", START))
    with pytest.raises(VersionConflict):
        await saved(database, vault, thought(opening))
    again = await opened(database, vault, arrival("b"), AFTER)
    assert again.handed_over is True


async def test_what_cannot_be_finished_in_time_is_kept_and_its_reply_is_late(database: Database, vault: Vault) -> None:
    opening = await opened(database, vault, arrival("a"))
    assert await kept_late(database, vault, "a") is None
    assert await kept_late(database, vault, "a") is None
    assert await count(database, inbox_table) == 1
    assert await saved(database, vault, thought(opening)) is True
    assert await kept_late(database, vault, "a") == StoredReply("1:a", True)
    assert await opened(database, vault, arrival("a")) == StoredReply("1:a", True)


async def test_what_was_finished_in_time_after_all_is_not_late(database: Database, vault: Vault) -> None:
    opening = await opened(database, vault, arrival("a"))
    assert await saved(database, vault, thought(opening)) is False
    assert await kept_late(database, vault, "a") == StoredReply("1:a", False)
    assert await database.read(lambda c: inbox.stored_reply(c, vault, "a")) == StoredReply("1:a", False)


async def test_the_oldest_message_comes_first(database: Database, vault: Vault) -> None:
    for key in ("a", "b"):
        await kept_late(database, vault, key)
    for key in ("a", "b"):
        opening = await opened(database, vault, arrival("c"))
        assert (opening.arrival.key, opening.arrival) == (key, arrival(key))
        await saved(database, vault, thought(opening))
    assert (await opened(database, vault, arrival("c"))).arrival.key == "c"


@pytest.mark.postgres
async def test_a_conversation_is_lent_to_one_process_at_a_time(postgres_url: str, vault: Vault) -> None:
    database = open_database(postgres_url)
    assert isinstance(await opened(database, vault, arrival("dead")), Opening)
    assert await opened(database, vault, arrival("live")) is None
    assert isinstance(await opened(database, vault, arrival("other", "b")), Opening)
    taken = await opened(database, vault, arrival("live"), AFTER)
    assert taken.arrival == arrival("dead")
    await saved(database, vault, thought(taken))
    assert (await opened(database, vault, arrival("live"), AFTER)).arrival.key == "live"
    await database.close()


@pytest.mark.postgres
async def test_a_message_gets_its_place_after_those_that_are_not_yet_committed(postgres_url: str, vault: Vault) -> None:
    database = open_database(postgres_url)
    engine = create_engine(postgres_url)
    await Turns(database, vault, lambda: START).answer(arrival("a"))
    with engine.begin() as slow:
        first = inbox.open_next(slow, vault, arrival("b"), START, LEASE)
        second = asyncio.create_task(opened(database, vault, arrival("c")))
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(second), 0.2)
        assert isinstance(first, Opening) and not second.done()
    assert await asyncio.wait_for(second, 5) is None
    engine.dispose()
    await database.close()


@pytest.mark.postgres
async def test_a_lease_that_is_freed_is_free_and_only_by_its_holder(postgres_url: str, vault: Vault) -> None:
    database = open_database(postgres_url)
    first = await opened(database, vault, arrival("a"))
    await database.run(lambda c: inbox.release(c, first))
    second = await opened(database, vault, arrival("a"), START + timedelta(seconds=1))
    assert isinstance(second, Opening)
    await database.run(lambda c: inbox.release(c, first))
    assert await opened(database, vault, arrival("a"), START + timedelta(seconds=1)) is None
    await database.close()


async def test_a_sweep_finds_what_a_dead_process_left_and_nothing_else(database: Database, vault: Vault) -> None:
    await Turns(database, vault, lambda: START).answer(arrival("done"))
    await kept_late(database, vault, "left")
    late = arrival("new", at=START + timedelta(seconds=60))
    await database.run(lambda c: inbox.keep_late(c, vault, late))
    assert await waiting(database, vault, seconds=1) == ["left"]
    [found] = await database.read(lambda c: inbox.unanswered(c, vault, AFTER, AFTER, 10))
    assert found == arrival("left")
    await saved(database, vault, thought(await opened(database, vault, found, AFTER)))
    assert await waiting(database, vault, seconds=1) == []


async def test_a_sweep_takes_the_oldest_first_and_no_more_than_asked(database: Database, vault: Vault) -> None:
    for key in "cab":
        await kept_late(database, vault, key)
    found = await database.read(lambda c: inbox.unanswered(c, vault, AFTER, AFTER, 2))
    assert [one.key for one in found] == ["c", "a"]


async def test_his_words_can_be_forgotten_and_a_redelivery_still_gets_its_reply(
    database: Database, vault: Vault
) -> None:
    turns = Turns(database, vault, lambda: START)
    await turns.answer(arrival("a"))
    await turns.answer(arrival("other", "b"))
    await kept_late(database, vault, "waits")
    await database.run(partial(inbox.forget_words, vault=vault, conversation_id="talk:test:a"))
    await database.run(partial(messages.forget_words, vault=vault, conversation_id="talk:test:a"))
    rows = await database.read(lambda c: c.execute(select(inbox_table).order_by(inbox_table.c.place)).all())
    held = {row.key: WORDS in vault.open(row.message, place=f"inbox.message:{row.key}") for row in rows}
    assert held == {"a": False, "other": True, "waits": True}
    said = await database.read(lambda c: messages.said(c, vault, "talk:test:a"))
    assert [one.text for one in said] == ["", "1:a"]
    assert await opened(database, vault, arrival("a")) == StoredReply("1:a", False)


async def test_a_conversation_whose_message_was_only_kept_has_no_state(database: Database, vault: Vault) -> None:
    await kept_late(database, vault, "a")
    row = await database.read(lambda c: find(c, vault, "talk:test:a"))
    assert row is not None and (row.state, row.version) == (None, 0)


async def test_what_was_put_off_is_found_before_what_its_channel_still_asks_about(
    database: Database, vault: Vault
) -> None:
    await kept_late(database, vault, "late")
    later = START + timedelta(seconds=3)
    found = await database.read(lambda c: inbox.unanswered(c, vault, START - LEASE, later, 10))
    assert [one.key for one in found] == ["late"]
    assert await waiting(database, vault, seconds=-1) == []
