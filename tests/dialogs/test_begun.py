"""A claim that is told beside a question, or in danger, is begun all the same; a question alone begins nothing."""

from __future__ import annotations

from typing import Any

import pytest

from dialogs.effects import HumanRequested
from tests.dialogs.said import hears, says, texts, words
from tests.talks import DialogAlone

CLAIM: dict[str, Any] = {"employer": "鼎立劳务", "amount_owed_yuan": "24000"}


@pytest.mark.asyncio
async def test_a_question_with_a_claim_is_answered_and_the_claim_begun(alone: DialogAlone) -> None:
    turn = await hears(alone, says("ask_policy", "欠我两万四能要回来吗", faq_topic="right", **CLAIM))
    assert texts(turn)[0] == words("utter_faq_right")
    assert (turn.asked, turn.facts["amount_owed_yuan"]) == ("consent", "24000")


@pytest.mark.asyncio
async def test_a_question_alone_begins_nothing(alone: DialogAlone) -> None:
    turn = await hears(alone, says("ask_policy", "要钱吗", faq_topic="cost"))
    assert (turn.asked, texts(turn)) == (None, [words("utter_faq_cost")])


@pytest.mark.asyncio
async def test_danger_with_a_claim_calls_staff_first_and_the_claim_is_begun(alone: DialogAlone) -> None:
    turn = await hears(alone, says("crisis", "再不给两万四我就跳楼", **CLAIM))
    assert HumanRequested("crisis") in turn.effects
    assert (turn.outcome, turn.asked, texts(turn)[0]) == ("handed_over", "consent", words("utter_crisis"))


@pytest.mark.asyncio
async def test_danger_alone_is_only_answered(alone: DialogAlone) -> None:
    turn = await hears(alone, says("crisis", "我不想活了"))
    assert (turn.asked, texts(turn)[-1]) == (None, words("utter_crisis_offer"))
