"""The events that several actions return."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.interfaces import Tracker

from dialogs.facts import ASKED, DRAFT, REPORTER, details_of, value_for
from dialogs.forms.checks import CHECKS
from dialogs.forms.hearing import read_message

Events = list[dict[str, Any]]
FORM = "complaint_form"
STORY = ("project", "employer", "foreman", "amount_owed", "period")


def slots_set(values: Mapping[str, Any]) -> Events:
    return [dict(SlotSet(slot, value)) for slot, value in values.items()]


def form_left() -> Events:
    """The form is no longer open; what is filled in stays."""
    return [dict(ActiveLoop(None)), dict(SlotSet("requested_slot", None))]


def draft_cleared(tracker: Tracker) -> Events:
    """Nothing of the open draft is left."""
    return [dict(SlotSet(slot, None)) for slot in DRAFT if tracker.slots.get(slot) is not None]


def reporter_of(tracker: Tracker) -> dict[str, Any]:
    """Who the worker is, for his next complaint."""
    return {slot: tracker.slots[slot] for slot in REPORTER if tracker.slots.get(slot) is not None}


def facts_kept(tracker: Tracker, today: date) -> Events:
    """What the message says beside its purpose, for slots that are still empty."""
    entities = read_message(tracker, today).entities
    values: dict[str, Any] = {}
    for slot in ASKED:
        value = value_for(slot, entities)
        if value is not None and tracker.slots.get(slot) is None and CHECKS[slot](value, today) is None:
            values[slot] = value
    if details := details_of(entities):
        values["details"] = {**(tracker.slots.get("details") or {}), **details}
    return slots_set(values)


def claims(tracker: Tracker, today: date) -> bool:
    """Whether, outside any form and before his first case, a claim is told beside what is asked or warned of."""
    if (tracker.active_loop or {}).get("name") or tracker.slots.get("case_number") or tracker.is_paused():
        return False
    entities = read_message(tracker, today).entities
    told = [slot for slot in STORY if value_for(slot, entities) is not None]
    return len(told) > 1 or "amount_owed" in told


def filling(tracker: Tracker) -> bool:
    """Whether the form is open."""
    return bool((tracker.active_loop or {}).get("name") == FORM)


def beside(tracker: Tracker, name: str) -> Any:
    """What came beside the words of the message."""
    return (tracker.latest_message.get("metadata") or {}).get(name)


def only_filed(tracker: Tracker) -> bool:
    """Whether there is a filed complaint and no open draft."""
    return bool(tracker.slots.get("case_number") and not tracker.slots.get("draft_id"))


def evidence_with(tracker: Tracker, kind: str) -> list[str]:
    """The evidence so far and one more kind."""
    kinds = [known for known in tracker.slots.get("evidence") or () if known != "none"]
    return kinds if kind in kinds else [*kinds, kind]
