"""Lists of talks: what belongs where, in which order, page by page, within the area; and who of the staff is there."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import insert

from storage import drafts, messages, outbox, presence, sessions, talk_lines, talks
from storage.database import Database
from storage.messages import Line
from storage.outbox import Entry
from storage.sessions import Since
from storage.staff import StaffRow, add_staff
from storage.tables import conversation
from storage.talks import Looker, Wanted
from storage.vault import Vault
from tests.rows import START, TALK, Clock

pytestmark = pytest.mark.asyncio
HERE, AWAY = "321111", "621102"


async def talk(database: Database, name: str, minutes: float = 0, **values: Any) -> str:
    """A conversation that last changed so many minutes after the start."""
    at = START + timedelta(minutes=minutes)
    row = {
        "id": f"web:page:{name}",
        "channel": "web",
        "account": "page",
        "user_id": name,
        "version": 1,
        "handed_over": False,
        "last_inbound_at": at,
        "created_at": at,
        "updated_at": at,
        **values,
    }
    await database.run(lambda connection: connection.execute(insert(conversation), row))
    return str(row["id"])


def looker(clock: Clock, area: str = "", name: str = "li") -> Looker:
    return Looker(f"id-{name}", name, area, clock())


async def listed(
    database: Database, vault: Vault, looker: Looker, name: talks.ListName, **more: Any
) -> list[talks.TalkRow]:
    return await database.read(lambda c: talks.list_talks(c, vault, looker, Wanted(name, **more)))


async def names(database: Database, vault: Vault, looker: Looker, name: talks.ListName, **more: Any) -> list[str]:
    return [row.talk.user_id for row in await listed(database, vault, looker, name, **more)]


async def staff(database: Database, name: str, role: str = "officer", area: str = "", **more: Any) -> None:
    row = StaffRow(f"id-{name}", name, name, role, area, "hash", False, START, **more)

    def add(connection: Any) -> None:
        add_staff(connection, row)
        sessions.begin_session(connection, f"token-{name}", row.id, START)

    await database.run(add)


async def test_every_talk_is_in_one_list(database: Database, vault: Vault, clock: Clock) -> None:
    await talk(database, "asks", wanted="asked", wanted_at=START, handed_over=True)
    await talk(database, "left-over", handed_over=True)
    await talk(database, "his", held_by="li", held_at=START, handed_over=True)
    await talk(database, "hers", held_by="wu", held_at=START, handed_over=True)
    await talk(database, "fresh")
    await talk(database, "old", minutes=-7 * 24 * 60 - 1)
    filed = await talk(database, "filed")
    again = await talk(database, "again")

    def draft(connection: Any) -> None:
        for id, of in (("d1", filed), ("d2", again), ("d3", again)):
            drafts.open(connection, id, of, "2026-11", START)
        for id in ("d1", "d2"):
            drafts.close(connection, id, "filed", START)

    await database.run(draft)
    found = {
        name: set(await names(database, vault, looker(clock), name))
        for name in ("waiting", "mine", "others", "assistant", "closed")
    }
    assert found == {
        "waiting": {"asks", "left-over"},
        "mine": {"his"},
        "others": {"hers"},
        "assistant": {"fresh", "again"},
        "closed": {"old", "filed"},
    }


async def test_danger_comes_first_and_then_who_has_waited_longest(
    database: Database, vault: Vault, clock: Clock
) -> None:
    for name, reason, minutes in (("b", "asked", 2), ("a", "failed", 1), ("d", "crisis", 9), ("c", "asked", 3)):
        await talk(database, name, wanted=reason, wanted_at=START + timedelta(minutes=minutes))
    assert await names(database, vault, looker(clock), "waiting") == ["d", "a", "b", "c"]


@pytest.mark.parametrize("name", ["waiting", "assistant"])
async def test_pages_follow_each_other_without_a_gap(
    database: Database, vault: Vault, clock: Clock, name: talks.ListName
) -> None:
    for number in range(7):
        wanted = {"wanted": "crisis" if number == 3 else "asked", "wanted_at": START} if name == "waiting" else {}
        await talk(database, f"n{number}", minutes=number // 2, **wanted)
    all_of_them = await names(database, vault, looker(clock), name)
    paged, after = list[str](), None
    while page := await listed(database, vault, looker(clock), name, after=after, count=2):
        paged += [row.talk.user_id for row in page]
        after = page[-1].mark
    assert paged == all_of_them and len(paged) == 7


async def test_an_area_sees_its_own_and_what_lies_nowhere_yet(database: Database, vault: Vault, clock: Clock) -> None:
    for name, county in (("here", HERE), ("away", AWAY), ("nowhere", None)):
        await talk(database, name, county_code=county, wanted="asked", wanted_at=START)
    assert await names(database, vault, looker(clock, "3211"), "waiting") == ["here", "nowhere"]
    counted = await database.read(lambda c: talks.counts(c, looker(clock, "3211")))
    assert counted.waiting == 2


async def test_what_he_has_not_read_is_counted(database: Database, vault: Vault, clock: Clock) -> None:
    await staff(database, "li")
    id = await talk(database, "his", held_by="li", held_at=START, handed_over=True)
    await talk(database, "hers", held_by="wu", held_at=START, handed_over=True, wanted="crisis", wanted_at=START)

    def say(connection: Any, text: str, direction: str) -> None:
        messages.add(connection, vault, Line(id, "staff", text, START, "li", f"staff:{text}"))
        if direction == "in":
            from storage.tables import message

            newest = message.c.key == f"staff:{text}"
            connection.execute(message.update().where(newest).values(direction="in", kind="text"))

    for text, direction in (("one", "in"), ("two", "out"), ("three", "in")):
        await database.run(partial(say, text=text, direction=direction))
    [row] = await listed(database, vault, looker(clock), "mine")
    assert row.unread == 2 and row.last is not None and row.last.text == "three"
    counted = await database.read(lambda c: talks.counts(c, looker(clock)))
    assert counted == talks.Counts(waiting=1, urgent=1, mine=1, unread=1, others=1)
    last = row.last.id
    moved = [
        await database.run(partial(talks.mark_read, conversation_id=id, staff_id="id-li", message_id=to))
        for to in (last - 1, last, last - 1)
    ]
    assert moved == [True, True, False]
    assert await database.read(lambda c: talks.has_read(c, id, "id-li")) == last
    counted = await database.read(lambda c: talks.counts(c, looker(clock)))
    assert counted.unread == 0


async def test_words_are_read_with_what_became_of_them(database: Database, vault: Vault, clock: Clock) -> None:
    id = await talk(database, "his")

    def say(connection: Any) -> None:
        outbox.put(connection, vault, Entry("late:m1", id, "reply", "{}", START))
        outbox.put(connection, vault, Entry("staff:1", id, "staff", "{}", START))
        for key in ("m0", "m1", "staff:1"):
            messages.add(connection, vault, Line(id, "reply", key, START, None, key))

    await database.run(say)
    found = await database.read(lambda c: talk_lines.spoken(c, vault, id))
    assert [(row.text, row.state) for row in found] == [("m0", None), ("m1", "waiting"), ("staff:1", "waiting")]
    first = await database.read(lambda c: talk_lines.spoken(c, vault, id, before=found[1].id))
    assert first == found[:1]
    one = await database.read(lambda c: talk_lines.find_spoken(c, vault, id, found[1].id))
    assert one == found[1]
    assert await database.read(lambda c: talk_lines.find_spoken(c, vault, TALK, found[1].id)) is None


SINCE = Since(START - timedelta(hours=1), START - timedelta(hours=1))


async def is_here(database: Database, county: str | None, since_minutes: float = 0) -> bool:
    since = START + timedelta(minutes=since_minutes)
    return await database.read(lambda c: presence.is_anybody_here(c, county, ["officer"], since))


@pytest.mark.parametrize(
    ("area", "county", "is_there"),
    [("", HERE, True), ("", None, True), ("3211", HERE, True), ("3211", AWAY, False), ("3211", None, True)],
)
async def test_somebody_is_there_for_a_county(
    database: Database, area: str, county: str | None, is_there: bool
) -> None:
    await staff(database, "li", area=area)
    assert not await is_here(database, county)
    at = START + timedelta(minutes=1)
    assert await database.run(lambda c: presence.be_here(c, "token-li", at, SINCE))
    assert await is_here(database, county) is is_there
    assert not await is_here(database, county, since_minutes=1)


async def test_who_cannot_talk_or_is_gone_is_not_there(database: Database) -> None:
    at = START + timedelta(minutes=1)
    await staff(database, "auditor", role="auditor")
    await staff(database, "left", disabled_at=START)
    await staff(database, "li")
    here = [
        await database.run(partial(presence.be_here, token_hash=f"token-{of}", at=at, since=SINCE))
        for of in ("auditor", "left", "nobody")
    ]
    assert here == [True, False, False]
    assert not await is_here(database, None)
    await database.run(lambda c: presence.be_here(c, "token-li", at, SINCE))
    assert await is_here(database, None)
    await database.run(lambda c: presence.be_gone(c, "token-li"))
    assert not await is_here(database, None)


async def test_a_session_that_has_ended_is_not_there(database: Database) -> None:
    await staff(database, "li")
    since = Since(START, START - timedelta(hours=1))
    assert not await database.run(lambda c: presence.be_here(c, "token-li", START, since))


async def test_colleagues_who_are_here_come_first(database: Database) -> None:
    at = START + timedelta(minutes=1)
    for name, area in (("an", "3211"), ("bo", "32"), ("ce", "62"), ("di", "")):
        await staff(database, name, area=area)
    await database.run(lambda c: presence.be_here(c, "token-di", at, SINCE))
    found = await database.read(lambda c: presence.colleagues(c, HERE, ["officer"], START))
    assert [(one.name, one.is_here) for one in found] == [("di", True), ("an", False), ("bo", False)]
