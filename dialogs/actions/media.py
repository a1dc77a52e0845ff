"""A place from the phone's map; photos are in proof.py, voices in voice.py."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker

from dialogs.actions.cases import Supplement
from dialogs.actions.events import Events, beside, only_filed, slots_set
from dialogs.forms.checks import CHECKS


class TakeLocation(Action):
    """Take a place from the phone's map where none is known yet."""

    def __init__(self, supplement: Supplement, today: Callable[[], date]) -> None:
        self.supplement = supplement
        self.today = today

    def name(self) -> str:
        return "action_take_location"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        label, known = beside(tracker, "location_label"), tracker.slots.get("place")
        if not label or CHECKS["place"](label, self.today()) is not None:
            dispatcher.utter_message(response="utter_location_unnamed")
            return []
        if known:
            dispatcher.utter_message(response="utter_location_known", place=known)
            return []
        dispatcher.utter_message(response="utter_location_noted", place=label)
        if only_filed(tracker):
            return await self.supplement.add(tracker, {"place": label})
        return slots_set({"place": label})
