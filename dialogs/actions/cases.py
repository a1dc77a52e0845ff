"""What a worker adds to the complaints that he has filed, and facts that he says outside the form."""

from __future__ import annotations

from typing import Any, Final

from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker

from cases.desk import CaseReader, CaseState
from dialogs.actions.asides import NotUnderstood
from dialogs.actions.drafts import OpenDraft
from dialogs.actions.events import FORM, Events, slots_set
from dialogs.actions.on_case import MOST, OVER, case_title
from dialogs.choosing import SLOT, awaits_sum, buttons, listed
from dialogs.effects import ComplaintSupplemented, Effects
from dialogs.facts import facts_said
from dialogs.forms.hearing import read_message
from dialogs.listing import with_listed

OF_ONE: Final = frozenset({"bank_card", "phone", "id_number", "person"})  # of him, whichever case it is


class Supplement:
    """Adds to a filed complaint what a message or a photo brings."""

    def __init__(self, effects: Effects) -> None:
        self.effects = effects

    async def add(self, tracker: Tracker, facts: dict[str, Any]) -> Events:
        """To the complaint filed last."""
        words = str(tracker.latest_message.get("text") or "")
        return await self.add_to(tracker.slots["case_number"], words, tracker, facts)

    async def add_to(self, number: str, words: str, tracker: Tracker, facts: dict[str, Any]) -> Events:
        """To the case with that number, in those words; a list of workers adds to the one before."""
        if number == tracker.slots.get("case_number"):
            facts = with_listed(tracker.slots.get("filed_facts") or {}, facts)
        await self.effects.put(tracker.sender_id, ComplaintSupplemented(number, words, facts))
        if number != tracker.slots.get("case_number"):
            return []
        known = dict(tracker.slots.get("filed_facts") or {})
        kinds = [*(known.get("evidence_kinds") or ()), *(facts.get("evidence_kinds") or ())]
        merged = {**known, **facts} | ({"evidence_kinds": list(dict.fromkeys(kinds))} if kinds else {})
        return slots_set({"filed_facts": merged})


class TakeFacts(Action):
    """Facts said outside the form: they go into the open draft, else to a filed complaint, else open a draft."""

    def __init__(self, cases: CaseReader, opening: OpenDraft, supplement: Supplement, otherwise: NotUnderstood) -> None:
        self.cases = cases
        self.opening = opening
        self.supplement = supplement
        self.otherwise = otherwise

    def name(self) -> str:
        return "action_take_facts"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        if awaits_sum(tracker.slots):
            return [dict(FollowupAction("action_take_money_part"))]
        reading = read_message(tracker, self.opening.today())
        facts = facts_said(reading.entities)
        if not facts:
            return await self.otherwise.run(dispatcher, tracker, domain)
        if tracker.slots.get("draft_id") or not tracker.slots.get("case_number"):
            return [*self.opening.open(dispatcher, tracker, domain), dict(FollowupAction(FORM))]
        states = await self.cases.cases_of(tracker.sender_id)
        named = [state for state in states if state.case_number == reading.entities.get("case_no")]
        going = named or [state for state in states if state.status not in OVER] or states
        if len(going) > 1 and not facts.keys() <= OF_ONE:
            return self.ask_which(going, facts, dispatcher, tracker, domain)
        number = going[0].case_number if going else tracker.slots["case_number"]
        return await self.put(number, str(tracker.latest_message.get("text") or ""), facts, dispatcher, tracker)

    def ask_which(
        self,
        states: list[CaseState],
        facts: dict[str, Any],
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: Any,
    ) -> Events:
        """His words wait until he has said which case they are about."""
        options, titles = [one.case_number for one in states[:MOST]], [case_title(domain, one) for one in states[:MOST]]
        dispatcher.utter_message(response="utter_choose_supplement", buttons=buttons(titles))
        words = str(tracker.latest_message.get("text") or "")
        return [dict(SlotSet(SLOT, listed("supplement", options, titles, words=words, facts=facts)))]

    async def chosen(self, option: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Put the words that waited where they belong."""
        waited = tracker.slots.get(SLOT) or {}
        return await self.put(option, str(waited["words"]), dict(waited["facts"]), dispatcher, tracker)

    async def put(
        self, number: str, words: str, facts: dict[str, Any], dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        dispatcher.utter_message(response="utter_supplemented", case_number=number)
        return await self.supplement.add_to(number, words, tracker, facts)
