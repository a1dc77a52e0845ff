"""Two different things were said of one slot: one question names both, and he says which is right."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rasa_sdk.interfaces import Tracker

from dialogs.facts import value_for
from dialogs.forms.hearing import Slots, intent_of, plain, reading_of
from nlu.normalise import normalise

NAMES = ("project", "place", "employer")  # whose longer form says the same more exactly
DIFFER = frozenset({*NAMES, "person", "id_number", "phone", "foreman", "period"})
ADDS = frozenset({"provide_info", "report_arrears"})  # what is said so is no correction
ONE, TWO = "1", "2"
NEITHER: Slots = {"unanswered": "neither"}
UNWRITTEN = re.compile(r"[\W_]+")


def two_values(slots: Mapping[str, Any], slot: str) -> list[Any] | None:
    """The two things that were said of the slot, while it is not settled which is right."""
    doubt = slots.get("doubt") or {}
    return list(doubt["values"]) if doubt.get("slot") == slot else None


def asked_once(slot: str) -> str:
    """The name in `told` for having asked which of two is right."""
    return f"differs_{slot}"


def is_fuller(slot: str, value: Any, known: Any) -> bool:
    """Whether a name says what is known and more: the district with its city, the site with its phase."""
    return slot in NAMES and bare(known) in bare(value) != bare(known)


def says_less(slot: str, value: Any, known: Any) -> bool:
    """Whether a name is a part of the known one, or the same written otherwise."""
    return slot in NAMES and bare(value) in bare(known)


def bare(name: Any) -> str:
    return UNWRITTEN.sub("", normalise(str(name)).text)


def differs(slot: str, value: Any, known: Any, tracker: Tracker, domain: Any) -> bool:
    """Whether he has to be asked which of the two is right: neither is a part of the other, and he corrects nothing."""
    if slot not in DIFFER or intent_of(tracker) not in ADDS or tracker.slots.get("doubt"):
        return False
    if asked_once(slot) in (tracker.slots.get("told") or ()) or says_less(slot, value, known):
        return False
    if slot == "period" and not (value.get("period_start") and value.get("period_end")):
        return False
    chain = (domain["responses"][f"utter_ask_{slot}"][0].get("metadata") or {}).get("beside")
    return not (chain and re.search(chain, normalise(reading_of(tracker).text).text))


def chosen(slot: str, values: list[Any], tracker: Tracker, domain: Any) -> Any:
    """The value that he chose, a new one that he says, NEITHER, or None where his words settle nothing."""
    told = domain["responses"]["utter_ask_differs"][0]["metadata"]
    words = plain(reading_of(tracker).text)
    for value, number, name in zip(values, (ONE, TWO), ("first", "second"), strict=True):
        if words == number or bare(words) == bare(value) or re.fullmatch(told[name], bare(words)):
            return value
    if re.fullmatch(told["neither"], bare(words)):
        return NEITHER
    if (said := value_for(slot, reading_of(tracker).entities)) is not None:
        return said
    return {"dont_know": values[0], "deny": NEITHER}.get(intent_of(tracker))
