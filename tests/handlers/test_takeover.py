"""Staff take a talk over and give it back, on both databases; the assistant never speaks over them."""

from __future__ import annotations

import asyncio
import json

import pytest

from handlers.takeover import HeldByAnother, NoSuchTalk, NotAllowed, NotHeld, StaffWords, Takeovers
from handlers.viewer import Role, Viewer
from storage import audit, conversations, messages, outbox
from storage.database import Database
from storage.vault import Vault
from tests import whole
from tests.handlers.test_inbound import Echo, came, handler
from tests.rows import TALK, Clock

pytestmark = pytest.mark.asyncio
LI, WU = Viewer("s1", "李值班", Role.OFFICER), Viewer("s2", "吴值班", Role.OFFICER)
AUDITOR = Viewer("s3", "审计", Role.AUDITOR)


def takeovers(database: Database, vault: Vault, clock: Clock) -> Takeovers:
    return Takeovers(database, vault, whole.engine(database, vault, clock), clock)


async def begun(database: Database, vault: Vault, clock: Clock) -> None:
    """A talk in which the form asks for consent."""
    from tests.dialogs.said import says

    engine = whole.engine(database, vault, clock)
    turn = await engine.turn(whole.conversation(TALK), says("report_arrears", employer="鼎立劳务"))
    assert turn.asked == "consent"
    await whole.kept(database, vault, clock, turn)


async def waiting(database: Database, vault: Vault, clock: Clock) -> list[str]:
    found = await database.read(lambda c: outbox.waiting(c, vault, TALK, clock()))
    return [json.loads(payload)["text"] for _, payload in found]


async def test_the_assistant_is_silent_while_staff_have_the_talk(
    database: Database, vault: Vault, clock: Clock
) -> None:
    way = handler(database, vault, clock, whole.engine(database, vault, clock))
    await begun(database, vault, clock)
    await takeovers(database, vault, clock).take_over(LI, TALK)
    answer = await way.handle(came("你好，有人吗", "k1", clock), patience=4)
    assert answer.replies == ()
    said = await database.read(lambda c: messages.said(c, vault, TALK))
    assert said[-1].text == "你好，有人吗"


async def test_the_assistant_stays_silent_even_when_the_worker_says_go_on(
    database: Database, vault: Vault, clock: Clock
) -> None:
    way = handler(database, vault, clock, whole.engine(database, vault, clock))
    await begun(database, vault, clock)
    await takeovers(database, vault, clock).take_over(LI, TALK)
    answer = await way.handle(came("继续", "k1", clock), patience=4)
    row = await database.read(lambda c: conversations.find(c, vault, TALK))
    assert answer.replies == () and row is not None and row.handed_over


async def test_who_waits_for_staff_may_go_on_without_them(database: Database, vault: Vault, clock: Clock) -> None:
    way = handler(database, vault, clock, whole.engine(database, vault, clock))
    await begun(database, vault, clock)
    await way.handle(came("人工", "k1", clock), patience=4)
    answer = await way.handle(came("继续", "k2", clock), patience=4)
    row = await database.read(lambda c: conversations.find(c, vault, TALK))
    assert answer.replies and row is not None and not row.handed_over


async def test_what_the_assistant_says_when_it_is_given_back_stands_in_the_talk(
    database: Database, vault: Vault, clock: Clock
) -> None:
    await begun(database, vault, clock)
    doing = takeovers(database, vault, clock)
    await doing.take_over(LI, TALK)
    await doing.give_back(LI, TALK)
    said = await database.read(lambda c: messages.said(c, vault, TALK))
    assert [one.text for one in said][-1:] == await waiting(database, vault, clock)


async def test_a_turn_under_way_falls_silent_too(database: Database, vault: Vault, clock: Clock) -> None:
    class Slow(Echo):
        async def turn(self, conversation, said):  # type: ignore[no-untyped-def]
            turn = await super().turn(conversation, said)
            return turn if not conversation.handed_over else type(turn)(conversation)

    echo = Slow()
    way = handler(database, vault, clock, echo)
    await way.handle(came("一", "k1", clock), patience=4)
    echo.gate = asyncio.Event()
    under_way = asyncio.create_task(way.handle(came("二", "k2", clock), patience=10))
    while len(echo.heard) < 2:
        await asyncio.sleep(0)
    await takeovers(database, vault, clock).take_over(LI, TALK)
    echo.gate.set()
    assert (await under_way).replies == ()


async def test_one_officer_at_a_time(database: Database, vault: Vault, clock: Clock) -> None:
    await begun(database, vault, clock)
    doing = takeovers(database, vault, clock)
    results = await asyncio.gather(doing.take_over(LI, TALK), doing.take_over(WU, TALK), return_exceptions=True)
    [refused] = [result for result in results if result is not None]
    assert isinstance(refused, HeldByAnother) and refused.name in (LI.name, WU.name)


async def test_his_words_leave_once_however_often_he_clicks(database: Database, vault: Vault, clock: Clock) -> None:
    await begun(database, vault, clock)
    doing = takeovers(database, vault, clock)
    await doing.take_over(LI, TALK)
    words = StaffWords(TALK, "click-1", "我是李值班，您说。")
    assert [await doing.say(LI, words), await doing.say(LI, words)] == [True, False]
    assert await waiting(database, vault, clock) == ["我是李值班，您说。"]
    said = await database.read(lambda c: messages.said(c, vault, TALK))
    assert [(one.text, one.by) for one in said][-1] == ("我是李值班，您说。", LI.name)


async def test_who_has_not_taken_it_over_does_not_write_in_it(database: Database, vault: Vault, clock: Clock) -> None:
    await begun(database, vault, clock)
    doing = takeovers(database, vault, clock)
    await doing.take_over(LI, TALK)
    with pytest.raises(NotHeld):
        await doing.say(WU, StaffWords(TALK, "click-1", "插一句"))
    await doing.hand_on(LI, TALK, WU.name)
    assert await doing.say(WU, StaffWords(TALK, "click-2", "我接手了。"))
    with pytest.raises(NotHeld):
        await doing.say(LI, StaffWords(TALK, "click-3", "我还在"))


async def test_given_back_the_assistant_asks_the_same_question_again(
    database: Database, vault: Vault, clock: Clock
) -> None:
    await begun(database, vault, clock)
    doing = takeovers(database, vault, clock)
    await doing.take_over(LI, TALK)
    await doing.give_back(LI, TALK)
    [text] = await waiting(database, vault, clock)
    assert "同意" in text
    row = await database.read(lambda c: conversations.find(c, vault, TALK))
    assert row is not None and (row.held_by, row.handed_over) == (None, False)
    acts = await database.read(lambda c: audit.look(c, vault, audit.Looked(subject=TALK)))
    assert [act.action for act in acts] == ["talk_given_back", "talk_taken_over"]


async def test_an_auditor_only_looks_and_other_areas_see_nothing(
    database: Database, vault: Vault, clock: Clock
) -> None:
    await begun(database, vault, clock)
    doing = takeovers(database, vault, clock)
    with pytest.raises(NotAllowed):
        await doing.take_over(AUDITOR, TALK)
    with pytest.raises(NoSuchTalk):
        await doing.take_over(LI, "talk:test:nobody")
