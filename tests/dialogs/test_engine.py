"""The engine carries a copy on, applies only what it knows, and ends."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

import pytest
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker

from dialogs.conversation import Conversation
from dialogs.effects import ComplaintFiled, ConsentGiven, HumanRequested, TurnEffects
from dialogs.engine import EndlessScript, Engine, UnknownEvent
from dialogs.registry import register_actions
from dialogs.said import Said
from tests.dialogs.fakes import FailingEffects, FakeCases, counting
from tests.dialogs.said import FULL, at, hears, says
from tests.talks import WORKER, DialogAlone


class Answering(Action):
    """Answers a greeting with the events it was made with."""

    def __init__(self, events: list[dict[str, Any]]) -> None:
        self.events = events

    def name(self) -> str:
        return "action_greet"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[dict[str, Any]]:
        return self.events


def engine_with(alone: DialogAlone, events: list[dict[str, Any]]) -> Engine:
    executor = ActionExecutor()
    executor.register_action(Answering(events))
    return Engine(alone.script, executor, alone.clock)


@pytest.mark.asyncio
async def test_the_conversation_given_stays_as_it_was(alone: DialogAlone) -> None:
    conversation = await at(alone, "confirm")
    before = copy.deepcopy(asdict(conversation))
    first = await alone.engine.turn(conversation, says("deny"))
    assert asdict(conversation) == before
    again = await alone.engine.turn(conversation, says("deny"))
    assert again == first


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "event", [{"event": "restart"}, {"event": "reminder"}, dict(SlotSet("no_such_slot", 1))], ids=lambda e: e["event"]
)
async def test_an_unknown_event_is_refused(alone: DialogAlone, event: dict[str, Any]) -> None:
    with pytest.raises(UnknownEvent):
        await engine_with(alone, [event]).turn(Conversation(WORKER), says("greet"))


@pytest.mark.asyncio
async def test_a_script_that_runs_in_circles_is_stopped(alone: DialogAlone) -> None:
    with pytest.raises(EndlessScript):
        await engine_with(alone, [dict(FollowupAction("action_greet"))]).turn(Conversation(WORKER), says("greet"))


@pytest.mark.asyncio
async def test_outcome_is_told_only_in_its_turn(alone: DialogAlone) -> None:
    paused = await alone.engine.turn(await at(alone, "phone"), says("pause"))
    assert paused.outcome == "paused"
    assert (await alone.engine.turn(paused.conversation, says("greet"))).outcome is None


@pytest.mark.asyncio
async def test_filing_puts_one_effect_with_its_facts(alone: DialogAlone) -> None:
    turn = await alone.engine.turn(await at(alone, "confirm"), says("affirm"))
    assert turn.effects == (ComplaintFiled("draft-1", "XS20260001", {**FULL, "id_valid": True}),)
    assert (turn.outcome, turn.case_number, turn.asked) == ("submitted", "XS20260001", None)
    assert turn.facts == turn.effects[0].facts


@pytest.mark.asyncio
async def test_a_failed_effect_ends_in_no_receipt(alone: DialogAlone) -> None:
    def engine(effects: Any, now: Callable[[], datetime]) -> Engine:
        actions = register_actions(effects, FakeCases(now), counting("XS{}"), counting("draft-{}"), now)
        return Engine(alone.script, actions, now)

    conversation = await at(alone, "confirm")
    with pytest.raises(ConnectionError):
        await engine(FailingEffects(), alone.clock).turn(conversation, says("affirm"))
    kept = TurnEffects()
    retried = Engine(
        alone.script,
        register_actions(kept, FakeCases(alone.clock), counting("XS{}"), counting("d{}"), alone.clock),
        alone.clock,
        kept,
    )
    turn = await retried.turn(conversation, says("affirm"))
    assert [type(effect) for effect in turn.effects] == [ComplaintFiled]


@pytest.mark.asyncio
async def test_effects_of_a_turn_that_failed_do_not_slip_into_the_next(alone: DialogAlone) -> None:
    await alone.engine.effects.put(WORKER, HumanRequested("asked"))
    turn = await alone.engine.turn(await at(alone, "consent"), says("affirm"))
    assert [type(effect) for effect in turn.effects] == [ConsentGiven]


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", ["left", "receipt"])
async def test_what_needs_no_answer_gets_none(alone: DialogAlone, kind: str) -> None:
    turn = await hears(alone, Said(kind=kind))
    assert (turn.replies, turn.effects) == ((), ())


@pytest.mark.asyncio
async def test_while_staff_have_the_word_the_bot_is_silent(alone: DialogAlone) -> None:
    handed = await alone.engine.turn(await at(alone, "phone"), says("human"))
    assert handed.effects == (HumanRequested("asked"),)
    for message in (says("provide_info", phone="13800001234"), says("greet"), says("withdraw"), Said(kind="image")):
        turn = await alone.engine.turn(handed.conversation, message)
        assert (turn.replies, turn.effects, turn.asked) == ((), (), None)


@pytest.mark.asyncio
async def test_danger_is_told_to_staff_even_while_they_have_the_word(alone: DialogAlone) -> None:
    handed = await alone.engine.turn(await at(alone, "phone"), says("human"))
    turn = await alone.engine.turn(handed.conversation, says("crisis"))
    assert turn.effects == (HumanRequested("crisis"),)
    assert turn.replies
    assert turn.conversation.handed_over


@pytest.mark.asyncio
async def test_he_can_take_the_word_back_from_staff(alone: DialogAlone) -> None:
    handed = await alone.engine.turn(await at(alone, "phone"), says("human"))
    turn = await alone.engine.turn(handed.conversation, says("resume"))
    assert (turn.asked, turn.conversation.handed_over) == ("phone", False)
