"""What comes instead of words: photos, voice, places, a scanned code."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker

from dialogs.actions.cases import Supplement
from dialogs.actions.events import Events, beside, evidence_with, filling, only_filed, slots_set
from dialogs.forms.checks import CHECKS

KINDS = {"video": "video"}  # anything else that was sent to be looked at counts as a photo


class TakePhoto(Action):
    """Note a photo or video as evidence; ask for photos of a file."""

    def __init__(self, supplement: Supplement) -> None:
        self.supplement = supplement

    def name(self) -> str:
        return "action_take_photo"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        if beside(tracker, "kind") == "file":  # WeChat names it, but gives nobody its content
            dispatcher.utter_message(response="utter_file_unread")
            return []
        kind = KINDS.get(str(beside(tracker, "kind")), "photo")
        dispatcher.utter_message(response="utter_photo_noted")
        if only_filed(tracker):
            number = tracker.slots["case_number"]
            dispatcher.utter_message(response="utter_supplemented", case_number=number)
            return await self.supplement.add(tracker, {"evidence_kinds": [kind]})
        if not filling(tracker):
            draft = tracker.slots.get("draft_id")
            dispatcher.utter_message(response="utter_welcome_back" if draft else "utter_greet")
        return [dict(SlotSet("evidence", evidence_with(tracker, kind)))]


class TakeVoice(Action):
    """Say that a voice message is kept, and ask for words."""

    def name(self) -> str:
        return "action_take_voice"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        dispatcher.utter_message(response="utter_voice_kept")
        return []


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
