"""What a worker may do with what we keep of him: see it, have it deleted, take his consent back, guard his phone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker

from cases.desk import CaseReader
from cases.masking import mask_id_number, mask_phone
from dialogs.actions.events import Events, draft_cleared, form_left, slots_set
from dialogs.choosing import PUT_AWAY, SLOT
from dialogs.effects import CareNeeded, ConsentGiven, DataErased, Effects, HumanRequested
from dialogs.facts import REPORTER
from dialogs.forms.agreement import consent_version
from dialogs.replies import text_of
from dialogs.wording import lines

MASKS = {"id_number": mask_id_number, "phone": mask_phone}


class ShowData(Action):
    """Show him what we keep of him; numbers that could harm him on a shared phone are masked."""

    def __init__(self, cases: CaseReader) -> None:
        self.cases = cases

    def name(self) -> str:
        return "action_show_data"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        slots = masked(tracker.slots if tracker.slots.get("draft_id") else tracker.slots.get("reporter") or {})
        known = lines(domain, slots)
        numbers = [state.case_number for state in await self.cases.cases_of(tracker.sender_id)]
        if known:
            dispatcher.utter_message(response="utter_my_data", lines="\n".join(known))
        if others := parked_ids(tracker):
            dispatcher.utter_message(response="utter_my_data_drafts", count=len(others))
        if numbers:
            comma = text_of(domain, "utter_list_comma", {})
            dispatcher.utter_message(response="utter_my_data_cases", numbers=comma.join(numbers))
        dispatcher.utter_message(
            response="utter_my_data_rights" if known or numbers or others else "utter_my_data_none"
        )
        return []


def masked(slots: Mapping[str, Any]) -> dict[str, Any]:
    """The slots with ID number and phone masked."""
    return {name: MASKS[name](str(value)) if value and name in MASKS else value for name, value in slots.items()}


class EraseData(Action):
    """Delete what can be deleted at once; what belongs to a filed case is for staff to decide."""

    def __init__(self, effects: Effects, cases: CaseReader) -> None:
        self.effects = effects
        self.cases = cases

    def name(self) -> str:
        return "action_erase_data"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        draft, others = tracker.slots.get("draft_id"), parked_ids(tracker)
        filed = await self.cases.cases_of(tracker.sender_id)
        await self.effects.put(tracker.sender_id, DataErased(draft, others))
        dispatcher.utter_message(response="utter_data_erased_part" if filed else "utter_data_erased")
        if filed:
            await self.effects.put(tracker.sender_id, CareNeeded("erasure"))
            await self.effects.put(tracker.sender_id, HumanRequested("asked"))
            dispatcher.utter_message(response="utter_data_erased_cases")
        ended = {"outcome": "withdrawn"} if draft or others else {}
        return [*form_left(), *draft_cleared(tracker), *forgotten(tracker), *slots_set(ended)]


class TakeConsentBack(Action):
    """Stop using what he told; his unfinished complaint ends with it."""

    def __init__(self, effects: Effects) -> None:
        self.effects = effects

    def name(self) -> str:
        return "action_take_consent_back"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        draft = tracker.slots.get("draft_id")
        await self.effects.put(tracker.sender_id, ConsentGiven(consent_version(domain), False))
        await self.effects.put(tracker.sender_id, DataErased(draft, parked_ids(tracker)))
        is_filed = bool(tracker.slots.get("case_number"))
        dispatcher.utter_message(response="utter_consent_taken_back_part" if is_filed else "utter_consent_taken_back")
        if is_filed:
            dispatcher.utter_message(response="utter_consent_taken_back_cases")
        ended = {"outcome": "withdrawn"} if draft else {}
        return [*form_left(), *draft_cleared(tracker), *forgotten(tracker), *slots_set({"consent": None, **ended})]


class GuardPhone(Action):
    """From now on notices say nothing of wages, or speak plainly again."""

    def __init__(self, *, guarded: bool) -> None:
        self.guarded = guarded

    def name(self) -> str:
        return "action_guard_phone" if self.guarded else "action_open_phone"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        dispatcher.utter_message(response="utter_phone_guarded" if self.guarded else "utter_phone_open")
        return [dict(SlotSet("guarded", self.guarded or None))]


def parked_ids(tracker: Tracker) -> tuple[str, ...]:
    """The unfinished complaints that lie beside the open one."""
    return tuple(str(one["draft_id"]) for one in tracker.slots.get("parked") or ())


def forgotten(tracker: Tracker) -> Events:
    """What the talk remembered of the worker beside the draft; that he has cases stays."""
    names = ("reporter", "filed_facts", "scene", "site", "parked", "confidential", SLOT, PUT_AWAY, *REPORTER)
    return [dict(SlotSet(name, None)) for name in dict.fromkeys(names) if tracker.slots.get(name) is not None]
