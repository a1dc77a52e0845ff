"""Opens a draft, files it, puts it aside, takes it up again, gives it up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

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
from dialogs.actions.on_case import draft_title
from dialogs.actions.sites import site_fills
from dialogs.actions.wishing import CanRemind, put_aside
from dialogs.choosing import SLOT, buttons, listed
from dialogs.effects import DraftClosed, Effects
from dialogs.facts import ASKED, DRAFT, QUESTIONNAIRE, REPORTER, has_facts
from dialogs.forms.checks import CHECKS
from dialogs.forms.hearing import read_message
from dialogs.parked import MOST, drafts_in, parked_away, taken_up
from dialogs.wording import titles

ASKED_HOW: Final = ("skipped", "explained", "missed", "doubt", "trail", "went_back", "fixing", "confirm")


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
            say_resumed(dispatcher, tracker.slots, domain)
            return []
        dispatcher.utter_message(response=self.greeting(tracker))
        known = {slot: value for slot, value in (tracker.slots.get("reporter") or {}).items()}
        site = site_fills(tracker, tracker.slots.get("site") or {})
        begun = {"draft_id": self.new_id(), "questionnaire": QUESTIONNAIRE, "outcome": None}
        return slots_set({**begun, **known, **site})

    def greeting(self, tracker: Tracker) -> str:
        if tracker.slots.get("case_number"):
            return "utter_opened_again"
        return "utter_opened" if has_facts(read_message(tracker, self.today()).entities) else "utter_opened_empty"


class Pause(Action):
    """Put the draft aside; everything said is kept."""

    def __init__(self, effects: Effects, today: Callable[[], date], can_remind: CanRemind) -> None:
        self.effects = effects
        self.today = today
        self.can_remind = can_remind

    def name(self) -> str:
        return "action_pause"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        if not filling(tracker):
            paused = tracker.slots.get("draft_id")
            dispatcher.utter_message(response="utter_paused" if paused else "utter_nothing_to_pause")
            return []
        dispatcher.utter_message(response="utter_paused")
        asked = await put_aside(self.effects, self.can_remind, dispatcher, tracker, domain)
        return [*facts_kept(tracker, self.today()), *form_left(), dict(SlotSet("outcome", "paused")), *asked]


class Resume(Action):
    """Take up the draft, or the word itself when staff had it, with one line of what is known."""

    kind = "resume"

    def __init__(self, today: Callable[[], date]) -> None:
        self.today = today

    def name(self) -> str:
        return "action_resume"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        back = [dict(ConversationResumed())] if tracker.is_paused() else []
        drafts = drafts_in(tracker.slots)
        if len(drafts) > 1 and not filling(tracker):
            return [*back, *self.offer(drafts, dispatcher, domain)]
        if drafts:
            return [*back, *await self.chosen(str(drafts[0]["draft_id"]), dispatcher, tracker, domain)]
        dispatcher.utter_message(response="utter_resumed_empty" if back else "utter_nothing_to_resume")
        return back

    def offer(self, drafts: Sequence[Mapping[str, Any]], dispatcher: CollectingDispatcher, domain: Any) -> Events:
        """Let him pick which he goes on with."""
        titles = [draft_title(domain, one) for one in drafts]
        dispatcher.utter_message(response="utter_choose_resume", buttons=buttons(titles))
        return [dict(SlotSet(SLOT, listed(self.kind, [one["draft_id"] for one in drafts], titles)))]

    async def chosen(self, option: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Go on with that one, as it was left; what questions have become since then is asked anew."""
        changed = taken_up(tracker.slots, option)
        slots = {**tracker.slots, **changed, **renewed({**tracker.slots, **changed}, self.today())}
        if slots.get("questionnaire") != tracker.slots.get("questionnaire") and not changed:
            dispatcher.utter_message(response="utter_questions_changed")
        say_resumed(dispatcher, slots, domain)
        events = slots_set({name: value for name, value in slots.items() if tracker.slots.get(name) != value})
        gone = slots_set({name: None for name in tracker.slots if name in DRAFT and slots.get(name) is None})
        onward = [] if filling(tracker) else [dict(FollowupAction(FORM))]
        return [*events, *gone, *onward]


class Withdraw(Action):
    """Drop the open draft; for a filed complaint only pass the wish on."""

    def __init__(self, effects: Effects) -> None:
        self.effects = effects

    def name(self) -> str:
        return "action_withdraw"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        draft = tracker.slots.get("draft_id")
        if not draft:
            return [dict(FollowupAction("action_withdraw_filed"))]
        await self.effects.put(tracker.sender_id, DraftClosed(draft, "withdrawn"))
        dispatcher.utter_message(response="utter_draft_withdrawn")
        if tracker.slots.get("parked"):
            dispatcher.utter_message(response="utter_more_drafts")
        return [*form_left(), *draft_cleared(tracker), dict(SlotSet("outcome", "withdrawn"))]


class OpenAnother(Action):
    """Lay the open draft aside and begin another complaint; what is known of the worker goes along."""

    def __init__(self, opening: OpenDraft) -> None:
        self.opening = opening

    def name(self) -> str:
        return "action_open_another"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        if len(tracker.slots.get("parked") or ()) >= MOST and tracker.slots.get("draft_id"):
            dispatcher.utter_message(response="utter_too_many_drafts")
            return []
        if filling(tracker) and not told_in(tracker.slots):
            dispatcher.utter_message(response="utter_draft_still_empty")
            return []
        known = tracker.slots.get("reporter") or reporter_of(tracker)
        aside = parked_away(tracker.slots)
        dispatcher.utter_message(response="utter_opened_another" if aside else "utter_opened_empty")
        begun = {"draft_id": self.opening.new_id(), "questionnaire": QUESTIONNAIRE, "outcome": None, **known}
        onward = [] if filling(tracker) else [dict(FollowupAction(FORM))]
        return [*slots_set({**aside, **begun, "requested_slot": None}), *onward]


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
        anew = {"draft_id": self.new_id(), "questionnaire": QUESTIONNAIRE}
        begun = [*draft_cleared(tracker), *slots_set(anew)]
        return begun if filling(tracker) else [*begun, dict(FollowupAction(FORM))]


def told_in(slots: Mapping[str, Any]) -> bool:
    """Whether the open draft says anything beside who tells it."""
    return any(slots.get(slot) is not None for slot in ASKED if slot not in REPORTER) or bool(slots.get("details"))


def say_resumed(dispatcher: CollectingDispatcher, slots: Mapping[str, Any], domain: Any) -> None:
    known = titles(domain, slots, known=True)
    dispatcher.utter_message(response="utter_resumed" if known else "utter_resumed_empty", titles=known)


def renewed(slots: Mapping[str, Any], today: date) -> dict[str, Any]:
    """What changes in a draft of an older questionnaire: what was skipped is asked, what cannot be is gone."""
    if slots.get("questionnaire") in (QUESTIONNAIRE, None):  # the first drafts did not say which
        return {}
    wrong = {
        slot: None for slot in ASKED if slots.get(slot) is not None and CHECKS[slot](slots[slot], today) is not None
    }
    anew = {
        name: None for name in ("skipped", "explained", "missed", "doubt", "trail", "went_back", "fixing", "confirm")
    }
    return {**anew, **wrong, "questionnaire": QUESTIONNAIRE}
