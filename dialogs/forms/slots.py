"""How any slot of the form is heard and checked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction
from rasa_sdk.interfaces import Tracker

from dialogs.effects import Effects
from dialogs.facts import value_for
from dialogs.forms.checks import CHECKS
from dialogs.forms.differing import NEITHER, chosen, differs, is_fuller, two_values
from dialogs.forms.hearing import Slots, asked_slot, intent_of, reading_of
from dialogs.forms.unanswered import MARKS, Unanswered, misses, why_unanswered, wrong
from dialogs.staffing import Staffed


class SlotForm(Unanswered, FormValidationAction):
    """What the form's slots have in common; `extract_` and `validate_` of each slot are built from it."""

    def __init__(
        self, effects: Effects, new_id: Callable[[], str], today: Callable[[], date], is_staffed: Staffed
    ) -> None:
        self.effects = effects
        self.new_id = new_id
        self.today = today
        self.is_staffed = is_staffed

    def heard(self, slot: str, tracker: Tracker, domain: Any) -> Slots:
        """The slot's candidate in the message: a fact, an unusable answer if it was asked, or nothing."""
        value = value_for(slot, reading_of(tracker).entities)
        if asked_slot(tracker) == slot:
            if values := two_values(tracker.slots, slot):
                value = chosen(slot, values, tracker, domain)
            return {slot: value} if value is not None else why_unanswered(slot, tracker)
        if value is None or value == tracker.slots.get(slot) or CHECKS[slot](value, self.today()) is not None:
            return self.heard_wrong(slot, value, tracker)
        return self.heard_beside(slot, value, tracker, domain)

    def heard_wrong(self, slot: str, value: Any, tracker: Tracker) -> Slots:
        """What cannot be right is only looked at where he means to correct."""
        known = tracker.slots.get(slot)
        return {slot: value} if value is not None and known not in (None, value) and corrects(tracker) else {}

    def heard_beside(self, slot: str, value: Any, tracker: Tracker, domain: Any) -> Slots:
        """A value for a slot that is not asked: new, corrected, told more fully, or another than before."""
        known = tracker.slots.get(slot)
        if known is None or corrects(tracker) or is_fuller(slot, value, known):
            return {slot: value}
        return {slot: {"slot": slot, "values": [known, value]}} if differs(slot, value, known, tracker, domain) else {}

    async def checked(self, slot: str, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker) -> Slots:
        """The value if it can be right; otherwise None, after saying what was wrong."""
        values = two_values(tracker.slots, slot)
        if any(value is mark for mark in MARKS):
            if values and misses(slot, tracker)[slot] > 1:  # what he cannot settle stays as he said it first
                return {slot: values[0], "doubt": None}
            return await self.not_given(slot, value, dispatcher, tracker)
        if value is NEITHER or (isinstance(value, dict) and "values" in value):
            return {slot: None, "doubt": value if value is not NEITHER else None}
        reason = CHECKS[slot](value, self.today())
        if reason is not None:
            return wrong(slot, reason, dispatcher, tracker)
        return {slot: value, "doubt": None} if values else {slot: value}


def corrects(tracker: Tracker) -> bool:
    """Whether another value is meant to take the place of the known one."""
    return intent_of(tracker) == "correct_info" or asked_slot(tracker) in ("confirm", "fix")
