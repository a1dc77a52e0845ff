"""The sum is worked out together: proposed, shown, carried on when a part changes, held against what was said."""

from __future__ import annotations

from typing import Any

import pytest

from dialogs.sums import whole_months, worked_out
from tests.dialogs.said import FULL, at, hears, says, texts, words
from tests.talks import DialogAlone

DAYS: dict[str, Any] = {"daily_wage_yuan": "280", "days_worked": 43}


@pytest.mark.parametrize(
    ("slots", "owed"),
    [
        ({"details": DAYS}, "12040"),
        ({"details": {**DAYS, "amount_paid_yuan": "2000"}}, "10040"),
        ({"details": {**DAYS, "amount_paid_yuan": "20000"}}, None),
        ({"details": {**DAYS, "days_worked": 2.5}}, "700"),
        ({"details": {"monthly_wage_yuan": "4300", "months": 3}}, "12900"),
        ({"details": {"monthly_wage_yuan": "4300"}, "period": {"months": 3}}, "12900"),
        (
            {
                "details": {"monthly_wage_yuan": "4300"},
                "period": {"period_start": "2026-07-01", "period_end": "2026-09-30"},
            },
            "12900",
        ),
        ({"details": {"amount_agreed_yuan": "42000", "amount_paid_yuan": "25000"}}, "17000"),
        ({"details": {"amount_agreed_yuan": "42000"}}, None),
        ({"details": {"amount_per_person_yuan": "5200"}, "headcount": 8}, "41600"),
        ({"details": {"amount_per_person_yuan": "5200"}}, None),
        ({"details": DAYS, "headcount": 3}, "36120"),
        ({"details": {"daily_wage_yuan": "280"}}, None),
        ({}, None),
    ],
)
def test_what_is_owed_is_worked_out(slots: dict[str, Any], owed: str | None) -> None:
    found = worked_out(slots)
    assert (found.owed if found else None) == owed


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2026-03-01", "2026-07-31", 5),
        ("2025-10-01", "2026-01-31", 4),
        ("2026-03-02", "2026-07-31", None),
        ("2026-07-01", "2026-03-31", None),
        ("2026-03-01", None, None),
    ],
)
def test_whole_months_are_counted(start: str, end: str | None, months: int | None) -> None:
    assert whole_months({"period_start": start, "period_end": end}) == months


@pytest.mark.asyncio
async def test_rate_and_days_said_apart_are_put_together_and_confirmed(alone: DialogAlone) -> None:
    turn = await hears(
        alone,
        says("provide_info", daily_wage_yuan="280"),
        says("provide_info", days_worked=43),
        says("provide_info", person="王建国"),
        start=await at(alone, "person"),
    )
    asked = await hears(alone, *[says("dont_know")] * 2, start=turn.conversation)
    assert (turn.asked, asked.facts.get("amount_owed_yuan")) == ("amount_owed", "12040")
    assert "12040" in texts(turn)[-1]
    yes = await alone.engine.turn(turn.conversation, says("affirm", "对"))
    assert (yes.facts["amount_owed_yuan"], yes.asked) == ("12040", "id_number")


@pytest.mark.asyncio
@pytest.mark.parametrize("text", ["不对", "2"])
async def test_a_proposed_sum_that_is_wrong_is_asked_for(alone: DialogAlone, text: str) -> None:
    there = await hears(alone, says("provide_info", **DAYS), start=await at(alone, "amount_owed"))
    assert there.replies[-1].choices == ("对", "不对")
    no = await alone.engine.turn(there.conversation, says("deny", text))
    assert (no.asked, texts(no)[-1]) == ("amount_owed", words("utter_ask_amount_owed"))
    said = await alone.engine.turn(there.conversation, says("provide_info", amount_owed_yuan="9000"))
    assert (said.asked, said.facts["amount_owed_yuan"]) == ("period", "9000")


@pytest.mark.asyncio
async def test_the_read_back_shows_how_the_sum_came_about(alone: DialogAlone) -> None:
    facts = {**FULL, **DAYS, "amount_paid_yuan": "2000", "amount_owed_yuan": "10040"}
    turn = await hears(alone, says("report_arrears", **facts), says("affirm"))
    for part in ("280", "43", "12040", "2000"):
        assert part in texts(turn)[-1].split(words("utter_line_sum"))[1]


@pytest.mark.asyncio
async def test_one_man_more_raises_a_sum_that_was_so_much_each(alone: DialogAlone) -> None:
    facts = {**FULL, "headcount": 7, "amount_per_person_yuan": "5200", "amount_owed_yuan": "36400"}
    there = await hears(alone, says("report_arrears", **facts), says("affirm"))
    turn = await alone.engine.turn(there.conversation, says("correct_info", headcount=8))
    assert (turn.facts["amount_owed_yuan"], turn.facts["headcount"]) == ("41600", 8)
    assert "41600" in texts(turn)[-1]


@pytest.mark.asyncio
async def test_a_said_sum_that_his_figures_contradict_is_asked_about_once(alone: DialogAlone) -> None:
    facts = {**FULL, "amount_owed_yuan": "20000"}
    turn = await hears(alone, says("report_arrears", **facts), says("affirm"), says("provide_info", **DAYS))
    assert (turn.asked, turn.replies[-1].choices) == ("amount_owed", ("20000 元", "12040 元"))
    kept = await alone.engine.turn(turn.conversation, says("provide_info", "1"))
    assert (kept.asked, kept.facts["amount_owed_yuan"]) == ("confirm", "20000")
    later = await alone.engine.turn(kept.conversation, says("provide_info", job="木工"))
    assert later.asked == "confirm"


@pytest.mark.asyncio
async def test_less_than_was_earned_is_no_contradiction(alone: DialogAlone) -> None:
    facts = {**FULL, **DAYS, "amount_owed_yuan": "8000"}
    turn = await hears(alone, says("report_arrears", **facts), says("affirm"))
    assert (turn.asked, turn.facts["amount_owed_yuan"]) == ("confirm", "8000")


@pytest.mark.asyncio
async def test_a_figure_said_in_passing_does_not_take_a_known_ones_place(alone: DialogAlone) -> None:
    there = await hears(alone, says("provide_info", job="木工"), start=await at(alone, "period"))
    turn = await alone.engine.turn(there.conversation, says("provide_info", job="瓦工"))
    assert turn.facts["job"] == "木工"
    meant = await alone.engine.turn(there.conversation, says("correct_info", amount_paid_yuan="2000"))
    assert meant.facts["amount_paid_yuan"] == "2000"


@pytest.mark.asyncio
async def test_two_numbers_of_people_are_named_in_one_question(alone: DialogAlone) -> None:
    there = await hears(alone, says("provide_info", headcount=5), start=await at(alone, "amount_owed"))
    turn = await alone.engine.turn(there.conversation, says("provide_info", headcount=7))
    assert (turn.asked, texts(turn)[-1]) == ("headcount", words("utter_ask_headcount_conflict", first=5, second=7))
    told = await alone.engine.turn(turn.conversation, says("provide_info", headcount=7))
    assert (told.asked, told.facts["headcount"]) == ("amount_owed", 7)
