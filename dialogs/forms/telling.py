"""What is said, beside the next question, about what was heard: changed, noted, known, or not to be mixed up."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from dialogs.facts import ASKED, has_facts, value_for
from dialogs.forms.hearing import Slots, asked_slot, reading_of
from dialogs.forms.ledger import ledger_of
from dialogs.wording import amount_text, is_large, line
from nlu.normalise import normalise

WORKS_MONEY = "utter_wages_only"
ONCE = (WORKS_MONEY, "utter_for_other")  # told once, when their words are said


def changed(before: Slots, after: Slots) -> list[str]:
    """The slots whose value is another than before."""
    return [slot for slot in ASKED if after.get(slot) is not None and after[slot] != before.get(slot)]


def tell_what_was_heard(dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> None:
    """One short line for what was changed, or heard beside the answer, or known already."""
    before, after, asked = tracker.latest_message["before"], tracker.slots, asked_slot(tracker)
    new = changed(before, after)
    adds_up = ledger_of(after) != ledger_of(before)  # its months are told with the sum
    corrected = [slot for slot in new if before.get(slot) is not None and not (adds_up and slot == "period")]
    for slot in corrected:
        dispatcher.utter_message(response="utter_changed", line=line(domain, slot, after[slot]))
    if "amount_owed" in new and "amount_owed" not in corrected and is_large(after["amount_owed"]):
        dispatcher.utter_message(response="utter_amount_noted", amount=amount_text(domain, after["amount_owed"]))
    doubted = after.get("doubt") != before.get("doubt")
    if (asked and after.get(asked) is not None) or dispatcher.messages or doubted:
        return
    if not asked:  # what he began with is noted as a whole
        return
    if new or after.get("details") != before.get("details"):
        dispatcher.utter_message(response="utter_noted")
    elif has_facts(reading_of(tracker).entities):
        tell_what_is_known(dispatcher, tracker, domain)


def tell_what_is_known(dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> None:
    """He said it before; where he said it otherwise, what stands and how it is changed."""
    entities, slots = reading_of(tracker).entities, tracker.slots
    said = {slot: value for slot in ASKED if (value := value_for(slot, entities)) is not None}
    other = [slot for slot, value in said.items() if slots.get(slot) is not None and slots[slot] != value]
    if not other and all(slots.get(slot) is not None for slot in said):  # what cannot be right is not known either
        dispatcher.utter_message(response="utter_known")
    for slot in other[:1]:
        dispatcher.utter_message(response="utter_differs", line=line(domain, slot, slots[slot]))


def told_once(tracker: Tracker, domain: Any) -> list[str]:
    """What is told because of words in the message, if it was not yet."""
    words, told = normalise(reading_of(tracker).text).text, tracker.slots.get("told") or ()
    return [
        name for name in ONCE if name not in told and re.search(domain["responses"][name][0]["metadata"]["said"], words)
    ]
