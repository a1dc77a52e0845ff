"""What is done beside the form: drafts and cases, photos and places, people and danger."""

from __future__ import annotations

from typing import Any

import pytest

from dialogs.conversation import Conversation
from dialogs.effects import (
    CaseUrged,
    ComplaintFiled,
    ComplaintSupplemented,
    DraftClosed,
    HumanRequested,
    WithdrawalRequested,
)
from dialogs.replies import text_of
from dialogs.said import Said
from tests.dialogs.said import FULL, at, hears, says, texts
from tests.talks import WORKER, DialogAlone, dialog_alone


def words(alone: DialogAlone, name: str, **values: Any) -> str:
    return text_of(alone.script.domain, name, values)


async def filed(alone: DialogAlone) -> Conversation:
    turn = await alone.engine.turn(await at(alone, "confirm"), says("affirm"))
    for effect in turn.effects:
        if isinstance(effect, ComplaintFiled):
            alone.cases.file(WORKER, effect)
    return turn.conversation


@pytest.mark.asyncio
@pytest.mark.parametrize("slot", ["consent", "person", "amount_owed", "confirm"])
async def test_a_paused_draft_goes_on_at_its_question(alone: DialogAlone, slot: str) -> None:
    conversation = await at(alone, slot)
    paused = await alone.engine.turn(conversation, says("pause"))
    assert (paused.outcome, paused.asked, paused.effects) == ("paused", None, ())
    for message in (says("resume"), says("report_arrears")):
        assert (await alone.engine.turn(paused.conversation, message)).asked == slot
    lost = await alone.engine.turn(paused.conversation, says("out_of_scope"))
    assert (await alone.engine.turn(lost.conversation, says("provide_info", "1"))).asked == slot


@pytest.mark.asyncio
async def test_facts_take_a_paused_draft_up_again(alone: DialogAlone) -> None:
    paused = await alone.engine.turn(await at(alone, "phone"), says("pause"))
    turn = await alone.engine.turn(paused.conversation, says("provide_info", phone="13800001234"))
    assert (turn.asked, turn.facts["phone"]) == ("project", "13800001234")


@pytest.mark.asyncio
async def test_giving_up_before_filing_closes_the_draft(alone: DialogAlone) -> None:
    turn = await alone.engine.turn(await at(alone, "phone"), says("withdraw"))
    assert turn.effects == (DraftClosed("draft-1", "withdrawn"),)
    assert (turn.outcome, turn.asked, dict(turn.facts)) == ("withdrawn", None, {})
    assert (await alone.engine.turn(turn.conversation, says("withdraw"))).effects == ()


@pytest.mark.asyncio
async def test_giving_up_after_filing_is_only_a_wish(alone: DialogAlone) -> None:
    conversation = await filed(alone)
    turn = await alone.engine.turn(conversation, says("withdraw"))
    assert turn.effects == (WithdrawalRequested("XS20260001"),)
    assert (turn.outcome, turn.case_number) == ("withdrawn", "XS20260001")
    assert turn.facts["person"] == FULL["person"]


@pytest.mark.asyncio
async def test_starting_over_closes_the_draft_and_opens_another(alone: DialogAlone) -> None:
    turn = await alone.engine.turn(await at(alone, "phone"), says("restart"))
    assert turn.effects == (DraftClosed("draft-1", "restarted"),)
    assert (turn.asked, dict(turn.facts)) == ("person", {})
    assert turn.conversation.slots["draft_id"] == "draft-2"


@pytest.mark.asyncio
async def test_starting_over_outside_the_form_begins_it(alone: DialogAlone) -> None:
    assert (await hears(alone, says("restart"))).asked == "consent"


@pytest.mark.asyncio
async def test_of_several_cases_one_is_picked_newest_first(alone: DialogAlone) -> None:
    conversation = await filed(alone)
    again = await hears(
        alone, says("report_arrears", **{**FULL, "employer": "宏达建筑"}), says("affirm"), start=conversation
    )
    alone.cases.file(WORKER, next(effect for effect in again.effects if isinstance(effect, ComplaintFiled)))
    listed = await alone.engine.turn(again.conversation, says("query_progress"))
    assert [reply.text for reply in listed.replies] == [words(alone, "utter_choose_progress")]
    assert [choice.split("，")[0] for choice in listed.replies[0].choices] == ["宏达建筑", "鼎立劳务"]
    for picked, number in (("1", "XS20260002"), ("2", "XS20260001"), (listed.replies[0].choices[1], "XS20260001")):
        told = texts(await alone.engine.turn(listed.conversation, says("provide_info", picked)))
        assert [number in told[0], len(told)] == [True, 1]


@pytest.mark.asyncio
async def test_progress_without_a_case_is_told_honestly(alone: DialogAlone) -> None:
    assert texts(await hears(alone, says("query_progress"))) == [words(alone, "utter_no_case")]
    during = await alone.engine.turn(await at(alone, "phone"), says("query_progress"))
    assert texts(during)[0] == words(alone, "utter_no_case_yet")


@pytest.mark.asyncio
async def test_urging_is_passed_on(alone: DialogAlone) -> None:
    assert (await alone.engine.turn(await filed(alone), says("urge"))).effects == (CaseUrged("XS20260001"),)
    assert (await hears(dialog_alone(), says("urge"))).effects == ()


@pytest.mark.asyncio
async def test_a_second_claim_is_a_second_draft_of_the_same_worker(alone: DialogAlone) -> None:
    turn = await alone.engine.turn(await filed(alone), says("report_arrears", employer="宏达建筑"))
    assert (turn.asked, turn.case_number) == ("project", "XS20260001")
    assert turn.facts == {
        "person": FULL["person"],
        "id_number": FULL["id_number"],
        "id_valid": True,
        "phone": FULL["phone"],
        "employer": "宏达建筑",
    }
    assert turn.conversation.slots["draft_id"] != "draft-1"


@pytest.mark.asyncio
async def test_facts_after_filing_are_a_supplement(alone: DialogAlone) -> None:
    conversation = await filed(alone)
    turn = await alone.engine.turn(conversation, says("provide_info", "他叫孙大海", foreman="孙大海"))
    assert turn.effects == (ComplaintSupplemented("XS20260001", "他叫孙大海", {"foreman": "孙大海"}),)
    assert (turn.asked, turn.facts["foreman"]) == (None, "孙大海")


@pytest.mark.asyncio
async def test_a_supplement_adds_evidence_to_evidence(alone: DialogAlone) -> None:
    turn = await alone.engine.turn(await filed(alone), says("provide_info", evidence_kinds=["chat"]))
    assert turn.facts["evidence_kinds"] == ["iou", "chat"]


@pytest.mark.asyncio
async def test_small_talk_after_filing_changes_nothing(alone: DialogAlone) -> None:
    conversation = await filed(alone)
    for intent in ("thanks_bye", "greet", "affirm", "deny", "book_visit", "help", "abuse", "ask_policy"):
        turn = await alone.engine.turn(conversation, says(intent))
        assert (turn.effects, turn.asked, len(turn.replies)) == ((), None, 1)


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", ["image", "video"])
async def test_a_photo_answers_the_question_for_evidence(alone: DialogAlone, kind: str) -> None:
    turn = await alone.engine.turn(await at(alone, "evidence"), Said(kind=kind))
    assert turn.asked == "confirm"
    assert turn.facts["evidence_kinds"] == ["video" if kind == "video" else "photo"]


@pytest.mark.asyncio
async def test_a_photo_sent_early_is_not_asked_for_again(alone: DialogAlone) -> None:
    turn = await alone.engine.turn(await at(alone, "headcount"), Said(kind="image"))
    assert turn.asked == "headcount"
    assert (await alone.engine.turn(turn.conversation, says("provide_info", headcount=1))).asked == "confirm"


@pytest.mark.asyncio
async def test_photos_do_not_pile_up(alone: DialogAlone) -> None:
    photo = Said(kind="image")
    turn = await hears(alone, says("report_arrears"), photo, photo, photo)
    assert turn.facts["evidence_kinds"] == ["photo"]


@pytest.mark.asyncio
async def test_a_photo_after_filing_is_a_supplement(alone: DialogAlone) -> None:
    turn = await alone.engine.turn(await filed(alone), Said(kind="image"))
    assert turn.effects == (ComplaintSupplemented("XS20260001", "", {"evidence_kinds": ["photo"]}),)


@pytest.mark.asyncio
async def test_a_photo_as_the_first_message_is_kept_for_the_draft(alone: DialogAlone) -> None:
    turn = await hears(alone, Said(kind="image"), says("report_arrears"))
    assert turn.facts["evidence_kinds"] == ["photo"]


@pytest.mark.asyncio
async def test_a_place_from_the_map_answers_or_fills_the_place(alone: DialogAlone) -> None:
    label = Said(kind="location", location_label="镇江市丹徒区")
    asked = await alone.engine.turn(await at(alone, "place"), label)
    assert (asked.asked, asked.facts["place"]) == ("employer", "镇江市丹徒区")
    early = await alone.engine.turn(await at(alone, "person"), label)
    assert (early.asked, early.facts["place"]) == ("person", "镇江市丹徒区")
    known = await alone.engine.turn(await at(alone, "foreman"), label)
    assert known.facts["place"] == FULL["place"]


@pytest.mark.asyncio
@pytest.mark.parametrize("label", [None, "", "31.2,121.4"])
async def test_a_place_without_a_name_is_asked_for(alone: DialogAlone, label: str | None) -> None:
    turn = await alone.engine.turn(await at(alone, "place"), Said(kind="location", location_label=label))
    assert turn.asked == "place"
    assert "place" not in turn.facts


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", ["file", "unknown", "link", "contact"])
async def test_what_cannot_be_read_is_kept_and_the_question_asked_again(alone: DialogAlone, kind: str) -> None:
    turn = await alone.engine.turn(await at(alone, "phone"), Said(kind=kind))
    assert (turn.asked, len(turn.replies)) == ("phone", 2)


@pytest.mark.asyncio
async def test_a_voice_message_is_kept_and_the_question_may_be_left_to_staff(alone: DialogAlone) -> None:
    turn = await alone.engine.turn(await at(alone, "phone"), Said(kind="voice"))
    told = [words(alone, name) for name in ("utter_voice_kept", "utter_voice_leave", "utter_ask_phone")]
    assert (turn.asked, texts(turn)) == ("phone", told)
    left = await alone.engine.turn(turn.conversation, says("provide_info", "1"))
    assert (left.asked, texts(left)[0]) == ("project", words(alone, "utter_skipped"))
    again = await alone.engine.turn(left.conversation, Said(kind="voice"))
    assert texts(again)[0] == words(alone, "utter_voice_again")


@pytest.mark.asyncio
async def test_a_voice_message_is_evidence_where_evidence_is_asked_for(alone: DialogAlone) -> None:
    turn = await alone.engine.turn(await at(alone, "evidence"), Said(kind="voice"))
    assert (turn.asked, turn.facts["evidence_kinds"]) == ("confirm", ["recording"])


@pytest.mark.asyncio
async def test_one_who_enters_is_welcomed_in_three_lines(alone: DialogAlone) -> None:
    turn = await hears(alone, Said(kind="entered", scene="site-0042"))
    assert turn.replies[0].text.count("\n") == 2
    assert turn.conversation.slots["scene"] == "site-0042"
    again = await alone.engine.turn(await at(alone, "phone"), Said(kind="entered"))
    assert again.asked == "phone"


@pytest.mark.asyncio
async def test_danger_is_told_to_staff_at_once(alone: DialogAlone) -> None:
    first = await hears(alone, says("crisis", employer="鼎立劳务"))
    assert first.effects == (HumanRequested("crisis"),)
    during = await alone.engine.turn(await at(alone, "phone"), says("crisis"))
    assert (during.effects, during.asked) == ((HumanRequested("crisis"),), "phone")
    later = await hears(alone, says("report_arrears"), start=first.conversation)
    assert later.facts == {"employer": "鼎立劳务"}


@pytest.mark.asyncio
async def test_the_menu_is_picked_by_number(alone: DialogAlone) -> None:
    menu = await hears(alone, says("out_of_scope"))
    picked = [await alone.engine.turn(menu.conversation, says("provide_info", number)) for number in "123"]
    assert [turn.asked for turn in picked] == ["consent", None, None]
    assert texts(picked[1]) == [words(alone, "utter_no_case")]
    assert picked[2].outcome == "handed_over"


@pytest.mark.asyncio
async def test_three_riddles_outside_the_form_call_staff_once(alone: DialogAlone) -> None:
    riddle = says("out_of_scope")
    effects = [(await hears(alone, *[riddle] * count)).effects for count in (1, 2, 3, 4)]
    assert effects == [(), (), (HumanRequested("not_understood"),), ()]


@pytest.mark.asyncio
async def test_an_endless_text_gets_a_kind_sentence(alone: DialogAlone) -> None:
    endless = says("out_of_scope", "啊" * 5000)
    assert texts(await hears(alone, endless)) == [words(alone, "utter_too_long")]
    assert texts(await alone.engine.turn(await at(alone, "phone"), endless))[0] == words(alone, "utter_too_long")


@pytest.mark.asyncio
async def test_a_menu_bears_a_number_without_end(alone: DialogAlone) -> None:
    menu = await hears(alone, says("out_of_scope"))
    turn = await alone.engine.turn(menu.conversation, says("out_of_scope", "1" * 45_000))
    assert texts(turn)
