"""What leaves no doubt is not asked: how many are owed, where there is no site, what is known of him."""

from __future__ import annotations

import pytest

from tests.dialogs.said import FULL, at, hears, says, texts, words
from tests.talks import SCRIPT, DialogAlone

ALONE = {name: value for name, value in FULL.items() if name != "headcount"}
SITELESS = {name: value for name, value in ALONE.items() if name != "project"}


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "text", ["老板欠我钱", "我们老板欠我钱", "咱们工地不给钱", "有两个工友能作证", "我们公司欠我三个月"]
)
async def test_who_speaks_for_himself_is_not_asked_how_many_and_reads_it_back(alone: DialogAlone, text: str) -> None:
    turn = await hears(alone, says("report_arrears", text, **ALONE), says("affirm"))
    assert (turn.asked, turn.facts["headcount"]) == ("confirm", 1)
    assert words("utter_line_headcount", headcount="1") + words("utter_line_supposed") in texts(turn)[-1]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "text",
    [
        "我们几个都没拿到",
        "我和我老婆一起干的",
        "还有六个也没给",
        "大家都没拿到钱",
        "我带的人都没发",
        "不止我一个",
        "工人工资没发",
    ],
)
async def test_who_speaks_of_others_is_asked_how_many(alone: DialogAlone, text: str) -> None:
    assert (await hears(alone, says("report_arrears", text, **ALONE), says("affirm"))).asked == "headcount"


@pytest.mark.asyncio
async def test_a_sum_too_large_for_one_is_a_reason_to_ask(alone: DialogAlone) -> None:
    facts = {**ALONE, "amount_owed_yuan": "72000"}
    assert (await hears(alone, says("report_arrears", **facts), says("affirm"))).asked == "headcount"


@pytest.mark.asyncio
async def test_so_much_each_is_a_reason_to_ask(alone: DialogAlone) -> None:
    facts = {**ALONE, "amount_per_person_yuan": "5800"}
    assert (await hears(alone, says("report_arrears", **facts), says("affirm"))).asked == "headcount"


@pytest.mark.asyncio
async def test_who_was_taken_to_be_alone_and_is_not_is_asked(alone: DialogAlone) -> None:
    read_back = await hears(alone, says("report_arrears", **ALONE), says("affirm"))
    asked = await alone.engine.turn(read_back.conversation, says("deny", "不对，不止我一个"))
    assert asked.asked == "headcount"
    told = await alone.engine.turn(asked.conversation, says("provide_info", "5", headcount=5))
    assert (told.asked, told.facts["headcount"]) == ("confirm", 5)
    at_once = await alone.engine.turn(read_back.conversation, says("correct_info", headcount=5))
    assert (at_once.asked, at_once.facts["headcount"]) == ("confirm", 5)


@pytest.mark.asyncio
async def test_what_was_supposed_can_be_called_wrong(alone: DialogAlone) -> None:
    read_back = await hears(alone, says("report_arrears", **ALONE), says("affirm"))
    wrong = await hears(alone, says("deny", "2"), says("provide_info", "人数"), start=read_back.conversation)
    assert wrong.asked == "headcount"


@pytest.mark.asyncio
@pytest.mark.parametrize("text", ["制衣厂欠我工资", "饭店老板不给钱", "送外卖的钱没给"])
async def test_where_there_is_no_site_none_is_asked_for(alone: DialogAlone, text: str) -> None:
    turn = await hears(alone, says("report_arrears", text, **SITELESS), says("affirm"))
    assert turn.asked == "confirm"
    assert SCRIPT.domain["responses"]["utter_line_project"][0]["metadata"]["title"] not in texts(turn)[-1]


@pytest.mark.asyncio
@pytest.mark.parametrize("text", ["酒店工地上的活", "给电子厂盖厂房，做钢筋", "在商场做水电"])
async def test_a_site_is_asked_for_where_something_is_built(alone: DialogAlone, text: str) -> None:
    assert (await hears(alone, says("report_arrears", text, **SITELESS), says("affirm"))).asked == "project"


@pytest.mark.asyncio
async def test_his_number_is_not_asked_for_with_the_name_where_it_is_known(alone: DialogAlone) -> None:
    asked = await at(alone, "person")
    assert texts(await alone.engine.turn(asked, says("greet")))[-1] == words("utter_ask_person")
    told = await alone.engine.turn(asked, says("report_arrears", phone="13800001234"))
    assert texts(told)[-1] == words("utter_ask_person_alone")


@pytest.mark.asyncio
async def test_that_one_of_three_is_needed_is_said_when_the_first_is_asked(alone: DialogAlone) -> None:
    turn = await alone.engine.turn(await at(alone, "project"), says("dont_know"))
    assert texts(turn)[0] == words("utter_one_needed")
    again = await hears(
        alone, says("dont_know"), says("provide_info", place="润州区"), says("dont_know"), start=turn.conversation
    )
    assert (again.asked, texts(again)[0]) == ("employer", words("utter_why_employer"))


@pytest.mark.asyncio
async def test_who_can_name_none_of_three_is_asked_at_once_and_again_at_the_end(alone: DialogAlone) -> None:
    start = await hears(
        alone, *[says("deny")] * 1, says("provide_info", place="润州区"), start=await at(alone, "project")
    )
    needed = await hears(alone, says("deny"), says("deny"), start=start.conversation)
    assert (needed.asked, texts(needed)[-1]) == ("employer", words("utter_ask_employer_needed"))
    on = await alone.engine.turn(needed.conversation, says("dont_know"))
    assert (on.asked, texts(on)[0]) == ("amount_owed", words("utter_needed_later"))
    rest = {name: ALONE[name] for name in ("amount_owed_yuan", "period_start", "period_end", "evidence_kinds")}
    end = await alone.engine.turn(on.conversation, says("provide_info", **rest))
    assert (end.asked, texts(end)[-1]) == ("employer", words("utter_ask_employer_needed"))
