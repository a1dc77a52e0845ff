"""The worker steers: a step back to the question before, or to a part that he wants to change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import REQUESTED_SLOT
from rasa_sdk.interfaces import Tracker

from dialogs.facts import ASKED
from dialogs.forms.hearing import asked_slot
from dialogs.wording import line

Slots = Mapping[str, Any]
Events = list[dict[str, Any]]
NOW = "now"  # what `fixing` holds when he wants to change something before the read-back


def step_back(dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
    """Ask again what was asked before, and say what he answered then."""
    slots, asked = tracker.slots, asked_slot(tracker)
    trail = [slot for slot in slots.get("trail") or () if slot != asked]
    if not trail:
        dispatcher.utter_message(response="utter_no_step_back")
        return [SlotSet(REQUESTED_SLOT, asked)]
    slot, known = trail[-1], slots.get(trail[-1])
    if known is None:
        dispatcher.utter_message(response="utter_went_back")
    else:
        dispatcher.utter_message(response="utter_went_back_known", line=line(domain, slot, known))
    back = SlotSet("went_back", {slot: known} if known is not None else None)
    return [*restored(slots), *asked_anew(slots, slot), SlotSet("trail", trail[:-1]), back]


def asked_anew(slots: Slots, slot: str) -> Events:
    """Nothing is known of the slot any more, and it is the one that is asked."""
    kept = {name: [one for one in slots.get(name) or () if one != slot] for name in ("skipped", "explained")}
    missed = {name: count for name, count in (slots.get("missed") or {}).items() if name != slot}
    doubt = {"doubt": None} if slot == "amount_owed" else {}
    values = {**kept, **doubt, "missed": missed, "unclear": 0, "fixing": None, slot: None, REQUESTED_SLOT: slot}
    return [SlotSet(name, value) for name, value in values.items()]


def restored(slots: Slots) -> Events:
    """What he had answered to a question that he went back to and leaves again without an answer."""
    was: Slots = slots.get("went_back") or {}
    return [SlotSet(slot, value) for slot, value in was.items() if slots.get(slot) is None]


def change(dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """Ask which part is to be changed, when anything is known."""
    if not any(tracker.slots.get(slot) is not None for slot in ASKED):
        dispatcher.utter_message(response="utter_nothing_known")
        return [SlotSet(REQUESTED_SLOT, asked_slot(tracker))]
    return [SlotSet("fixing", NOW), SlotSet("unclear", 0), SlotSet(REQUESTED_SLOT, "fix")]


def trail_after(slots: Slots, left: str | None) -> list[str]:
    """The questions asked so far, the one left last at the end."""
    trail = [slot for slot in slots.get("trail") or () if slot != left]
    return [*trail, left] if left in ASKED else trail
