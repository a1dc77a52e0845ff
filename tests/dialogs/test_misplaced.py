"""What answers another question than the open one goes where it belongs, and is no refusal to answer."""

from __future__ import annotations

import pytest

from tests.talks import DialogAlone, Message

pytestmark = pytest.mark.asyncio
TO_ID = ("鼎立劳务欠我们 7 个人的工资", "同意", "王建国")
TO_EMPLOYER = (
    "跟着老孙在西安高新区城南花苑绑钢筋，一共欠我两万零八百",
    "同意",
    "王建国",
    "321102198506150015",
    "13800001234",
)


async def at(alone: DialogAlone, *texts: str) -> str | None:
    for number, text in enumerate(texts):
        turn = await alone.hear(Message(f"m{number}", text))
    return turn.asked


@pytest.mark.parametrize(
    ("words", "fact", "value"),
    [("三万五", "amount_owed_yuan", "35000"), ("七个人", "headcount", 7), ("一万二千五", "amount_owed_yuan", "12500")],
)
async def test_a_fact_at_another_question_is_kept_and_the_question_stands(
    alone: DialogAlone, words: str, fact: str, value: object
) -> None:
    assert await at(alone, *TO_ID) == "id_number"
    turn = await alone.hear(Message("fact", words))
    assert (turn.facts[fact], turn.asked) == (value, "id_number")


async def test_no_firm_but_a_boss_is_an_answer(alone: DialogAlone) -> None:
    assert await at(alone, *TO_EMPLOYER) == "employer"
    turn = await alone.hear(Message("none", "没有公司，就老孙"))
    assert turn.asked != "employer" and turn.facts["foreman"] == "老孙" and "employer" not in turn.facts


async def test_a_sentence_with_somebodys_number_is_no_name(alone: DialogAlone) -> None:
    assert await at(alone, *TO_EMPLOYER) == "employer"
    turn = await alone.hear(Message("number", "老孙的电话是13800002222"))
    assert "employer" not in turn.facts and turn.facts["phone"] == "13800001234"
