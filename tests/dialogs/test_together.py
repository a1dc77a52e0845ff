"""The sum is worked out together: days and rate asked for one by one, so much each, month by month, wages alone."""

from __future__ import annotations

from typing import Any

import pytest

from dialogs.facts import facts_from
from tests.dialogs.said import at, hears, says, texts, words
from tests.talks import DialogAlone


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("said", "part", "number", "owed"),
    [
        ({"daily_wage_yuan": "280"}, "days", "43", "12040"),
        ({"days_worked": 43}, "rate", "280", "12040"),
        ({"monthly_wage_yuan": "7000"}, "months", "3", "21000"),
    ],
)
async def test_the_missing_part_is_asked_for_and_the_sum_confirmed(
    alone: DialogAlone, said: dict[str, Any], part: str, number: str, owed: str
) -> None:
    part_asked = await alone.engine.turn(await at(alone, "amount_owed"), says("provide_info", **said))
    assert part_asked.asked == "amount_owed"
    assert texts(part_asked)[-1] == words(f"utter_ask_amount_owed_{part}", **said)
    proposed = await alone.engine.turn(part_asked.conversation, says("dont_know", number))
    assert (proposed.asked, owed in texts(proposed)[-1]) == ("amount_owed", True)
    agreed = await alone.engine.turn(proposed.conversation, says("affirm", "对"))
    assert (agreed.asked, agreed.facts["amount_owed_yuan"]) == ("period", owed)


@pytest.mark.asyncio
async def test_a_whole_sum_instead_of_the_missing_part_is_taken(alone: DialogAlone) -> None:
    start = await hears(alone, says("provide_info", daily_wage_yuan="280"), start=await at(alone, "amount_owed"))
    turn = await alone.engine.turn(start.conversation, says("provide_info", "12040", amount_owed_yuan="12040"))
    assert (turn.asked, turn.facts["amount_owed_yuan"]) == ("period", "12040")


@pytest.mark.asyncio
@pytest.mark.parametrize("number", ["0", "99999999999999999999"])
async def test_a_number_that_no_part_can_be_is_none(alone: DialogAlone, number: str) -> None:
    start = await hears(alone, says("provide_info", daily_wage_yuan="280"), start=await at(alone, "amount_owed"))
    turn = await alone.engine.turn(start.conversation, says("out_of_scope", number))
    assert (turn.asked, "days_worked" in turn.facts) == ("amount_owed", False)


@pytest.mark.asyncio
async def test_so_much_each_is_multiplied_by_the_people_he_names_then_or_named_before(alone: DialogAlone) -> None:
    each = says("provide_info", "每人五千八", amount_per_person_yuan="5800")
    asked = await alone.engine.turn(await at(alone, "amount_owed"), each)
    assert asked.asked == "headcount"
    proposed = await alone.engine.turn(asked.conversation, says("provide_info", "7", headcount=7))
    assert (proposed.asked, "40600" in texts(proposed)[-1]) == ("amount_owed", True)
    before = await hears(alone, says("provide_info", headcount=7), start=await at(alone, "amount_owed"))
    assert "40600" in texts(await alone.engine.turn(before.conversation, each))[-1]


MONTHS = "3月5200，4月4800，5月6000"


async def three_months(alone: DialogAlone) -> Any:
    told = says("provide_info", MONTHS, amount_owed_yuan="16000", period_start="2026-03-01", period_end="2026-05-31")
    return await alone.engine.turn(await at(alone, "amount_owed"), told)


@pytest.mark.asyncio
async def test_months_with_sums_of_their_own_are_listed_and_their_sum_confirmed(alone: DialogAlone) -> None:
    proposed = await three_months(alone)
    assert proposed.asked == "amount_owed"
    assert all(part in texts(proposed)[-1] for part in ("5200", "4800", "6000", "16000"))
    agreed = await alone.engine.turn(proposed.conversation, says("affirm", "1"))
    assert agreed.asked == "evidence"
    assert agreed.facts["amount_owed_yuan"] == "16000"
    assert (agreed.facts["period_start"], agreed.facts["period_end"]) == ("2026-03-01", "2026-05-31")
    assert [month["month"] for month in facts_from(agreed.conversation.slots)["ledger"]] == [
        "2026-03",
        "2026-04",
        "2026-05",
    ]


@pytest.mark.asyncio
async def test_months_told_one_by_one_come_together(alone: DialogAlone) -> None:
    conversation = await at(alone, "amount_owed")
    turn = None
    for month, yuan in (("三月", "5200"), ("四月", "4800"), ("还有五月", "6000")):
        turn = await alone.engine.turn(conversation, says("provide_info", f"{month}{yuan}", amount_owed_yuan=yuan))
        conversation = turn.conversation
    assert turn is not None
    assert (turn.asked, "16000" in texts(turn)[-1]) == ("amount_owed", True)


@pytest.mark.asyncio
async def test_one_month_that_is_put_right_changes_the_sum(alone: DialogAlone) -> None:
    agreed = await hears(alone, says("affirm"), start=(await three_months(alone)).conversation)
    turn = await alone.engine.turn(
        agreed.conversation, says("correct_info", "四月不对，是4500", amount_owed_yuan="4500")
    )
    assert (turn.asked, turn.facts["amount_owed_yuan"]) == ("evidence", "15700")


@pytest.mark.asyncio
@pytest.mark.parametrize("text", ["3月到5月欠8000", "3月初开始，4月就没给8000"])
async def test_a_stretch_of_months_is_no_list(alone: DialogAlone, text: str) -> None:
    turn = await alone.engine.turn(await at(alone, "amount_owed"), says("provide_info", text, amount_owed_yuan="8000"))
    assert (turn.facts["amount_owed_yuan"], "ledger" in facts_from(turn.conversation.slots)) == ("8000", False)


@pytest.mark.asyncio
async def test_of_a_sum_with_works_money_the_wages_are_asked_for(alone: DialogAlone) -> None:
    told = says("report_arrears", "欠我们十二万，里面有工程款", amount_owed_yuan="120000")
    asked = await hears(alone, told, says("affirm"))
    assert asked.asked == "amount_owed"
    part = await alone.engine.turn(asked.conversation, says("provide_info", "七万", amount_owed_yuan="70000"))
    assert part.facts["amount_owed_yuan"] == "70000"
    for text in ("1", "全是工资", "都是工资"):
        whole = await alone.engine.turn(asked.conversation, says("dont_know" if text == "1" else "provide_info", text))
        assert whole.facts["amount_owed_yuan"] == "120000"


@pytest.mark.asyncio
async def test_a_sum_that_he_neither_confirms_nor_corrects_is_kept_softly(alone: DialogAlone) -> None:
    proposed = await three_months(alone)
    turn = await alone.engine.turn(proposed.conversation, says("dont_know", "不知道"))
    assert (turn.facts["amount_owed_yuan"], turn.facts["amount_approx"]) == ("16000", True)
    assert "doubt" not in turn.conversation.slots


@pytest.mark.asyncio
async def test_money_that_is_told_of_after_the_sum_is_taken_off_and_confirmed(alone: DialogAlone) -> None:
    said = says("provide_info", "给过五千", amount_paid_yuan="5000")
    turn = await alone.engine.turn(await at(alone, "evidence"), said)
    assert texts(turn)[-1] == words("utter_ask_amount_owed_left", paid="5000", was="24000", rest="19000")
