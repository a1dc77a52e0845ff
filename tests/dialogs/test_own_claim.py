"""The last days for bringing a claim are told to who asks, and when they are near."""

from __future__ import annotations

import pytest

from dialogs.conversation import Turn
from tests.dialogs.said import FULL, at, hears, says
from tests.talks import DialogAlone


def told(turn: Turn) -> str:
    return "\n".join(reply.text for reply in turn.replies)


@pytest.mark.asyncio
async def test_who_asks_for_the_time_limit_is_told_his_own(alone: DialogAlone) -> None:
    turn = await alone.engine.turn(await at(alone, "headcount"), says("ask_policy", faq_topic="time_limit"))
    assert turn.asked == "headcount"
    assert "2028 年 7 月 31 日" in told(turn)
    early = await alone.engine.turn(await at(alone, "phone"), says("ask_policy", faq_topic="time_limit"))
    assert "最迟" not in told(early)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("end", "said", "unsaid"),
    [
        ("2026-07-31", "总包", "最迟"),
        ("2025-12-31", "最迟 2027 年 11 月 24 日", "两年"),
        ("2024-12-31", "到 2026 年 12 月 31 日", "最迟"),
        ("2024-01-31", "欠了两年多", "最迟"),
    ],
)
async def test_a_last_day_that_is_near_stands_beside_the_receipt(
    alone: DialogAlone, end: str, said: str, unsaid: str
) -> None:
    facts = {**FULL, "period_start": end[:8] + "01", "period_end": end}
    turn = await hears(alone, says("report_arrears", **facts), says("affirm"), says("affirm"))
    assert turn.outcome == "submitted"
    assert said in told(turn)
    assert unsaid not in told(turn)


@pytest.mark.asyncio
async def test_who_still_works_there_is_told_that_the_year_has_not_begun(alone: DialogAlone) -> None:
    asked = says("ask_policy", "我还在那里干，仲裁来得及吗", faq_topic="time_limit")
    assert "还没开始算" in told(await alone.engine.turn(await at(alone, "headcount"), asked))


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("facts", "article"),
    [
        ({"employer": "鼎立劳务", "foreman": None}, "第 30 条"),
        ({"employer": "中建总承包公司", "foreman": None}, "第 29 条"),
        ({"employer": "顺达派遣公司", "foreman": None}, "第 18 条"),
    ],
)
async def test_whom_he_may_ask_to_pay_stands_beside_the_receipt(
    alone: DialogAlone, facts: dict[str, str | None], article: str
) -> None:
    told_facts = {name: value for name, value in {**FULL, **facts}.items() if value is not None}
    turn = await hears(alone, says("report_arrears", **told_facts), says("affirm"), says("deny"), says("affirm"))
    assert article in told(turn)
    assert "可以要求" in told(turn)
