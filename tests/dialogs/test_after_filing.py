"""Lists to choose from, drafts that lie aside or are of an older questionnaire, money, reminders: the dialog's part."""

from __future__ import annotations

from typing import Any

import pytest

from dialogs.choosing import option_of
from dialogs.conversation import Conversation
from dialogs.effects import (
    CareNeeded,
    ComplaintFiled,
    DataErased,
    DraftPaused,
    HumanRequested,
    MoneyCame,
    MoneyMissing,
    WorkerAsked,
)
from dialogs.facts import QUESTIONNAIRE
from dialogs.registry import register_actions
from dialogs.said import Said
from nlu.identity import is_valid_id_number
from tests.dialogs.fakes import counting
from tests.dialogs.said import FULL, at, hears, says, texts, words
from tests.dialogs.test_actions import filed
from tests.talks import WORKER, DialogAlone, dialog_alone

pytestmark = pytest.mark.asyncio


async def closed(alone: DialogAlone, status: str = "closed") -> Conversation:
    conversation = await filed(alone)
    alone.cases.step(WORKER, status)
    return conversation


@pytest.mark.parametrize(
    ("text", "option"),
    [("1", "a"), ("２", "b"), ("第二个", "b"), ("3", None), ("0", None), ("", None), ("好", None), ("第 1 件", "a")],
)
async def test_a_number_names_an_option(text: str, option: str | None) -> None:
    assert option_of({"options": ["a", "b"]}, text) == option


async def test_a_list_is_gone_after_his_next_message(alone: DialogAlone) -> None:
    paused = await alone.engine.turn(await at(alone, "person"), says("pause"))
    assert "choosing" in paused.conversation.slots
    other = await alone.engine.turn(paused.conversation, says("thanks_bye"))
    assert "choosing" not in other.conversation.slots


async def test_a_receipt_of_the_channel_leaves_the_list(alone: DialogAlone) -> None:
    paused = await alone.engine.turn(await at(alone, "person"), says("pause"))
    seen = await alone.engine.turn(paused.conversation, Said(kind="receipt"))
    assert seen.conversation.slots["choosing"] == paused.conversation.slots["choosing"]


@pytest.mark.parametrize("answer", ["1", "提醒我", "好"])
async def test_a_reminder_is_written_when_he_wants_it(alone: DialogAlone, answer: str) -> None:
    paused = await alone.engine.turn(await at(alone, "person"), says("pause"))
    turn = await alone.engine.turn(paused.conversation, says("affirm", answer))
    assert turn.effects == (DraftPaused("draft-1"),)
    back = await alone.engine.turn(turn.conversation, says("resume"))
    again = await alone.engine.turn(back.conversation, says("pause"))
    assert (again.effects, len(again.replies)) == ((DraftPaused("draft-1"),), 1)


async def test_where_nothing_can_be_sent_later_no_reminder_is_offered(alone: DialogAlone) -> None:
    actions = register_actions(
        alone.engine.effects,
        alone.cases,
        counting("XS{}"),
        counting("d-{}"),
        alone.clock,
        can_remind=lambda _: False,
    )
    conversation = await at(alone, "person")
    alone.engine.actions = actions
    turn = await alone.engine.turn(conversation, says("pause"))
    assert texts(turn) == [words("utter_paused")]


async def test_a_draft_of_an_older_questionnaire_is_asked_what_it_skipped(alone: DialogAlone) -> None:
    paused = await alone.engine.turn(await at(alone, "place"), says("pause"))
    slots = paused.conversation.slots
    slots |= {"questionnaire": "2025-01", "skipped": ["phone"], "phone": None, "person": "王2", "trail": ["person"]}
    turn = await alone.engine.turn(paused.conversation, says("resume"))
    assert texts(turn)[0] == words("utter_questions_changed")
    assert (turn.asked, turn.conversation.slots["questionnaire"]) == ("person", QUESTIONNAIRE)
    assert turn.facts["id_number"] == FULL["id_number"]
    assert not turn.conversation.slots.get("skipped")


async def test_a_talk_kept_before_there_were_versions_goes_on(alone: DialogAlone) -> None:
    paused = await alone.engine.turn(await at(alone, "place"), says("pause"))
    for name in ("questionnaire", "remind", "choosing"):
        paused.conversation.slots.pop(name, None)
    paused.conversation.slots["requested_slot"] = "a question of long ago"
    turn = await alone.engine.turn(paused.conversation, says("resume"))
    assert turn.asked == "place"


async def test_a_second_complaint_keeps_the_first_whole(alone: DialogAlone) -> None:
    conversation = await at(alone, "foreman")
    other = await alone.engine.turn(conversation, says("report_arrears", "另外一件"))
    assert dict(other.facts) == {"person": FULL["person"], "id_number": FULL["id_number"]} | {
        "phone": FULL["phone"],
        "id_valid": True,
    }
    named = await alone.engine.turn(other.conversation, says("provide_info", employer="宏达建筑"))
    paused = await alone.engine.turn(named.conversation, says("pause"))
    listed = await alone.engine.turn(paused.conversation, says("resume"))
    back = await alone.engine.turn(listed.conversation, says("provide_info", "2"))
    assert (back.asked, back.facts["employer"]) == ("foreman", FULL["employer"])
    assert [one["employer"] for one in back.conversation.slots["parked"]] == ["宏达建筑"]


async def test_all_drafts_are_erased_together(alone: DialogAlone) -> None:
    conversation = await at(alone, "foreman")
    other = await alone.engine.turn(conversation, says("report_arrears", "另外一件"))
    done = await alone.engine.turn(other.conversation, says("provide_info", "确认删除"))
    assert done.effects == (DataErased("draft-2", ("draft-1",)),)
    assert done.outcome == "withdrawn"


@pytest.mark.parametrize("status", ["closed", "paid"])
async def test_no_money_reopens_what_has_ended(alone: DialogAlone, status: str) -> None:
    turn = await alone.engine.turn(await closed(alone, status), says("deny", "钱还没到"))
    assert turn.effects == (MoneyMissing("XS20260001"),)


async def test_a_bare_no_after_paid_changes_nothing(alone: DialogAlone) -> None:
    turn = await alone.engine.turn(await closed(alone, "paid"), says("deny", "没有"))
    assert (turn.effects, texts(turn)) == ((), [words("utter_ok")])


@pytest.mark.parametrize(
    ("text", "entities", "told"),
    [
        ("给了五千", {"amount_paid_yuan": "5000"}, ("5000", False)),
        ("一共收到五千", {"amount_paid_yuan": "5000"}, ("5000", True)),
        ("又给了三千，还欠一万六", {"amount_paid_yuan": "3000", "amount_owed_yuan": "16000"}, ("8000", True)),
    ],
)
async def test_a_part_is_kept_as_he_says_it(
    alone: DialogAlone, text: str, entities: dict[str, Any], told: tuple[str, bool]
) -> None:
    turn = await alone.engine.turn(await filed(alone), says("paid_update", text, **entities))
    [came] = [effect for effect in turn.effects if isinstance(effect, MoneyCame)]
    assert (came.yuan, came.is_total, came.is_whole) == (*told, False)


async def test_as_much_as_is_owed_is_the_whole(alone: DialogAlone) -> None:
    turn = await alone.engine.turn(await closed(alone), says("paid_update", "给了", amount_paid_yuan="24000"))
    assert turn.effects == (MoneyCame("XS20260001", "给了", None, is_whole=True),)
    assert texts(turn)[1] == words("utter_ask_rating")


async def test_a_part_without_any_case_opens_a_complaint(alone: DialogAlone) -> None:
    assert (await hears(alone, says("report_arrears", "没给完"))).asked == "consent"


async def test_words_instead_of_the_sum_that_was_asked_for_are_heard(alone: DialogAlone) -> None:
    asked = await alone.engine.turn(await closed(alone), says("paid_update", "只到了一部分"))
    assert texts(asked) == [words("utter_ask_money_part")]
    turn = await alone.engine.turn(asked.conversation, says("query_progress"))
    assert "XS20260001" in texts(turn)[0]
    lost = await alone.engine.turn(asked.conversation, says("out_of_scope", "啊啊"))
    assert lost.effects == ()


async def test_for_one_of_the_family_staff_ask_and_nobody_is_remembered(alone: DialogAlone) -> None:
    opening = says("report_arrears", "帮我爸登记", **FULL)
    turn = await hears(alone, opening, says("affirm"), says("affirm"))
    assert WorkerAsked("XS20260001") in turn.effects
    assert "reporter" not in turn.conversation.slots
    assert turn.conversation.slots["filed_facts"]["reporter_role"] == "family"


async def test_a_childs_number_is_not_kept_and_staff_are_called(alone: DialogAlone) -> None:
    turn = await alone.engine.turn(
        await at(alone, "id_number"), says("provide_info", "321102201201010016", id_number="321102201201010016")
    )
    assert turn.effects == (CareNeeded("minor"), HumanRequested("asked"))
    assert "id_number" not in turn.facts
    assert turn.asked == "phone"
    assert "321102201201010016" not in str(turn.conversation.slots)


async def test_whoever_has_just_turned_sixteen_may_work(alone: DialogAlone) -> None:
    number = "321102201011240011"
    valid = next(number[:17] + last for last in "0123456789X" if is_valid_id_number(number[:17] + last))
    turn = await alone.engine.turn(await at(alone, "id_number"), says("provide_info", valid, id_number=valid))
    assert turn.facts["id_number"] == valid


async def test_a_button_of_a_list_that_is_gone_asks_for_it_again(alone: DialogAlone) -> None:
    conversation = await filed(alone)
    other = says("report_arrears", **{**FULL, "employer": "宏达建筑"})
    again = await hears(alone, other, says("affirm"), start=conversation)
    alone.cases.file(WORKER, next(effect for effect in again.effects if isinstance(effect, ComplaintFiled)))
    listed = await alone.engine.turn(again.conversation, says("query_progress"))
    title = listed.replies[0].choices[1]
    later = await alone.engine.turn(listed.conversation, says("thanks_bye"))
    tapped = await alone.engine.turn(later.conversation, says("report_arrears", title, amount_owed_yuan="24000"))
    assert (tapped.effects, tapped.asked) == ((), None)
    assert texts(tapped) == [words("utter_choose_progress")]


@pytest.mark.parametrize(
    ("text", "entities", "yuan"),
    [
        ("还差五千", {"amount_owed_yuan": "5000"}, ("19000", True)),
        ("少了2000", {"amount_owed_yuan": "2000"}, ("22000", True)),
        ("到了八千", {"amount_owed_yuan": "8000"}, ("8000", False)),
    ],
)
async def test_what_is_missing_of_a_closed_case_is_no_other_complaint(
    alone: DialogAlone, text: str, entities: dict[str, Any], yuan: tuple[str, bool]
) -> None:
    turn = await alone.engine.turn(await closed(alone), says("report_arrears", text, **entities))
    [came] = [effect for effect in turn.effects if isinstance(effect, MoneyCame)]
    assert ((came.yuan, came.is_total), turn.asked) == (yuan, None)


@pytest.mark.parametrize("text", ["还没给", "老板一直没给钱", "一分钱没拿到", "没收到"])
async def test_in_other_words_that_no_money_came(alone: DialogAlone, text: str) -> None:
    turn = await alone.engine.turn(await closed(alone), says("report_arrears", text))
    assert turn.effects == (MoneyMissing("XS20260001"),)


async def test_it_has_come_is_asked_about_only_after_the_end(alone: DialogAlone) -> None:
    turn = await alone.engine.turn(await closed(alone), says("out_of_scope", "到了"))
    assert texts(turn) == [words("utter_ask_money_how")]
    fresh = dialog_alone()
    other = await fresh.engine.turn(await filed(fresh), says("out_of_scope", "到了"))
    assert (texts(other), other.effects) == ([words("utter_menu")], ())


@pytest.mark.parametrize("text", ["还差五千", "老板一直没给钱"])
async def test_without_a_case_the_same_words_open_a_complaint(alone: DialogAlone, text: str) -> None:
    assert (await hears(alone, says("report_arrears", text, amount_owed_yuan="5000"))).asked == "consent"


async def test_all_of_it_missing_is_no_money(alone: DialogAlone) -> None:
    said = says("report_arrears", "还差24000", amount_owed_yuan="24000")
    assert (await alone.engine.turn(await closed(alone), said)).effects == (MoneyMissing("XS20260001"),)
