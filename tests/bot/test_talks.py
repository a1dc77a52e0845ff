"""Simulated workers: how their talks are held and judged, and that those of a sample end as they should."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.bench.invented import Workers
from bot.commands.sheets import hold
from bot.sheets import Held, wrong_facts

SAMPLE = range(50)
STRAIGHT: dict[str, Any] = {
    "id": "straight",
    "today": "2026-11-24",
    "turns": {
        "opening": "鼎立劳务公司欠我两万四",
        "consent": "同意",
        "person": "王建国",
        "id_number": "321102198506150015",
        "phone": "13800001234",
        "project": "万象新城二期",
        "place": "镇江市润州区",
        "foreman": "老孙",
        "period": "三月到七月",
        "headcount": "就我一个",
        "evidence": "有欠条",
        "confirm": "对",
    },
    "facts": {
        "person": "王建国",
        "id_number": "321102198506150015",
        "phone": "13800001234",
        "project": "万象新城二期",
        "place": "镇江市润州区",
        "employer": "鼎立劳务公司",
        "foreman": "老孙",
        "amount_owed_yuan": "24000",
        "period_start": "2026-03-01",
        "period_end": "2026-07-31",
        "headcount": 1,
        "evidence_kinds": ["iou"],
    },
    "twists": [],
    "outcome": "submitted",
}


def held(**changes: Any) -> Held:
    [talk] = asyncio.run(hold([{**STRAIGHT, **changes}]))
    return talk


def test_a_straight_talk_is_right_and_its_questions_are_counted() -> None:
    talk = held()
    assert talk.broken == []
    assert talk.outcome == "submitted"
    assert talk.questions == 8


def test_a_fact_that_is_another_is_told() -> None:
    facts = {**STRAIGHT["facts"], "person": "王建华"}
    assert held(facts=facts).broken == ["person: '王建国' instead of '王建华'"]


def test_a_fact_too_many_is_told() -> None:
    assert wrong_facts({}, {"job": "木工"}) == ["job: '木工' instead of None"]
    assert wrong_facts({}, {"id_valid": True}) == []


def test_writing_is_no_difference() -> None:
    assert (
        wrong_facts(
            {"employer": "鼎立 劳务", "evidence_kinds": ["iou", "chat"]},
            {"employer": "鼎立劳务", "evidence_kinds": ["chat", "iou"]},
        )
        == []
    )


@pytest.mark.parametrize(
    ("twists", "outcome"),
    [
        ([{"at": "phone", "says": "多久能处理", "expect": "same_question"}], "submitted"),
        ([{"at": "phone", "says": "停止", "expect": "paused"}], "paused"),
        (
            [
                {"at": "phone", "says": "停止", "expect": "paused"},
                {"at": "phone", "says": "继续", "expect": "resumed"},
            ],
            "submitted",
        ),
        ([{"at": "phone", "says": "不投诉了", "expect": "withdrawn"}], "withdrawn"),
        ([{"at": "phone", "says": "人工", "expect": "handed_over"}], "handed_over"),
        ([{"at": "amount_owed", "says": "多久能处理", "expect": "same_question"}], "submitted"),  # it is not asked
    ],
)
def test_twists_are_said_and_looked_at(twists: list[dict[str, Any]], outcome: str) -> None:
    talk = held(twists=twists, outcome=outcome)
    assert talk.broken == []
    assert f"> {twists[0]['says']}" in talk.lines


def test_a_twist_that_ends_otherwise_is_told() -> None:
    twist = {"at": "phone", "says": "停止", "expect": "same_question"}
    assert held(twists=[twist]).broken[0].startswith("same_question at phone")


def test_the_same_number_is_the_same_worker() -> None:
    assert Workers().sheet(7) == Workers().sheet(7) != Workers().sheet(8)


@pytest.mark.parametrize("number", SAMPLE)
def test_an_invented_worker_gets_what_he_came_for(number: int) -> None:
    [talk] = asyncio.run(hold([Workers().sheet(number)]))
    assert talk.broken == [], "\n".join(talk.lines)
