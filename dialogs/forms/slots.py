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
from dialogs.forms.hearing import Slots, asked_slot, intent_of, reading_of
from dialogs.forms.unanswered import MARKS, Unanswered, why_unanswered, wrong
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

    def heard(self, slot: str, tracker: Tracker) -> Slots:
        """The slot's candidate in the message: a fact, an unusable answer if it was asked, or nothing."""
        value = value_for(slot, reading_of(tracker).entities)
        if asked_slot(tracker) == slot:
            return {slot: value} if value is not None else why_unanswered(slot, tracker)
        known = tracker.slots.get(slot)
        if value is None or value == known:
            return {}
        if known is None:
            return {slot: value} if CHECKS[slot](value, self.today()) is None else {}
        corrects = intent_of(tracker) == "correct_info" or asked_slot(tracker) in ("confirm", "fix")
        return {slot: value} if corrects else {}

    async def checked(self, slot: str, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker) -> Slots:
        """The value if it can be right; otherwise None, after saying what was wrong."""
        if any(value is mark for mark in MARKS):
            return await self.not_given(slot, value, dispatcher, tracker)
        reason = CHECKS[slot](value, self.today())
        return {slot: value} if reason is None else wrong(slot, reason, dispatcher, tracker)
