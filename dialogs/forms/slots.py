"""How any slot of the form is heard, checked, explained and skipped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction
from rasa_sdk.interfaces import Tracker

from dialogs.effects import Effects, HumanRequested
from dialogs.facts import has_facts, value_for
from dialogs.forms.checks import CHECKS
from dialogs.forms.hearing import asked_slot, intent_of, reading_of

Slots = dict[str, Any]
SKIP: Slots = {"unanswered": "skip"}
UNCLEAR: Slots = {"unanswered": "unclear"}
NONE_IS_AN_ANSWER = frozenset({"employer", "foreman"})
LONG = 500  # characters
ONE_NEEDED = ("project", "employer", "foreman")
NO_ANSWER = frozenset({"correct_info", "report_arrears", "affirm", "paid_update"})  # and no riddle either: ask again
NEVER_SKIPPED = frozenset({"consent", "fix", "confirm"})


def respondent_needed(slots: Slots) -> bool:
    """Whether all three ways to know who owes the wages were skipped, so that one must be asked again."""
    skipped = slots.get("skipped") or ()
    return all(slots.get(slot) is None and slot in skipped for slot in ONE_NEEDED)


class SlotForm(FormValidationAction):
    """What the form's slots have in common; `extract_` and `validate_` of each slot are built from it."""

    def __init__(self, effects: Effects, new_id: Callable[[], str], today: Callable[[], date]) -> None:
        self.effects = effects
        self.new_id = new_id
        self.today = today

    def heard(self, slot: str, tracker: Tracker) -> Slots:
        """The slot's candidate in the message: a fact, an unusable answer if it was asked, or nothing."""
        value = value_for(slot, reading_of(tracker).entities)
        if asked_slot(tracker) == slot:
            return {slot: value} if value is not None else self.unanswered(slot, tracker)
        known = tracker.slots.get(slot)
        if value is None or value == known:
            return {}
        if known is None:
            return {slot: value} if CHECKS[slot](value, self.today()) is None else {}
        corrects = intent_of(tracker) == "correct_info" or asked_slot(tracker) in ("confirm", "fix")
        return {slot: value} if corrects else {}

    def unanswered(self, slot: str, tracker: Tracker) -> Slots:
        """Why the asked slot got no value: he cannot say, or nothing usable was heard; other facts excuse it."""
        intent = intent_of(tracker)
        if intent == "dont_know":
            return {slot: SKIP}
        if has_facts(reading_of(tracker).entities) or intent in NO_ANSWER or tracker.latest_message["named"]:
            return {}
        return {slot: SKIP if intent == "deny" and slot not in NEVER_SKIPPED else UNCLEAR}

    async def checked(self, slot: str, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker) -> Slots:
        """The value if it can be right; otherwise None, after saying what was wrong."""
        if value is SKIP or value is UNCLEAR:
            return await self.not_given(slot, value, dispatcher, tracker)
        reason = CHECKS[slot](value, self.today())
        return {slot: value} if reason is None else self.wrong(slot, reason, dispatcher, tracker)

    async def not_given(self, slot: str, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker) -> Slots:
        if value is SKIP:
            return self.skipped(slot, dispatcher, tracker)
        return await self.not_understood(slot, dispatcher, tracker)

    def wrong(self, slot: str, reason: str, dispatcher: CollectingDispatcher, tracker: Tracker) -> Slots:
        """Say what cannot be right; from the second time on, offer to skip."""
        count = len(str(tracker.slots.get(slot) or ""))
        dispatcher.utter_message(response=f"utter_wrong_{slot}{reason}", count=count)
        return {slot: None, **self.missed(slot, dispatcher, tracker)}

    def missed(self, slot: str, dispatcher: CollectingDispatcher, tracker: Tracker) -> Slots:
        missed = dict(tracker.slots.get("missed") or {})
        missed[slot] = missed.get(slot, 0) + 1
        if missed[slot] >= 2 and slot not in NEVER_SKIPPED:
            dispatcher.utter_message(response="utter_or_skip")
        return {"missed": missed}

    def skipped(self, slot: str, dispatcher: CollectingDispatcher, tracker: Tracker) -> Slots:
        """Explain once why the answer helps; the second time let it go."""
        explained = list(tracker.slots.get("explained") or ())
        skipped = list(tracker.slots.get("skipped") or ())
        if slot in NEVER_SKIPPED:
            dispatcher.utter_message(response=f"utter_why_{slot}")
            return {slot: None}
        if slot in skipped:  # asked again because one is needed
            return {slot: None}
        none = slot in NONE_IS_AN_ANSWER and intent_of(tracker) == "deny"
        if slot in explained or none:
            skipped.append(slot)
            dispatcher.utter_message(response="utter_none" if none else "utter_skipped")
            return {slot: None, "skipped": skipped}
        dispatcher.utter_message(response=f"utter_why_{slot}")
        return {slot: None, "explained": [*explained, slot]}

    async def not_understood(self, slot: str, dispatcher: CollectingDispatcher, tracker: Tracker) -> Slots:
        """Ask for other words; the third time in a row call staff and offer ways out."""
        times = int(tracker.slots.get("unclear") or 0) + 1
        if times == 3:
            dispatcher.utter_message(response="utter_unclear_thrice")
            await self.effects.put(tracker.sender_id, HumanRequested("not_understood"))
        elif slot in ("consent", "confirm"):
            dispatcher.utter_message(response=f"utter_unclear_{slot}")
        else:
            long = len(reading_of(tracker).text) > LONG
            dispatcher.utter_message(response="utter_too_long" if long else "utter_unclear")
        return {slot: None, "unclear": times}
