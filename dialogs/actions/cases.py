"""What a worker adds to the complaints that he has filed, and facts that he says outside the form."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker

from dialogs.actions.asides import NotUnderstood
from dialogs.actions.drafts import OpenDraft
from dialogs.actions.events import FORM, Events, slots_set
from dialogs.effects import ComplaintSupplemented, Effects
from dialogs.facts import facts_said
from dialogs.forms.hearing import read_message
from dialogs.listing import with_listed

OF_ONE: Final = frozenset({"bank_card", "phone", "id_number", "person"})  # of him, whichever case it is


class Supplement:
    """Adds to the complaint filed last what a message or a photo brings."""

    def __init__(self, effects: Effects) -> None:
        self.effects = effects

    async def add(self, tracker: Tracker, facts: dict[str, Any]) -> Events:
        words = str(tracker.latest_message.get("text") or "")
        known = dict(tracker.slots.get("filed_facts") or {})
        await self.effects.put(tracker.sender_id, ComplaintSupplemented(tracker.slots["case_number"], words, facts))
        kinds = [*(known.get("evidence_kinds") or ()), *(facts.get("evidence_kinds") or ())]
        merged = {**known, **facts} | ({"evidence_kinds": list(dict.fromkeys(kinds))} if kinds else {})
        return await self.add_to(tracker.slots["case_number"], words, tracker, facts)

    async def add_to(self, number: str, words: str, tracker: Tracker, facts: dict[str, Any]) -> Events:
        """To the case with that number, in those words; a list of workers adds to the one before."""
        if number == tracker.slots.get("case_number"):
            facts = with_listed(tracker.slots.get("filed_facts") or {}, facts)
        await self.effects.put(tracker.sender_id, ComplaintSupplemented(number, words, facts))
        if number != tracker.slots.get("case_number"):
            return []
        return slots_set({"filed_facts": merged})


class TakeFacts(Action):
    """Facts said outside the form: they go into the open draft, else to the filed complaint, else open a draft."""

    def __init__(self, opening: OpenDraft, supplement: Supplement, otherwise: NotUnderstood) -> None:
        self.opening = opening
        self.supplement = supplement
        self.otherwise = otherwise

    def name(self) -> str:
        return "action_take_facts"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        facts = facts_said(read_message(tracker, self.opening.today()).entities)
        paid = intent_of(tracker) == "paid_update"
        if not facts and not (paid and tracker.slots.get("case_number")):
            return await self.otherwise.run(dispatcher, tracker, domain)
        if tracker.slots.get("draft_id") or not tracker.slots.get("case_number"):
            return [*self.opening.open(dispatcher, tracker, domain), dict(FollowupAction(FORM))]
        number = tracker.slots["case_number"]
        dispatcher.utter_message(response="utter_paid_noted" if paid else "utter_supplemented", case_number=number)
        return await self.supplement.add(tracker, facts)
