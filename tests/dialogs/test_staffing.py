"""A worker who asks for a person is told the truth: somebody comes, or nobody is there and his complaint goes on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogs.conversation import Conversation
from dialogs.effects import HumanRequested, TurnEffects
from dialogs.engine import Engine
from dialogs.registry import register_actions
from tests.dialogs.fakes import counting
from tests.dialogs.said import at, says, words
from tests.talks import SCRIPT, WORKER, DialogAlone, dialog_alone

pytestmark = pytest.mark.asyncio


def alone_with(*, staffed: bool) -> DialogAlone:
    asked = list[str]()

    async def is_staffed(conversation_id: str) -> bool:
        asked.append(conversation_id)
        return staffed

    alone, effects = dialog_alone(), TurnEffects()
    numbers = counting("XS{}"), counting("draft-{}")
    actions = register_actions(effects, alone.cases, *numbers, alone.clock, is_staffed)
    return replace(alone, engine=Engine(SCRIPT, actions, alone.clock, effects))


async def test_with_somebody_there_the_assistant_falls_silent() -> None:
    alone = alone_with(staffed=True)
    turn = await alone.engine.turn(await at(alone, "phone"), says("human"))
    assert [reply.text for reply in turn.replies] == [words("utter_handed_over")]
    assert (turn.outcome, turn.asked, turn.conversation.handed_over) == ("handed_over", None, True)


async def test_with_nobody_there_he_is_told_and_asked_the_same_question_again() -> None:
    alone = alone_with(staffed=False)
    turn = await alone.engine.turn(await at(alone, "phone"), says("human"))
    told = [reply.text for reply in turn.replies]
    assert told[:2] == [words("utter_nobody_there"), words("utter_nobody_there_on")]
    assert told[2] == words("utter_ask_phone")
    assert (turn.outcome, turn.asked, turn.conversation.handed_over) == ("handed_over", "phone", False)
    assert turn.effects == (HumanRequested("asked"),)


async def test_outside_the_form_nothing_is_said_of_going_on() -> None:
    turn = await alone_with(staffed=False).engine.turn(Conversation(WORKER), says("human"))
    assert [reply.text for reply in turn.replies] == [words("utter_nobody_there")]
    assert turn.asked is None and not turn.conversation.handed_over


async def test_what_he_says_beside_it_is_kept_all_the_same() -> None:
    alone = alone_with(staffed=False)
    turn = await alone.engine.turn(await at(alone, "phone"), says("human", employer="鼎立劳务"))
    assert turn.facts["employer"] == "鼎立劳务"


async def test_in_danger_it_is_said_whether_anybody_comes_and_the_assistant_stays() -> None:
    there = await alone_with(staffed=True).engine.turn(Conversation(WORKER), says("crisis"))
    alone = await alone_with(staffed=False).engine.turn(Conversation(WORKER), says("crisis"))
    for turn, told in ((there, "我已经叫工作人员"), (alone, "现在没有工作人员在线")):
        texts = [reply.text for reply in turn.replies]
        assert "110" in texts[0] and texts[1].startswith(told)
        assert not turn.conversation.handed_over and turn.outcome == "handed_over"
