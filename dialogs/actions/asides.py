"""What is answered beside the form: greetings, help, a person, danger, what was not understood."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker

from dialogs.actions.drafts import OpenDraft
from dialogs.actions.events import FORM, Events, claims, facts_kept, filling
from dialogs.choosing import awaits_sum
from dialogs.effects import Effects, HumanRequested
from dialogs.facts import has_facts
from dialogs.forms.hearing import picked, read_message
from dialogs.forms.unanswered import LONG
from dialogs.staffing import Staffed, always_staffed, call_staff

Today = Callable[[], date]


class HandOver(Action):
    """Ask staff to come; the assistant keeps silent from here, unless nobody is there, which it says."""

    def __init__(self, effects: Effects, today: Today, is_staffed: Staffed = always_staffed) -> None:
        self.effects = effects
        self.today = today
        self.is_staffed = is_staffed

    def name(self) -> str:
        return "action_hand_over"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        kept = facts_kept(tracker, self.today())
        return [*kept, *await call_staff(dispatcher, tracker, self.effects, self.is_staffed)]


class CalmCrisis(Action):
    """Call staff at once and say what helps now, and whether anybody is there; the assistant stays, whoever comes."""

    def __init__(self, effects: Effects, opening: OpenDraft, is_staffed: Staffed = always_staffed) -> None:
        self.effects = effects
        self.opening = opening
        self.today = opening.today
        self.is_staffed = is_staffed

    def name(self) -> str:
        return "action_calm_crisis"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        await self.effects.put(tracker.sender_id, HumanRequested("crisis"))
        dispatcher.utter_message(response="utter_crisis")
        is_there = await self.is_staffed(tracker.sender_id)
        dispatcher.utter_message(response="utter_crisis_called" if is_there else "utter_crisis_alone")
        begins, called = claims(tracker, self.today()), dict(SlotSet("outcome", "handed_over"))
        if not tracker.is_paused():
            goes_on = filling(tracker) or begins
            dispatcher.utter_message(response="utter_crisis_on" if goes_on else "utter_crisis_offer")
        kept = facts_kept(tracker, self.today())
        if not begins:
            return [*kept, called]
        return [*kept, *self.opening.open(dispatcher, tracker, domain), called, dict(FollowupAction(FORM))]


class Greet(Action):
    """Greet, and remind of what lies unfinished."""

    def name(self) -> str:
        return "action_greet"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        draft = tracker.slots.get("draft_id")
        dispatcher.utter_message(response="utter_welcome_back" if draft else "utter_greet")
        return []


class Help(Action):
    """Say how the form is answered."""

    def name(self) -> str:
        return "action_help"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        dispatcher.utter_message(response="utter_help_in_form")
        return []


class ExplainSimply(Action):
    """Say in the plainest words how the open question is answered."""

    def name(self) -> str:
        return "action_explain_simply"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        simple = f"utter_simple_{tracker.slots.get('requested_slot')}"
        dispatcher.utter_message(response=simple if simple in domain["responses"] else "utter_help_in_form")
        return []


class NotUnderstood(Action):
    """Offer the menu; a number picks from it; the third time in a row call staff."""

    def __init__(self, effects: Effects, opening: OpenDraft) -> None:
        self.effects = effects
        self.opening = opening

    def name(self) -> str:
        return "action_not_understood"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        text = str(tracker.latest_message.get("text") or "")
        if awaits_sum(tracker.slots):
            return [dict(FollowupAction("action_take_money_part"))]
        if numbers := picked(domain, "utter_menu", text):
            return self.follow(numbers[0], dispatcher, tracker, domain)
        if tracker.slots.get("draft_id") and has_facts(read_message(tracker, self.opening.today()).entities):
            return [*self.opening.open(dispatcher, tracker, domain), dict(FollowupAction(FORM))]
        times = int(tracker.slots.get("unclear") or 0) + 1
        if times == 3:
            await self.effects.put(tracker.sender_id, HumanRequested("not_understood"))
        about = domain["responses"]["utter_faq_other"][0]["metadata"]["about"]
        known = "utter_faq_other" if re.search(about, text) else "utter_menu"
        long = "utter_too_long" if len(text) > LONG else known
        dispatcher.utter_message(response="utter_menu_thrice" if times == 3 else long)
        return [dict(SlotSet("unclear", times))]

    def follow(self, number: int, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        if number == 0:
            return [*self.opening.open(dispatcher, tracker, domain), dict(FollowupAction(FORM))]
        return [dict(FollowupAction(("action_tell_progress", "action_hand_over")[number - 1]))]
