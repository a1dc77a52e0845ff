"""What a worker wants of a complaint that he has filed: to know, to hurry, to keep, to say that no money came."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker

from cases.desk import CaseReader, CaseState
from dialogs.actions.drafts import OpenDraft
from dialogs.actions.events import FORM, Events, facts_kept, slots_set
from dialogs.effects import CaseRated, CaseUrged, Effects, MoneyMissing, WithdrawalCancelled
from dialogs.forms.hearing import read_message
from dialogs.notices import status_text
from dialogs.replies import text_of
from dialogs.wording import day_text

SHOWN = 3
REST_DAYS = 3  # so long an urging is left to work before the next
ENDED = frozenset({"closed", "paid"})


class TellProgress(Action):
    """Tell how his cases stand, newest first."""

    def __init__(self, cases: CaseReader, today: Callable[[], date]) -> None:
        self.cases = cases
        self.today = today

    def name(self) -> str:
        return "action_tell_progress"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        states = await self.cases.cases_of(tracker.sender_id)
        for state in states[:SHOWN]:
            dispatcher.utter_message(text=standing(domain, state))
        if not states:
            say_no_case(dispatcher, tracker)
        return facts_kept(tracker, self.today())


def standing(domain: Any, state: CaseState) -> str:
    """How one case stands, what comes next, and by when."""
    text = status_text(domain, state.status, {"case_number": state.case_number})
    if (following := f"utter_next_{state.status}") in domain["responses"]:
        text += text_of(domain, following, {})
    if state.due_on is None:
        return text
    return text + text_of(domain, "utter_status_due", {"day": day_text(domain, state.due_on)})


def say_no_case(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    draft = tracker.slots.get("draft_id")
    dispatcher.utter_message(response="utter_no_case_yet" if draft else "utter_no_case")


class Urge(Action):
    """Pass on that he asks for more speed, and count it; too soon after the last time say so instead."""

    def __init__(self, effects: Effects, today: Callable[[], date]) -> None:
        self.effects = effects
        self.today = today

    def name(self) -> str:
        return "action_urge"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        number = tracker.slots.get("case_number")
        if not number:
            say_no_case(dispatcher, tracker)
            return []
        urged: Mapping[str, list[str]] = tracker.slots.get("urged") or {}
        days = list(urged.get(number) or ())
        if days and (self.today() - date.fromisoformat(days[-1])).days < REST_DAYS:
            dispatcher.utter_message(response="utter_urged_already", day=day_text(domain, days[-1]), days=REST_DAYS)
            return []
        await self.effects.put(tracker.sender_id, CaseUrged(number))
        days = [*days, self.today().isoformat()]
        said = "utter_urged" if len(days) == 1 else "utter_urged_again"
        dispatcher.utter_message(response=said, case_number=number, count=len(days))
        return slots_set({"urged": {**urged, number: days}})


class KeepCase(Action):
    """Take back the wish to withdraw."""

    def __init__(self, effects: Effects) -> None:
        self.effects = effects

    def name(self) -> str:
        return "action_keep_case"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        number = tracker.slots.get("withdrawing")
        if not number:
            dispatcher.utter_message(response="utter_nothing_withdrawn")
            return []
        await self.effects.put(tracker.sender_id, WithdrawalCancelled(number))
        dispatcher.utter_message(response="utter_case_kept", case_number=number)
        return [dict(SlotSet("withdrawing", None))]


class DenyMoney(Action):
    """Reopen the case that was closed or called paid when no money came; otherwise hear it as what it is outside."""

    def __init__(self, effects: Effects, cases: CaseReader, opening: OpenDraft) -> None:
        self.effects = effects
        self.cases = cases
        self.opening = opening

    def name(self) -> str:
        return "action_deny_money"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        states = await self.cases.cases_of(tracker.sender_id)
        ended = next((state for state in states if state.status in ENDED), None)
        if ended is not None:
            await self.effects.put(tracker.sender_id, MoneyMissing(ended.case_number))
            dispatcher.utter_message(response="utter_money_missing", case_number=ended.case_number)
            return []
        if read_message(tracker, self.opening.today()).intent == "deny":
            dispatcher.utter_message(response="utter_ok")
            return []
        return [*self.opening.open(dispatcher, tracker, domain), dict(FollowupAction(FORM))]


class TakeRating(Action):
    """Keep what he thinks of how his case was handled; who is not content is offered a person."""

    def __init__(self, effects: Effects, today: Callable[[], date]) -> None:
        self.effects = effects
        self.today = today

    def name(self) -> str:
        return "action_take_rating"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        reading = read_message(tracker, self.today())
        rating, mood = reading.entities.get("rating"), reading.entities.get("satisfaction")
        number = tracker.slots.get("case_number")
        if number and (rating or mood):
            stars = int(rating) if rating is not None else None
            await self.effects.put(tracker.sender_id, CaseRated(number, reading.text, stars, mood))
        dispatcher.utter_message(response="utter_rated_badly" if mood == "dissatisfied" else "utter_rated")
        return []
