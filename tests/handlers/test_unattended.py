"""Nobody is left waiting for staff who are not there, on both databases."""

from __future__ import annotations

from typing import Any

import pytest

from dialogs.replies import text_of
from handlers.presence import Presence
from handlers.sign_in import Session, token_hash
from handlers.unattended import Unattended
from handlers.viewer import Role, Viewer
from storage import conversations, messages, sessions
from storage.database import Database
from storage.staff import StaffRow, add_staff
from storage.vault import Vault
from tests import whole
from tests.handlers.test_inbound import came, handler
from tests.handlers.test_takeover import LI, begun, takeovers, waiting
from tests.rows import START, TALK, Clock
from tests.talks import SCRIPT

pytestmark = pytest.mark.asyncio
SORRY = text_of(SCRIPT.domain, "utter_nobody_came", {})


async def hired(database: Database, viewer: Viewer = LI) -> Session:
    row = StaffRow(viewer.staff_id, viewer.name, viewer.name, viewer.role, viewer.area, "hash", False, START)

    def add(connection: Any) -> None:
        add_staff(connection, row)
        sessions.begin_session(connection, token_hash(viewer.name), row.id, START)

    await database.run(add)
    return Session(viewer.name, viewer, must_change=False)


async def look(database: Database, vault: Vault, clock: Clock) -> int:
    return await Unattended(database, vault, whole.engine(database, vault, clock), clock).run_once()


async def talk(database: Database, vault: Vault) -> conversations.ConversationRow:
    row = await database.read(lambda c: conversations.find(c, vault, TALK))
    assert row is not None
    return row


async def asked_for_staff(database: Database, vault: Vault, clock: Clock) -> None:
    await begun(database, vault, clock)
    way = handler(database, vault, clock, whole.engine(database, vault, clock))
    await way.handle(came("人工", "k1", clock), patience=4)
    assert (await talk(database, vault)).handed_over


async def test_after_ten_minutes_alone_the_assistant_says_so_and_asks_on(
    database: Database, vault: Vault, clock: Clock
) -> None:
    await asked_for_staff(database, vault, clock)
    clock.later(minutes=9)
    assert await look(database, vault, clock) == 0
    clock.later(minutes=1)
    assert await look(database, vault, clock) == 1
    [told] = await waiting(database, vault, clock)
    assert told.startswith(SORRY) and "同意" in told
    row = await talk(database, vault)
    assert (row.handed_over, row.wanted) == (False, "asked")
    said = await database.read(lambda c: messages.said(c, vault, TALK))
    assert said[-1].text == told
    assert await look(database, vault, clock) == 0


async def test_while_somebody_is_there_the_worker_waits_for_him(database: Database, vault: Vault, clock: Clock) -> None:
    session = await hired(database)
    await asked_for_staff(database, vault, clock)
    clock.later(minutes=30)
    await Presence(database, clock).open(session)
    assert await look(database, vault, clock) == 0
    clock.later(minutes=1)
    assert await look(database, vault, clock) == 1


async def test_without_a_complaint_nothing_is_said_of_going_on(database: Database, vault: Vault, clock: Clock) -> None:
    way = handler(database, vault, clock, whole.engine(database, vault, clock))
    await way.handle(came("人工", "k1", clock), patience=4)
    clock.later(minutes=10)
    await look(database, vault, clock)
    assert await waiting(database, vault, clock) == [SORRY]


async def test_whoever_wrote_to_staff_who_have_left_waits_for_others(
    database: Database, vault: Vault, clock: Clock
) -> None:
    session = await hired(database)
    presence = Presence(database, clock)
    await begun(database, vault, clock)
    await presence.open(session)
    await takeovers(database, vault, clock).take_over(LI, TALK)
    clock.later(minutes=1)
    way = handler(database, vault, clock, whole.engine(database, vault, clock))
    await way.handle(came("在吗", "k1", clock), patience=4)
    clock.later(minutes=10)
    await presence.stay(session)
    assert await look(database, vault, clock) == 0  # he is there, only slow
    await presence.close(session)
    assert await look(database, vault, clock) > 0
    row = await talk(database, vault)
    assert (row.held_by, row.wanted, row.handed_over) == (None, "left", False)
    assert (await waiting(database, vault, clock))[-1].startswith(SORRY)


async def test_a_talk_that_staff_have_answered_stays_theirs(database: Database, vault: Vault, clock: Clock) -> None:
    from handlers.takeover import StaffWords

    await hired(database)
    await begun(database, vault, clock)
    doing = takeovers(database, vault, clock)
    await doing.take_over(LI, TALK)
    await doing.say(LI, StaffWords(TALK, "1", "我查一下，明天回您。"))
    clock.later(hours=20)
    assert await look(database, vault, clock) == 0
    assert (await talk(database, vault)).held_by == LI.name


@pytest.mark.parametrize(("area", "is_staffed"), [("", True), ("32", True), ("62", False)])
async def test_only_who_may_come_counts_as_there(
    database: Database, vault: Vault, clock: Clock, area: str, is_staffed: bool
) -> None:
    session = await hired(database, Viewer("s9", "远处", Role.OFFICER, area))
    presence = Presence(database, clock)
    await presence.open(session)
    await begun(database, vault, clock)
    from sqlalchemy import update

    from storage.tables import conversation

    here = update(conversation).where(conversation.c.id == TALK).values(county_code="321111")
    await database.run(lambda connection: connection.execute(here))
    assert await presence.is_staffed(TALK) is is_staffed


async def test_with_the_last_page_closed_he_is_gone(database: Database, clock: Clock) -> None:
    session = await hired(database)
    presence = Presence(database, clock)
    assert await presence.open(session) and await presence.open(session)
    await presence.close(session)
    assert await presence.is_staffed(TALK)
    await presence.close(session)
    assert not await presence.is_staffed(TALK)


async def test_a_session_that_was_ended_elsewhere_is_seen_to_be_over(database: Database, clock: Clock) -> None:
    session = await hired(database)
    presence = Presence(database, clock)
    assert await presence.open(session)
    await database.run(lambda connection: sessions.end_session(connection, token_hash(session.token)))
    assert not await presence.stay(session)
