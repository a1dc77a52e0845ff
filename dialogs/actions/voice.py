"""Voice messages: kept as evidence, heard by staff, and never a reason to be stuck at a question."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker

from dialogs.actions.cases import Supplement
from dialogs.actions.events import Events, evidence_with, filling, only_filed
from dialogs.forms.complaint import OPEN

KIND = "recording"
HOW = "utter_voice_kept"  # told once: how to write by speaking


class TakeVoice(Action):
    """Keep a voice message; at the question for evidence it is one, at another the question may be left to staff."""

    def __init__(self, supplement: Supplement) -> None:
        self.supplement = supplement

    def name(self) -> str:
        return "action_take_voice"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        asked = tracker.slots.get("requested_slot") if filling(tracker) else None
        if only_filed(tracker) and not asked:
            number = tracker.slots["case_number"]
            dispatcher.utter_message(response="utter_voice_supplemented", case_number=number)
            return await self.supplement.add(tracker, {"evidence_kinds": [KIND]})
        if asked == "evidence":
            dispatcher.utter_message(response="utter_voice_noted")
            return [dict(SlotSet("evidence", evidence_with(tracker, KIND)))]
        told = tracker.slots.get("told") or ()
        dispatcher.utter_message(response="utter_voice_again" if HOW in told else HOW)
        events = [dict(SlotSet("told", [*told, HOW]))] if HOW not in told else []
        if asked not in OPEN or tracker.slots.get("doubt"):
            return events
        dispatcher.utter_message(response="utter_voice_leave")
        explained = [*(tracker.slots.get("explained") or ()), asked]
        return [*events, dict(SlotSet("explained", list(dict.fromkeys(explained))))]
