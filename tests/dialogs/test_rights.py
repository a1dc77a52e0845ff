"""What we keep of a worker can be seen, deleted and taken back by him; his notices can be guarded."""

from __future__ import annotations

import pytest

from dialogs.effects import CareNeeded, ConsentGiven, DataErased, HumanRequested
from dialogs.notices import notice_text
from tests.dialogs.said import at, says, texts, words
from tests.dialogs.test_actions import filed
from tests.talks import SCRIPT, DialogAlone

pytestmark = pytest.mark.asyncio


async def test_he_sees_what_we_keep_without_what_harms_on_a_shared_phone(alone: DialogAlone) -> None:
    turn = await alone.engine.turn(await at(alone, "project"), says("ask_policy", "我的数据"))
    assert turn.asked == "project"
    assert "王建国" in texts(turn)[0]
    assert "321102********0015" in texts(turn)[0]
    assert "13800001234" not in texts(turn)[0]


async def test_who_told_nothing_sees_that_nothing_is_kept(alone: DialogAlone) -> None:
    turn = await alone.engine.turn(await at(alone, "consent"), says("provide_info", "我的数据"))
    assert texts(turn)[0] == words("utter_my_data_none")


async def test_case_numbers_are_told_with_the_data(alone: DialogAlone) -> None:
    turn = await alone.engine.turn(await filed(alone), says("provide_info", "我的数据"))
    assert "XS20260001" in texts(turn)[1]


async def test_erasing_asks_first_and_then_leaves_nothing(alone: DialogAlone) -> None:
    asked = await alone.engine.turn(await at(alone, "project"), says("provide_info", "删除我的数据"))
    assert (asked.effects, asked.asked, "确认删除" in texts(asked)[0]) == ((), "project", True)
    done = await alone.engine.turn(asked.conversation, says("provide_info", "确认删除"))
    assert done.effects == (DataErased("draft-1"),)
    assert (done.outcome, done.asked, dict(done.facts)) == ("withdrawn", None, {})
    left = {name for name, value in done.conversation.slots.items() if value}
    assert left <= {"consent", "outcome"}


async def test_erasing_after_filing_leaves_the_case_and_tells_staff(alone: DialogAlone) -> None:
    done = await alone.engine.turn(await filed(alone), says("provide_info", "确认删除"))
    assert done.effects == (DataErased(None), CareNeeded("erasure"), HumanRequested("asked"))
    assert (done.outcome, done.case_number, dict(done.facts)) == (None, "XS20260001", {})


async def test_consent_is_taken_back_in_two_steps(alone: DialogAlone) -> None:
    asked = await alone.engine.turn(await at(alone, "place"), says("withdraw", "撤回同意"))
    assert (asked.effects, asked.asked) == ((), "place")
    done = await alone.engine.turn(asked.conversation, says("withdraw", "确认撤回同意"))
    version = SCRIPT.domain["responses"]["utter_ask_consent"][0]["metadata"]["version"]
    assert done.effects == (ConsentGiven(version, False), DataErased("draft-1"))
    assert done.outcome == "withdrawn"
    again = await alone.engine.turn(done.conversation, says("report_arrears"))
    assert again.asked == "consent"


async def test_a_shared_phone_gets_notices_that_tell_nothing(alone: DialogAlone) -> None:
    turn = await alone.engine.turn(await at(alone, "place"), says("provide_info", "这手机别人也用"))
    assert (turn.asked, turn.conversation.slots["guarded"]) == ("place", True)
    told = notice_text(SCRIPT, "accepted", {"case_number": "XS1234"}, guarded=True).text
    assert not any(word in told for word in ("XS1234", "欠", "工资", "受理"))
    opened = await alone.engine.turn(turn.conversation, says("provide_info", "取消保密通知"))
    assert "guarded" not in opened.conversation.slots
