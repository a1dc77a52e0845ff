"""Opens a draft, files it, puts it aside, takes it up again, gives it up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from rasa_sdk.events import ConversationResumed, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker

from dialogs.actions.events import (
    FORM,
    Events,
    draft_cleared,
    facts_kept,
    filling,
    form_left,
    reporter_of,
    slots_set,
)
from dialogs.actions.sites import site_code_of, site_fills
from dialogs.effects import ComplaintFiled, DraftClosed, Effects, WithdrawalRequested
from dialogs.facts import facts_from, has_facts
from dialogs.forms.hearing import read_message
from dialogs.limits import ARBITRATION_YEARS, limits, years_after
from dialogs.wording import day_text, titles


class OpenDraft(Action):
    """Begin a complaint, or go on with the one that lies unfinished."""

    def __init__(self, new_id: Callable[[], str], today: Callable[[], date]) -> None:
        self.new_id = new_id
        self.today = today

    def name(self) -> str:
        return "action_open_draft"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        return self.open(dispatcher, tracker, domain)

    def open(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Say which it is; the form follows by rule."""
        if tracker.slots.get("draft_id"):
            say_resumed(dispatcher, tracker, domain)
            return []
        dispatcher.utter_message(response=self.greeting(tracker))
        known = {slot: value for slot, value in (tracker.slots.get("reporter") or {}).items()}
        site = site_fills(tracker, tracker.slots.get("site") or {})
        return slots_set({"draft_id": self.new_id(), "outcome": None, **known, **site})

    def greeting(self, tracker: Tracker) -> str:
        if tracker.slots.get("case_number"):
            return "utter_opened_again"
        return "utter_opened" if has_facts(read_message(tracker, self.today()).entities) else "utter_opened_empty"


class FileComplaint(Action):
    """File the complaint that the worker confirmed; close the draft of one who refused consent."""

    def __init__(self, effects: Effects, new_number: Callable[[], str], today: Callable[[], date]) -> None:
        self.effects = effects
        self.new_number = new_number
        self.today = today

    def name(self) -> str:
        return "action_file_complaint"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        if tracker.slots.get("consent") is False:
            return await self.refuse(dispatcher, tracker)
        if tracker.slots.get("confirm") is not True:
            return []
        return await self.file(dispatcher, tracker, domain)

    async def file(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        number, facts = self.new_number(), facts_from(tracker.slots)
        site, no_board = site_code_of(tracker.slots, facts.get("project")), bool(tracker.slots.get("no_board"))
        filed_now = ComplaintFiled(tracker.slots["draft_id"], number, facts, site, no_board)
        await self.effects.put(tracker.sender_id, filed_now)
        dispatcher.utter_message(response="utter_complaint_filed", case_number=number)
        for said, day in hints(facts, self.today()):
            dispatcher.utter_message(response=said, day=day_text(domain, day) if day else None)
        dispatcher.utter_message(response="utter_complaint_filed_next")
        filed = {
            "case_number": number,
            "filed_facts": facts,
            "reporter": reporter_of(tracker),
            "outcome": "submitted",
        }
        return [*draft_cleared(tracker), *slots_set(filed)]

    async def refuse(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        await self.effects.put(tracker.sender_id, DraftClosed(tracker.slots["draft_id"], "consent_refused"))
        dispatcher.utter_message(response="utter_consent_refused")
        dispatcher.utter_message(response="utter_consent_refused_elsewhere")
        return [*draft_cleared(tracker), *slots_set({"consent": None})]


def hints(facts: Mapping[str, Any], today: date) -> Iterator[tuple[str, date | None]]:
    """What is told with the receipt: whom he may ask to pay first, and a last day that is near or gone."""
    if facts.get("project"):
        yield "utter_liability_site", None
    own = limits(facts, today)
    if own and own.inspection_is_near:
        past = own.inspection_on < today
        yield ("utter_limit_inspection_past", None) if past else ("utter_limit_inspection_near", own.inspection_on)
    if own and own.arbitration_is_near and own.arbitration_on >= today:
        yield "utter_limit_arbitration_anew", years_after(today, ARBITRATION_YEARS)


class Pause(Action):
    """Put the draft aside; everything said is kept."""

    def __init__(self, today: Callable[[], date]) -> None:
        self.today = today

    def name(self) -> str:
        return "action_pause"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        if not filling(tracker):
            paused = tracker.slots.get("draft_id")
            dispatcher.utter_message(response="utter_paused" if paused else "utter_nothing_to_pause")
            return []
        dispatcher.utter_message(response="utter_paused")
        return [*facts_kept(tracker, self.today()), *form_left(), dict(SlotSet("outcome", "paused"))]


class Resume(Action):
    """Take up the draft, or the word itself when staff had it, with one line of what is known."""

    def name(self) -> str:
        return "action_resume"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        back = [dict(ConversationResumed())] if tracker.is_paused() else []
        if tracker.slots.get("draft_id"):
            say_resumed(dispatcher, tracker, domain)
            return back if filling(tracker) else [*back, dict(FollowupAction(FORM))]
        dispatcher.utter_message(response="utter_resumed_empty" if back else "utter_nothing_to_resume")
        return back


class Withdraw(Action):
    """Drop the open draft; for a filed complaint only pass the wish on."""

    def __init__(self, effects: Effects) -> None:
        self.effects = effects

    def name(self) -> str:
        return "action_withdraw"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        draft, number = tracker.slots.get("draft_id"), tracker.slots.get("case_number")
        if draft:
            await self.effects.put(tracker.sender_id, DraftClosed(draft, "withdrawn"))
            dispatcher.utter_message(response="utter_draft_withdrawn")
            return [*form_left(), *draft_cleared(tracker), dict(SlotSet("outcome", "withdrawn"))]
        if number:
            await self.effects.put(tracker.sender_id, WithdrawalRequested(number))
            dispatcher.utter_message(response="utter_withdrawal_requested", case_number=number)
            return slots_set({"outcome": "withdrawn", "withdrawing": number})
        dispatcher.utter_message(response="utter_nothing_to_withdraw")
        return []


class StartOver(Action):
    """Drop what was said and begin anew."""

    def __init__(self, effects: Effects, new_id: Callable[[], str]) -> None:
        self.effects = effects
        self.new_id = new_id

    def name(self) -> str:
        return "action_start_over"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        dispatcher.utter_message(response="utter_started_over")
        if draft := tracker.slots.get("draft_id"):
            await self.effects.put(tracker.sender_id, DraftClosed(draft, "restarted"))
        begun = [*draft_cleared(tracker), dict(SlotSet("draft_id", self.new_id()))]
        return begun if filling(tracker) else [*begun, dict(FollowupAction(FORM))]


def say_resumed(dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> None:
    known = titles(domain, tracker.slots, known=True)
    dispatcher.utter_message(response="utter_resumed" if known else "utter_resumed_empty", titles=known)
