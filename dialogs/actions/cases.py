"""What a worker wants of the complaints that he has filed: to know, to hurry, to add."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker

from cases.desk import CaseReader, CaseState
from dialogs.actions.asides import NotUnderstood
from dialogs.actions.drafts import OpenDraft
from dialogs.actions.events import FORM, Events, facts_kept, slots_set
from dialogs.effects import CaseUrged, ComplaintSupplemented, Effects
from dialogs.facts import facts_said
from dialogs.forms.hearing import intent_of, read_message
from dialogs.notices import status_text
from dialogs.replies import text_of
from dialogs.wording import day_text

SHOWN = 3


class TellProgress(Action):
    """Tell how his cases stand, newest first."""

    def __init__(self, cases: CaseReader, today: Callable[[], date]) -> None:
        self.cases = cases
        self.today = today

    def name(self) -> str:
        return "action_tell_progress"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        states = await self.cases.cases_of(tracker.sender_id)
        for state in states[:SHOWN]:
            dispatcher.utter_message(text=standing(domain, state))
        if not states:
            draft = tracker.slots.get("draft_id")
            dispatcher.utter_message(response="utter_no_case_yet" if draft else "utter_no_case")
        return facts_kept(tracker, self.today())


def standing(domain: Any, state: CaseState) -> str:
    """How one case stands, and by when the next step is due."""
    text = status_text(domain, state.status, {"case_number": state.case_number})
    if state.due_on is None:
        return text
    return text + text_of(domain, "utter_status_due", {"day": day_text(domain, state.due_on)})


class Urge(Action):
    """Pass on that he asks for more speed."""

    def __init__(self, effects: Effects) -> None:
        self.effects = effects

    def name(self) -> str:
        return "action_urge"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        number = tracker.slots.get("case_number")
        if number:
            await self.effects.put(tracker.sender_id, CaseUrged(number))
            dispatcher.utter_message(response="utter_urged", case_number=number)
        else:
            draft = tracker.slots.get("draft_id")
            dispatcher.utter_message(response="utter_no_case_yet" if draft else "utter_no_case")
        return []


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
