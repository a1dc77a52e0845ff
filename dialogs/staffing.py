"""Calls staff, and says so honestly when nobody of them is there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from rasa_sdk.events import ConversationPaused, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from dialogs.actions.events import filling
from dialogs.effects import Effects, HumanRequested

Staffed = Callable[[str], Awaitable[bool]]
"""Whether somebody is there now for the conversation of that name."""


async def always_staffed(_: str) -> bool:
    """Where nobody can tell, somebody is taken to be there."""
    return True


async def call_staff(
    dispatcher: CollectingDispatcher, tracker: Tracker, effects: Effects, is_staffed: Staffed
) -> list[dict[str, Any]]:
    """Staff find the talk in any case; the assistant falls silent only where somebody is there to speak."""
    await effects.put(tracker.sender_id, HumanRequested("asked"))
    called = dict(SlotSet("outcome", "handed_over"))
    if await is_staffed(tracker.sender_id):
        dispatcher.utter_message(response="utter_handed_over")
        return [called, dict(ConversationPaused())]
    dispatcher.utter_message(response="utter_nobody_there")
    if filling(tracker):
        dispatcher.utter_message(response="utter_nobody_there_on")
    return [called]
