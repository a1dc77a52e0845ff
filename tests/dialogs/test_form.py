"""What the form does with one message at each of its questions; the readings are given, not read."""

from __future__ import annotations

from typing import Any

import pytest

from dialogs.conversation import Conversation
from dialogs.effects import ConsentGiven, DraftClosed, HumanRequested
from dialogs.forms.complaint import OPEN
from dialogs.replies import text_of
from dialogs.said import Said
from nlu.reading import Conflict, Reading
from tests.dialogs.said import FULL, at, hears, says, texts
from tests.talks import WORKER, DialogAlone

ORDER = (
    "consent person id_number phone project place employer foreman amount_owed period headcount evidence confirm"
).split()
ANSWERS: dict[str, dict[str, Any]] = {
    "amount_owed": {"amount_owed_yuan": "24000"},
    "period": {"period_start": "2026-03-01", "period_end": "2026-07-31"},
    "evidence": {"evidence_kinds": ["iou"]},
}


def words(alone: DialogAlone, name: str, **values: Any) -> str:
    return text_of(alone.script.domain, name, values)


def answer(slot: str) -> Said:
    if slot == "consent":
        return says("affirm")
    return says("provide_info", **ANSWERS.get(slot, {slot: FULL.get(slot)}))


@pytest.mark.asyncio
async def test_everything_is_asked_in_its_order_and_once(alone: DialogAlone) -> None:
    turn = await hears(alone, says("report_arrears", "我们几个人都没拿到钱"))
    asked = []
    while turn.asked != "confirm":
        assert turn.asked is not None
        asked.append(turn.asked)
        turn = await alone.engine.turn(turn.conversation, answer(turn.asked))
    assert [*asked, "confirm"] == ORDER


@pytest.mark.asyncio
async def test_what_was_said_before_consent_is_kept_and_not_asked(alone: DialogAlone) -> None:
    turn = await hears(alone, says("report_arrears", **FULL), says("affirm"))
    assert turn.asked == "confirm"
    assert turn.facts == {**FULL, "id_valid": True}


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("slot", "entities", "text"),
    [
        ("amount_owed", {"id_number": FULL["id_number"], "id_valid": True}, FULL["id_number"]),
        ("amount_owed", {"phone": FULL["phone"]}, FULL["phone"]),
        ("phone", {"id_number": FULL["id_number"], "id_valid": True}, FULL["id_number"]),
        ("headcount", {"amount_owed_yuan": "24000"}, "24000"),
        ("foreman", {"person": FULL["person"]}, FULL["person"]),
    ],
)
async def test_a_repeated_answer_fills_nothing_else(
    alone: DialogAlone, slot: str, entities: dict[str, Any], text: str
) -> None:
    before = await at(alone, slot)
    turn = await alone.engine.turn(before, says("provide_info", text, **entities))
    assert turn.asked == slot
    assert slot not in turn.conversation.slots
    assert texts(turn)[0] == words(alone, "utter_known")


@pytest.mark.asyncio
async def test_a_misplaced_answer_fills_its_own_slot(alone: DialogAlone) -> None:
    turn = await alone.engine.turn(await at(alone, "id_number"), says("provide_info", phone="13800001234"))
    assert turn.asked == "id_number"
    assert turn.facts["phone"] == "13800001234"
    assert texts(turn)[0] == words(alone, "utter_noted")
    after = await alone.engine.turn(turn.conversation, answer("id_number"))
    assert after.asked == "project"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("slot", "entities", "text", "said"),
    [
        ("id_number", {"id_number": "321102198506150016"}, "", "utter_wrong_id_number"),
        ("id_number", {"id_number": "321102198513150011"}, "", "utter_wrong_id_number_date"),
        ("id_number", {}, "3211021985061", "utter_wrong_id_number_length"),
        ("phone", {}, "1380000123", "utter_wrong_phone"),
        ("phone", {"phone": "12345678901"}, "", "utter_wrong_phone"),
        ("person", {"person": "王1"}, "", "utter_wrong_person"),
        ("amount_owed", {"amount_owed_yuan": "0"}, "", "utter_wrong_amount_owed"),
        ("amount_owed", {"amount_owed_yuan": "-5"}, "", "utter_wrong_amount_owed"),
        ("period", {"period_start": "2027-03-01", "period_end": "2027-05-31"}, "", "utter_wrong_period_future"),
        ("period", {"period_start": "2026-07-01", "period_end": "2026-03-31"}, "", "utter_wrong_period_order"),
        ("period", {"period_start": "1985-07-01", "period_end": "1985-08-31"}, "", "utter_wrong_period"),
        ("headcount", {"headcount": 0}, "", "utter_wrong_headcount"),
    ],
)
async def test_a_value_that_cannot_be_right_is_explained_and_asked_again(
    alone: DialogAlone, slot: str, entities: dict[str, Any], text: str, said: str
) -> None:
    message = says("provide_info", text, **entities)
    turn = await alone.engine.turn(await at(alone, slot), message)
    assert texts(turn)[0] == words(alone, said, count=len(text))
    assert (turn.asked, len(turn.replies)) == (slot, 2)
    again = await alone.engine.turn(turn.conversation, message)
    assert texts(again)[1] == words(alone, "utter_or_skip")
    assert slot not in again.conversation.slots


@pytest.mark.asyncio
@pytest.mark.parametrize("slot", [slot for slot in ORDER if slot not in ("consent", "confirm", "employer", "foreman")])
async def test_skipping_is_explained_once_and_then_taken(alone: DialogAlone, slot: str) -> None:
    first = await alone.engine.turn(await at(alone, slot), says("dont_know"))
    assert (first.asked, texts(first)[-2]) == (slot, words(alone, f"utter_why_{slot}"))
    second = await alone.engine.turn(first.conversation, says("dont_know"))
    assert second.asked != slot
    assert second.conversation.slots["skipped"] == [slot]


@pytest.mark.asyncio
@pytest.mark.parametrize("slot", ["employer", "foreman"])
async def test_what_is_not_known_of_who_owes_is_let_go_where_more_is_known_of_him(
    alone: DialogAlone, slot: str
) -> None:
    turn = await alone.engine.turn(await at(alone, slot), says("dont_know"))
    assert (turn.asked != slot, texts(turn)[0]) == (True, words(alone, f"utter_skipped_{slot}"))


@pytest.mark.asyncio
@pytest.mark.parametrize("slot", ["consent", "confirm"])
async def test_consent_and_confirmation_cannot_be_skipped(alone: DialogAlone, slot: str) -> None:
    conversation = await at(alone, slot)
    for _ in range(3):
        turn = await alone.engine.turn(conversation, says("dont_know"))
        assert (turn.asked, turn.effects) == (slot, ())
        conversation = turn.conversation


async def without_respondent(alone: DialogAlone) -> Conversation:
    """All is told but who owes: one of the three is asked for at the end."""
    facts = {name: value for name, value in FULL.items() if name not in ("project", "employer", "foreman")}
    none = [says("deny")] * 3
    return (await hears(alone, says("report_arrears", **facts), says("affirm"), *none)).conversation


@pytest.mark.asyncio
async def test_one_of_project_employer_foreman_is_needed(alone: DialogAlone) -> None:
    conversation = await without_respondent(alone)
    turn = await alone.engine.turn(conversation, says("greet"))
    assert (turn.asked, texts(turn)[-1]) == ("employer", words(alone, "utter_ask_employer_needed"))
    told = await alone.engine.turn(conversation, says("provide_info", foreman="老孙"))
    assert told.asked == "confirm"


@pytest.mark.asyncio
async def test_who_cannot_tell_the_one_that_is_needed_gets_a_person(alone: DialogAlone) -> None:
    turn = await hears(alone, *[says("dont_know")] * 3, start=await without_respondent(alone))
    assert (turn.outcome, turn.effects) == ("handed_over", (HumanRequested("asked"),))
    picked = await alone.engine.turn(await without_respondent(alone), says("provide_info", "1"))
    assert picked.outcome == "handed_over"


@pytest.mark.asyncio
@pytest.mark.parametrize("slot", ["consent", "confirm"])
async def test_endless_riddles_where_nothing_can_be_let_go_end_with_a_person(alone: DialogAlone, slot: str) -> None:
    turn = await hears(alone, *[says("out_of_scope")] * 4, start=await at(alone, slot))
    assert turn.outcome == "handed_over"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "message",
    [says("provide_info", job="修路"), says("provide_info", job="木工"), says("affirm"), says("paid_update")],
)
async def test_an_answer_that_says_nothing_new_is_not_asked_about_without_end(
    alone: DialogAlone, message: Said
) -> None:
    start = await hears(alone, says("provide_info", job="修路"), start=await at(alone, "project"))
    turns = [await hears(alone, *[message] * count, start=start.conversation) for count in (1, 2, 3)]
    assert [turn.asked for turn in turns] == ["project", "project", "place"]


@pytest.mark.asyncio
async def test_what_was_skipped_is_still_taken_when_it_comes(alone: DialogAlone) -> None:
    turn = await hears(alone, says("dont_know"), says("dont_know"), start=await at(alone, "phone"))
    later = await alone.engine.turn(turn.conversation, says("provide_info", phone="13800001234", project="万象新城"))
    assert (later.asked, later.facts["phone"]) == ("place", "13800001234")


@pytest.mark.asyncio
async def test_a_correction_changes_only_what_it_names(alone: DialogAlone) -> None:
    conversation = await at(alone, "headcount")
    turn = await alone.engine.turn(conversation, says("correct_info", amount_owed_yuan="26000"))
    assert (turn.asked, turn.facts["amount_owed_yuan"]) == ("headcount", "26000")
    assert {k: v for k, v in turn.conversation.slots.items() if k != "amount_owed"} == {
        k: v for k, v in conversation.slots.items() if k != "amount_owed"
    }


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("said", "start", "end"),
    [
        ({"period_start": "2026-02-01"}, "2026-02-01", "2026-07-31"),
        ({"period_end": "2026-08-31"}, "2026-03-01", "2026-08-31"),
        ({"period_start": "2026-05-01", "period_end": "2026-05-31"}, "2026-05-01", "2026-05-31"),
    ],
)
async def test_one_end_of_the_period_is_corrected_alone(
    alone: DialogAlone, said: dict[str, Any], start: str, end: str
) -> None:
    turn = await alone.engine.turn(await at(alone, "headcount"), says("correct_info", **said))
    assert (turn.facts["period_start"], turn.facts["period_end"]) == (start, end)


@pytest.mark.asyncio
async def test_another_sum_is_asked_about_naming_both(alone: DialogAlone) -> None:
    turn = await alone.engine.turn(await at(alone, "headcount"), says("provide_info", amount_owed_yuan="26000"))
    assert turn.asked == "amount_owed"
    assert texts(turn) == [words(alone, "utter_ask_amount_owed_conflict", first="24000", second="26000")]
    chosen = await alone.engine.turn(turn.conversation, says("provide_info", "2"))
    assert (chosen.asked, chosen.facts["amount_owed_yuan"]) == ("headcount", "26000")


@pytest.mark.asyncio
async def test_a_sum_that_contradicts_itself_is_asked_about(alone: DialogAlone) -> None:
    conflict = Conflict("amount_owed_yuan", "13000", "12040", "days x daily")
    message = says("provide_info", "…", (conflict,), amount_owed_yuan="13000")
    turn = await alone.engine.turn(await at(alone, "amount_owed"), message)
    assert "13000" in texts(turn)[-1]
    assert "12040" in texts(turn)[-1]
    assert "amount_owed_yuan" not in turn.facts
    unsure = await alone.engine.turn(turn.conversation, says("dont_know"))
    assert unsure.facts["amount_approx"] is True


@pytest.mark.asyncio
async def test_a_number_chooses_between_two_sums_whatever_it_was_taken_for(alone: DialogAlone) -> None:
    turn = await alone.engine.turn(await at(alone, "headcount"), says("provide_info", amount_owed_yuan="26000"))
    chosen = await alone.engine.turn(turn.conversation, says("dont_know", "2"))
    assert (chosen.facts["amount_owed_yuan"], "amount_approx" in chosen.facts) == ("26000", False)


@pytest.mark.asyncio
async def test_a_doubt_that_he_cannot_settle_is_let_go(alone: DialogAlone) -> None:
    turn = await alone.engine.turn(await at(alone, "headcount"), says("provide_info", amount_owed_yuan="26000"))
    riddles = await hears(alone, *[says("out_of_scope")] * 3, start=turn.conversation)
    assert (riddles.asked, riddles.facts["amount_owed_yuan"]) == ("headcount", "24000")
    assert riddles.facts["amount_approx"] is True


@pytest.mark.asyncio
async def test_what_cannot_be_right_is_not_called_known(alone: DialogAlone) -> None:
    message = says("provide_info", period_start="2027-03-01", period_end="2027-05-31")
    turn = await alone.engine.turn(await at(alone, "foreman"), message)
    assert (turn.asked, len(turn.replies)) == ("foreman", 1)


@pytest.mark.asyncio
@pytest.mark.parametrize("sum_said", ["800000", "3"])
async def test_an_odd_sum_is_asked_once_more(alone: DialogAlone, sum_said: str) -> None:
    turn = await alone.engine.turn(await at(alone, "amount_owed"), says("provide_info", amount_owed_yuan=sum_said))
    assert (turn.asked, "amount_owed_yuan" in turn.facts) == ("amount_owed", False)
    yes = await alone.engine.turn(turn.conversation, says("affirm"))
    assert (yes.asked, yes.facts["amount_owed_yuan"]) == ("period", sum_said)
    assert "checked" not in yes.facts
    no = await alone.engine.turn(turn.conversation, says("deny"))
    assert texts(no) == [words(alone, "utter_ask_amount_owed")]
    other = await alone.engine.turn(turn.conversation, says("provide_info", amount_owed_yuan="8000"))
    assert (other.asked, other.facts["amount_owed_yuan"]) == ("period", "8000")


@pytest.mark.asyncio
async def test_a_large_sum_of_a_group_is_not_odd(alone: DialogAlone) -> None:
    turn = await hears(alone, says("report_arrears", amount_owed_yuan="900000", headcount=30))
    assert turn.facts["amount_owed_yuan"] == "900000"


@pytest.mark.asyncio
async def test_money_that_came_is_taken_off_and_what_is_left_confirmed(alone: DialogAlone) -> None:
    turn = await alone.engine.turn(await at(alone, "headcount"), says("paid_update", amount_paid_yuan="5000"))
    assert texts(turn)[-1] == words(alone, "utter_ask_amount_owed_left", paid="5000", was="24000", rest="19000")
    yes = await alone.engine.turn(turn.conversation, says("affirm", "对"))
    assert (yes.facts["amount_owed_yuan"], yes.facts["amount_paid_yuan"]) == ("19000", "5000")
    other = await alone.engine.turn(turn.conversation, says("provide_info", amount_owed_yuan="18000"))
    assert other.facts["amount_owed_yuan"] == "18000"


@pytest.mark.asyncio
async def test_what_is_left_of_a_soft_sum_is_asked_for(alone: DialogAlone) -> None:
    soft = says("correct_info", amount_owed_yuan="20000", amount_approx=True)
    start = await hears(alone, soft, start=await at(alone, "headcount"))
    turn = await alone.engine.turn(start.conversation, says("paid_update", amount_paid_yuan="5000"))
    assert texts(turn)[-1] == words(alone, "utter_ask_amount_owed_rest", paid="5000")


@pytest.mark.asyncio
async def test_soft_sums_stay_soft(alone: DialogAlone) -> None:
    soft = says("provide_info", amount_owed_yuan="20000", amount_approx=True)
    turn = await alone.engine.turn(await at(alone, "amount_owed"), soft)
    assert turn.facts["amount_approx"] is True


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "message", [says("deny"), says("provide_info", "2"), says("provide_info", "２")], ids=["deny", "2", "full-width 2"]
)
async def test_refused_consent_leaves_nothing(alone: DialogAlone, message: Said) -> None:
    asked = await hears(alone, says("report_arrears", **FULL))
    turn = await alone.engine.turn(asked.conversation, message)
    assert [type(effect) for effect in turn.effects] == [ConsentGiven, DraftClosed]
    assert turn.effects[1] == DraftClosed("draft-1", "consent_refused")
    assert not any(isinstance(effect, ConsentGiven) and effect.given for effect in turn.effects)
    assert (dict(turn.facts), turn.asked) == ({}, None)
    left = {name for name, value in turn.conversation.slots.items() if value}
    assert left <= {"outcome"}


@pytest.mark.asyncio
async def test_consent_is_asked_once_and_again_for_another_wording(alone: DialogAlone) -> None:
    conversation = await at(alone, "person")
    conversation.slots["consent"] = "some older wording"
    turn = await alone.engine.turn(conversation, says("provide_info", person="王建国"))
    assert turn.asked == "consent"


@pytest.mark.asyncio
@pytest.mark.parametrize("intent", ["ask_policy", "query_progress", "urge", "greet", "thanks_bye", "help", "abuse"])
@pytest.mark.parametrize("slot", ORDER)
async def test_an_interruption_is_answered_and_the_same_question_follows(
    alone: DialogAlone, slot: str, intent: str
) -> None:
    conversation = await at(alone, slot)
    turn = await alone.engine.turn(conversation, says(intent))
    assert turn.asked == slot
    assert len(turn.replies) >= 2
    assert turn.facts == (await alone.engine.turn(conversation, says("resume"))).facts


@pytest.mark.asyncio
async def test_facts_in_a_question_are_kept(alone: DialogAlone) -> None:
    turn = await alone.engine.turn(await at(alone, "person"), says("ask_policy", employer="鼎立劳务", faq_topic="cost"))
    assert (turn.asked, turn.facts["employer"]) == ("person", "鼎立劳务")


@pytest.mark.asyncio
async def test_riddles_get_other_words_then_ways_out_then_the_question_is_let_go(alone: DialogAlone) -> None:
    turns = [
        await hears(alone, *[says("out_of_scope")] * count, start=await at(alone, "person")) for count in (1, 2, 3)
    ]
    assert [turn.asked for turn in turns] == ["person", "person", "id_number"]
    assert [turn.effects for turn in turns] == [(), (), (HumanRequested("not_understood"),)]
    said = ["utter_unclear", "utter_unclear_twice", "utter_let_go_seen"]
    assert [texts(turn)[0] for turn in turns] == [words(alone, name) for name in said]
    assert turns[2].conversation.slots["skipped"] == ["person"]


@pytest.mark.asyncio
@pytest.mark.parametrize("slot", [slot for slot in ORDER if slot not in ("consent", "confirm")])
async def test_no_question_is_asked_without_end(alone: DialogAlone, slot: str) -> None:
    turn = await hears(alone, *[says("out_of_scope")] * 3, start=await at(alone, slot))
    assert turn.asked != slot


@pytest.mark.asyncio
@pytest.mark.parametrize("slot", ["person", "project", "place", "employer", "foreman"])
async def test_the_third_time_a_short_answer_is_taken_as_it_stands(alone: DialogAlone, slot: str) -> None:
    turn = await hears(alone, *[says("out_of_scope", "枫桥雅筑")] * 3, start=await at(alone, slot))
    assert (turn.asked != slot, turn.facts[slot]) == (True, "枫桥雅筑")
    question = await hears(alone, *[says("out_of_scope", "枫桥雅筑？")] * 3, start=await at(alone, slot))
    assert slot not in question.facts


@pytest.mark.asyncio
@pytest.mark.parametrize("slot", ["consent", "confirm"])
async def test_what_cannot_be_let_go_is_shown_to_staff(alone: DialogAlone, slot: str) -> None:
    turn = await hears(alone, *[says("out_of_scope")] * 3, start=await at(alone, slot))
    assert (turn.asked, turn.effects) == (slot, (HumanRequested("not_understood"),))
    assert texts(turn)[0] == words(alone, "utter_unclear_thrice")


@pytest.mark.asyncio
@pytest.mark.parametrize("slot", sorted(OPEN))
async def test_the_ways_out_of_an_open_question_are_taken_by_number(alone: DialogAlone, slot: str) -> None:
    conversation = await at(alone, slot)
    skipped = await alone.engine.turn(conversation, says("provide_info", "1"))
    skips = "skipped" if slot in ("employer", "foreman") else "why"
    assert words(alone, f"utter_{skips}_{slot}") in texts(skipped)
    person = await alone.engine.turn(conversation, says("provide_info", "2"))
    assert (person.outcome, person.effects) == ("handed_over", (HumanRequested("asked"),))


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("slot", "text"),
    [("project", "不是工地，是饭店"), ("project", "饭店"), ("employer", "没公司，私人的"), ("foreman", "公司直接招的")],
)
async def test_an_answer_that_names_nothing_is_no_name(alone: DialogAlone, slot: str, text: str) -> None:
    turn = await alone.engine.turn(await at(alone, slot), says("provide_info", text))
    assert (turn.asked != slot, slot in turn.facts) == (True, False)
    assert texts(turn)[0] == words(alone, "utter_none")


@pytest.mark.asyncio
async def test_an_understood_message_ends_the_row_of_riddles(alone: DialogAlone) -> None:
    riddle = says("out_of_scope")
    turn = await hears(alone, riddle, riddle, answer("person"), riddle, riddle, start=await at(alone, "person"))
    assert turn.effects == ()


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("number", "slot"),
    [("1", "person"), ("3", "phone"), ("8", "amount_owed"), ("11", "evidence"), ("人数", "headcount")],
)
async def test_denying_the_read_back_asks_which_part_and_then_that_part(
    alone: DialogAlone, number: str, slot: str
) -> None:
    which = await alone.engine.turn(await at(alone, "confirm"), says("deny"))
    assert which.asked == "confirm"
    assert len(which.replies[-1].choices) == 11
    part = await alone.engine.turn(which.conversation, says("provide_info", number))
    assert part.asked == slot
    back = await alone.engine.turn(part.conversation, answer(slot))
    assert back.asked == "confirm"
    assert len(back.replies[-1].choices) == 2


@pytest.mark.asyncio
async def test_the_right_value_at_the_read_back_is_read_back_again(alone: DialogAlone) -> None:
    for start in (says("deny"), says("greet")):
        turn = await hears(
            alone, start, says("correct_info", amount_owed_yuan="26000"), start=await at(alone, "confirm")
        )
        assert (turn.asked, turn.effects) == ("confirm", ())
        assert "26000" in texts(turn)[-1]


@pytest.mark.asyncio
async def test_a_yes_that_brings_another_value_does_not_file(alone: DialogAlone) -> None:
    turn = await alone.engine.turn(await at(alone, "confirm"), says("affirm", amount_owed_yuan="26000"))
    assert (turn.outcome, turn.asked, turn.facts["amount_owed_yuan"]) == (None, "confirm", "26000")


@pytest.mark.asyncio
@pytest.mark.parametrize("intent", ["provide_info", "report_arrears", "thanks_bye", "out_of_scope", "urge"])
async def test_only_a_yes_files(alone: DialogAlone, intent: str) -> None:
    turn = await alone.engine.turn(await at(alone, "confirm"), says(intent))
    assert (turn.outcome, turn.effects) == (None, ())


@pytest.mark.asyncio
@pytest.mark.parametrize("text", ["1 3", "1、3", "13", "１，３", "3 1 3"])
async def test_evidence_is_chosen_by_numbers(alone: DialogAlone, text: str) -> None:
    turn = await alone.engine.turn(await at(alone, "evidence"), says("provide_info", text))
    assert sorted(turn.facts["evidence_kinds"]) == ["attendance", "iou"]


@pytest.mark.asyncio
async def test_no_evidence_is_an_answer(alone: DialogAlone) -> None:
    for message in (says("deny"), says("provide_info", "8"), says("provide_info", evidence_kinds=["none"])):
        turn = await alone.engine.turn(await at(alone, "evidence"), message)
        assert (turn.asked, turn.facts["evidence_kinds"]) == ("confirm", ["none"])


@pytest.mark.asyncio
async def test_a_new_conversation_has_no_facts(alone: DialogAlone) -> None:
    turn = await alone.engine.turn(Conversation(WORKER), says("greet"))
    assert (dict(turn.facts), turn.asked, turn.case_number) == ({}, None, None)


@pytest.mark.asyncio
@pytest.mark.parametrize("intent", ["deny", "correct_info"])
async def test_a_correction_at_the_question_of_consent_is_no_refusal(alone: DialogAlone, intent: str) -> None:
    turn = await alone.engine.turn(await at(alone, "consent"), says(intent, amount_owed_yuan="26000"))
    assert (turn.asked, turn.effects) == ("consent", ())


@pytest.mark.asyncio
@pytest.mark.parametrize("intent", ["deny", "correct_info"])
async def test_a_part_called_wrong_is_asked_anew(alone: DialogAlone, intent: str) -> None:
    turn = await alone.engine.turn(await at(alone, "headcount"), says(intent, "手机号不对"))
    assert turn.asked == "phone"
    assert not turn.conversation.slots.get("skipped")
    after = await alone.engine.turn(turn.conversation, says("provide_info", phone="13900001234"))
    assert (after.asked, after.facts["phone"]) == ("headcount", "13900001234")


@pytest.mark.asyncio
@pytest.mark.parametrize("intent", ["provide_info", "out_of_scope", "report_arrears"])
async def test_a_sentence_that_only_mentions_a_part_leaves_it_as_it_is(alone: DialogAlone, intent: str) -> None:
    turn = await alone.engine.turn(await at(alone, "confirm"), says(intent, "我借过老板两千，这个不算在工资里"))
    assert (turn.asked, turn.facts["foreman"]) == ("confirm", FULL["foreman"])


@pytest.mark.asyncio
async def test_a_number_never_interrupts(alone: DialogAlone) -> None:
    turn = await alone.engine.turn(await at(alone, "consent"), says("rate", "1"))
    assert turn.asked == "person"


@pytest.mark.asyncio
@pytest.mark.parametrize("slot", ["consent", "confirm"])
async def test_a_number_that_is_no_choice_is_no_yes(alone: DialogAlone, slot: str) -> None:
    turn = await alone.engine.turn(await at(alone, slot), says("affirm", "0"))
    assert turn.asked == slot


@pytest.mark.asyncio
@pytest.mark.parametrize("slot", ["consent", "confirm"])
@pytest.mark.parametrize("text", ["唉", "呵呵", "随便", "气死我了"])
async def test_a_sigh_is_no_yes(alone: DialogAlone, slot: str, text: str) -> None:
    reading = Reading(text, "affirm", 0.75)
    turn = await alone.engine.turn(await at(alone, slot), Said(text, "text", reading))
    assert turn.asked == slot


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "text", ["啱晒", "对的", "中", "要得", "对着呢", "这下对了", "正确", "可以 提交", "对头，报嘛"]
)
async def test_a_yes_in_rarer_words_is_one(alone: DialogAlone, text: str) -> None:
    turn = await alone.engine.turn(await at(alone, "confirm"), Said(text, "text", Reading(text, "affirm", 0.7)))
    assert turn.outcome == "submitted"


@pytest.mark.asyncio
@pytest.mark.parametrize(("text", "outcome"), [("老孙", None), ("对，包工头是老孙", "submitted")])
async def test_a_known_name_at_the_read_back_is_no_yes_without_one(
    alone: DialogAlone, text: str, outcome: str | None
) -> None:
    said = says("affirm", text, foreman=FULL["foreman"])
    assert (await alone.engine.turn(await at(alone, "confirm"), said)).outcome == outcome
