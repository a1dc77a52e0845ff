"""The last days for bringing a claim are computed, and told when they are near."""

from __future__ import annotations

from datetime import date

import pytest

from dialogs.conversation import Turn
from dialogs.limits import limits
from tests.dialogs.said import FULL, at, hears, says
from tests.talks import DialogAlone

TODAY = date(2026, 11, 24)


def told(turn: Turn) -> str:
    return "\n".join(reply.text for reply in turn.replies)


@pytest.mark.parametrize(
    ("ended", "inspection", "arbitration"),
    [
        ("2026-07-31", "2028-07-31", "2027-07-31"),
        ("2024-02-29", "2026-02-28", "2025-02-28"),
    ],
)
def test_two_years_for_inspection_and_one_for_arbitration(ended: str, inspection: str, arbitration: str) -> None:
    found = limits({"period_end": ended}, TODAY)
    assert found is not None
    assert (found.inspection_on.isoformat(), found.arbitration_on.isoformat()) == (inspection, arbitration)


@pytest.mark.parametrize("facts", [{}, {"period_start": "2026-03-01"}, {"period_end": "2026-11-24"}])
def test_work_that_goes_on_or_has_no_end_has_no_last_day(facts: dict[str, str]) -> None:
    assert limits(facts, TODAY) is None


def test_a_demand_begins_the_year_of_arbitration_anew() -> None:
    found = limits({"period_end": "2025-12-31"}, TODAY, demanded_on=date(2026, 11, 1))
    assert found is not None
    assert (found.arbitration_on, found.arbitration_is_near) == (date(2027, 11, 1), False)


@pytest.mark.parametrize(
    ("ended", "inspection_near", "arbitration_near"),
    [("2026-07-31", False, False), ("2025-12-31", False, True), ("2025-01-31", True, True), ("2024-01-31", True, True)],
)
def test_three_months_are_near(ended: str, inspection_near: bool, arbitration_near: bool) -> None:
    found = limits({"period_end": ended}, date(2026, 11, 24) if ended != "2025-01-31" else date(2026, 12, 1))
    assert found is not None
    assert (found.inspection_is_near, found.arbitration_is_near) == (inspection_near, arbitration_near)


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
