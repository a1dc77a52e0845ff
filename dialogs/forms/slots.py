"""How any slot of the form is heard, checked, explained and skipped."""

from __future__ import annotations

import re
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
NONE: Slots = {"unanswered": "none"}
NONE_IS_AN_ANSWER = frozenset({"project", "employer", "foreman"})
NAMES = frozenset({"person", "project", "place", "employer", "foreman"})
SHORT = 20  # characters
QUESTION = re.compile("[?？]")
LAST_TRY = 3
LONG = 500  # characters
ONE_NEEDED = ("project", "employer", "foreman")
NO_ANSWER = frozenset({"correct_info", "report_arrears", "affirm", "paid_update"})  # and no riddle either: ask again
KEEPS = frozenset({"affirm", "deny", "dont_know"})  # at a question that he went back to: as it was
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
        before = (tracker.slots.get("went_back") or {}).get(slot)
        if before is not None and intent in KEEPS:
            return {slot: before}
        if intent == "dont_know":
            return {slot: SKIP}
        if has_facts(reading_of(tracker).entities) or intent in NO_ANSWER or tracker.latest_message["named"]:
            return {}
        if intent != "deny" or slot in NEVER_SKIPPED:
            return {slot: UNCLEAR}
        return {slot: NONE if slot in NONE_IS_AN_ANSWER else SKIP}

    async def checked(self, slot: str, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker) -> Slots:
        """The value if it can be right; otherwise None, after saying what was wrong."""
        if any(value is mark for mark in (SKIP, UNCLEAR, NONE)):
            return await self.not_given(slot, value, dispatcher, tracker)
        reason = CHECKS[slot](value, self.today())
        return {slot: value} if reason is None else self.wrong(slot, reason, dispatcher, tracker)

    async def not_given(self, slot: str, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker) -> Slots:
        if value is not UNCLEAR:
            return self.skipped(slot, value, dispatcher, tracker)
        return await self.not_understood(slot, dispatcher, tracker)

    def wrong(self, slot: str, reason: str, dispatcher: CollectingDispatcher, tracker: Tracker) -> Slots:
        """Say what cannot be right; the second time offer to skip, the third time let it go."""
        count = len(str(tracker.slots.get(slot) or ""))
        dispatcher.utter_message(response=f"utter_wrong_{slot}{reason}", count=count)
        missed = misses(slot, tracker)
        if missed[slot] >= LAST_TRY and slot not in NEVER_SKIPPED:
            return let_go(slot, missed, "utter_let_go", dispatcher, tracker)
        if missed[slot] >= 2 and slot not in NEVER_SKIPPED:
            dispatcher.utter_message(response="utter_or_skip")
        return {slot: None, "missed": missed}

    def skipped(self, slot: str, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker) -> Slots:
        """Explain once why the answer helps; the second time, or where there is none, let it go."""
        explained = list(tracker.slots.get("explained") or ())
        skipped = list(tracker.slots.get("skipped") or ())
        if slot in NEVER_SKIPPED:
            dispatcher.utter_message(response=f"utter_why_{slot}")
            return {slot: None}
        if slot in skipped:  # asked again because one is needed
            return {slot: None, "missed": misses(slot, tracker)}
        none = value is NONE
        if slot in explained or none:
            skipped.append(slot)
            dispatcher.utter_message(response="utter_none" if none else "utter_skipped")
            return {slot: None, "skipped": skipped}
        dispatcher.utter_message(response=f"utter_why_{slot}")
        return {slot: None, "explained": [*explained, slot]}

    async def not_understood(self, slot: str, dispatcher: CollectingDispatcher, tracker: Tracker) -> Slots:
        """Ask for other words, then offer ways out, then take him at his word or let the question go.

        The third time in a row staff are told, whatever is asked.
        """
        times, missed = int(tracker.slots.get("unclear") or 0) + 1, misses(slot, tracker)
        if times == LAST_TRY:
            await self.effects.put(tracker.sender_id, HumanRequested("not_understood"))
        if missed[slot] >= LAST_TRY and slot not in NEVER_SKIPPED:
            said = "utter_let_go_seen" if times >= LAST_TRY else "utter_let_go"
            return {**self.at_his_word(slot, missed, said, dispatcher, tracker), "unclear": times}
        long = len(reading_of(tracker).text) > LONG
        if times >= LAST_TRY:
            dispatcher.utter_message(response="utter_unclear_thrice")
        elif slot in ("consent", "confirm"):
            dispatcher.utter_message(response=f"utter_unclear_{slot}")
        elif long:
            dispatcher.utter_message(response="utter_too_long")
        else:
            dispatcher.utter_message(response="utter_unclear" if times == 1 else "utter_unclear_twice")
        return {slot: None, "unclear": times, "missed": missed}

    def at_his_word(
        self, slot: str, missed: Slots, otherwise: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Slots:
        """A short answer to a question for a name is that name, even when no rule knew it."""
        words = reading_of(tracker).text.strip()
        if slot in NAMES and is_short(words) and CHECKS[slot](words, self.today()) is None:
            return {slot: words, "missed": missed}
        return let_go(slot, missed, otherwise, dispatcher, tracker)


def let_go(slot: str, missed: Slots, said: str, dispatcher: CollectingDispatcher, tracker: Tracker) -> Slots:
    """Ask for something else; whoever is needed to know who owes is still asked for."""
    skipped = list(tracker.slots.get("skipped") or ())
    dispatcher.utter_message(response=said)
    return {slot: None, "missed": missed, "skipped": list(dict.fromkeys([*skipped, slot]))}


def misses(slot: str, tracker: Tracker) -> Slots:
    """How often each question was answered with nothing that could be used, this time included."""
    missed = dict(tracker.slots.get("missed") or {})
    return {**missed, slot: missed.get(slot, 0) + 1}


def is_short(words: str) -> bool:
    return 0 < len(words) <= SHORT and not QUESTION.search(words)
