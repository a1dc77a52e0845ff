"""The worker steers the talk: a step back, once more, simpler, something to change; old buttons do no harm."""

from __future__ import annotations

from typing import Any

import pytest

from dialogs.controls import control_in, control_intents
from dialogs.wording import line
from tests.dialogs.said import FULL, at, hears, says, texts, words
from tests.dialogs.test_form import ANSWERS, ORDER, answer
from tests.talks import SCRIPT, DialogAlone

FACTS = [slot for slot in ORDER if slot not in ("consent", "confirm")]


def value(slot: str) -> Any:
    return ANSWERS.get(slot) or FULL[slot]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("上一步", "go_back"),
        ("返回上一题", "go_back"),
        ("再说一遍", "repeat"),
        ("再說一遍。", "repeat"),
        ("说简单点", "simpler"),
        ("听不懂", "simpler"),
        ("我的数据", "my_data"),
        ("更正", "change_data"),
        ("删除我的数据", "erase_data"),
        ("把我的信息都删了", "erase_data"),
        ("确认删除", "erase_sure"),
        ("撤回同意", "take_consent_back"),
        ("确认撤回同意", "consent_back_sure"),
        ("不撤了", "keep_case"),
        ("这手机别人也用", "guard_phone"),
        ("取消保密通知", "open_phone"),
        ("钱还没到", "not_paid"),
        ("1", "number"),
        ("第二个", "number"),
        ("我的投诉", "my_cases"),
        ("另外一件事", "another"),
        ("我还有一件事", "another"),
        ("全到了", "all_paid"),
        ("只到了一部分", "part_paid"),
        ("别让老板知道", "keep_secret"),
        ("取消预约", "cancel_visit"),
        ("改时间", "move_visit"),
        ("换一批", "more_times"),
        ("不用提醒", "no_remind"),
    ],
)
def test_a_word_that_steers_is_known_whole(text: str, intent: str) -> None:
    assert control_in(text) == intent
    assert control_in(f"{text}，老板欠我八千") is None


@pytest.mark.parametrize(
    "text", ["", "。", "鼎立劳务", "不知道", "对", "停止", "王建国", "12", "还有一个", "另外一个", "再" * 5000]
)
def test_other_words_do_not_steer(text: str) -> None:
    assert control_in(text) is None


def test_every_word_that_steers_has_a_rule_outside_the_form() -> None:
    assert all(SCRIPT.on_intent(intent, None) for intent in control_intents())


@pytest.mark.asyncio
@pytest.mark.parametrize("slot", FACTS[:-1])
async def test_a_step_back_asks_the_question_before_and_tells_its_answer(alone: DialogAlone, slot: str) -> None:
    following = "evidence" if slot == "period" else ORDER[ORDER.index(slot) + 1]  # he speaks for himself alone
    there = await alone.engine.turn(await at(alone, slot), answer(slot))
    assert there.asked == following
    back = await alone.engine.turn(there.conversation, says("provide_info", "上一步"))
    assert back.asked == slot
    known = there.conversation.slots[slot]
    assert texts(back)[0] == words("utter_went_back_known", line=line(SCRIPT.domain, slot, known))
    kept = await alone.engine.turn(back.conversation, says("affirm", "对"))
    assert (kept.asked, kept.conversation.slots[slot]) == (following, known)


@pytest.mark.asyncio
async def test_two_steps_back_keep_what_was_said(alone: DialogAlone) -> None:
    back = says("provide_info", "上一步")
    start = await at(alone, "person")
    said = [answer(slot) for slot in ("person", "id_number", "phone")]
    turn = await hears(alone, *said, back, back, start=start)
    assert (turn.asked, turn.facts["phone"]) == ("id_number", FULL["phone"])
    after = await alone.engine.turn(turn.conversation, answer("id_number"))
    assert (after.asked, after.facts["id_number"]) == ("project", FULL["id_number"])


@pytest.mark.asyncio
async def test_a_new_answer_after_a_step_back_takes_the_old_ones_place(alone: DialogAlone) -> None:
    there = await alone.engine.turn(await at(alone, "person"), answer("person"))
    turn = await hears(
        alone, says("provide_info", "上一步"), says("provide_info", person="王建华"), start=there.conversation
    )
    assert (turn.asked, turn.facts["person"]) == ("id_number", "王建华")


@pytest.mark.asyncio
async def test_a_step_back_from_a_skipped_question_asks_it_anew(alone: DialogAlone) -> None:
    skipped = await hears(alone, says("dont_know"), says("dont_know"), start=await at(alone, "phone"))
    turn = await alone.engine.turn(skipped.conversation, says("provide_info", "上一步"))
    assert (turn.asked, texts(turn)[0]) == ("phone", words("utter_went_back"))
    assert turn.conversation.slots["skipped"] == []


@pytest.mark.asyncio
@pytest.mark.parametrize("slot", ["consent", "person"])
async def test_before_the_first_answer_there_is_no_step_back(alone: DialogAlone, slot: str) -> None:
    turn = await alone.engine.turn(await at(alone, slot), says("provide_info", "上一步"))
    assert (turn.asked, texts(turn)[0]) == (slot, words("utter_no_step_back"))


@pytest.mark.asyncio
@pytest.mark.parametrize("slot", ORDER)
async def test_every_question_can_be_repeated_and_made_simpler(alone: DialogAlone, slot: str) -> None:
    conversation = await at(alone, slot)
    again = await alone.engine.turn(conversation, says("restart", "再说一遍"))
    simple = await alone.engine.turn(conversation, says("help", "说简单点"))
    assert (again.asked, texts(again)[0]) == (slot, words("utter_repeat"))
    assert (simple.asked, texts(simple)[0]) == (slot, words(f"utter_simple_{slot}"))
    assert texts(again)[1] == texts(simple)[1]


@pytest.mark.asyncio
@pytest.mark.parametrize("text", ["更正", "不对"])
async def test_something_is_changed_before_the_read_back(alone: DialogAlone, text: str) -> None:
    which = await alone.engine.turn(await at(alone, "headcount"), says("deny", text))
    assert which.replies[-1].choices[0] == "姓名"
    part = await alone.engine.turn(which.conversation, says("provide_info", "3"))
    assert part.asked == "phone"
    after = await alone.engine.turn(part.conversation, says("provide_info", phone="13900001234"))
    assert (after.asked, after.facts["phone"]) == ("headcount", "13900001234")


@pytest.mark.asyncio
async def test_nothing_is_changed_before_anything_is_known(alone: DialogAlone) -> None:
    turn = await alone.engine.turn(await at(alone, "person"), says("provide_info", "更正"))
    assert (turn.asked, texts(turn)[0]) == ("person", words("utter_nothing_known"))
