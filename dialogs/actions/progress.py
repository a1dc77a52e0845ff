"""Tells how a worker's complaints stand: who has each, what comes next, by when; several are listed first."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from cases.clocks import day_of
from cases.desk import CaseReader, CaseState
from cases.money import yuan_text
from cases.time_bars import time_bars
from dialogs.actions.drafts import Resume
from dialogs.actions.events import Events, facts_kept, filling
from dialogs.actions.on_case import MOST, OVER, OnCase, Today, case_title, draft_title, say_no_case
from dialogs.choosing import SLOT, buttons, listed
from dialogs.notices import status_text
from dialogs.parked import drafts_in
from dialogs.replies import text_of
from dialogs.wording import day_text

SHOWN: Final = 3


class TellProgress(OnCase):
    """Tell how his one complaint stands; of several let him pick, unfinished ones among them."""

    kind = "progress"
    question = "utter_choose_progress"

    def __init__(self, cases: CaseReader, today: Today, resume: Resume) -> None:
        super().__init__(cases, today)
        self.resume = resume

    def name(self) -> str:
        return "action_tell_progress"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        if not filling(tracker):
            return await super().run(dispatcher, tracker, domain)
        states = await self.cases.cases_of(tracker.sender_id)
        for state in states[:SHOWN]:
            await self.on(state, dispatcher, tracker, domain)
        if not states:
            say_no_case(dispatcher, tracker)
        return facts_kept(tracker, self.today())

    async def on(self, state: CaseState, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        dispatcher.utter_message(text=standing(domain, state, self.today()))
        return []

    async def on_none(
        self, states: Sequence[CaseState], dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> Events:
        say_no_case(dispatcher, tracker)
        return facts_kept(tracker, self.today())

    def offer(self, states: Sequence[CaseState], dispatcher: CollectingDispatcher, domain: Any) -> Events:
        return self.listing(states, [], dispatcher, domain)

    def listing(
        self, states: Sequence[CaseState], drafts: Sequence[Any], dispatcher: CollectingDispatcher, domain: Any
    ) -> Events:
        """Cases, then what is unfinished, each under a number."""
        shown, left = states[: MOST - min(len(drafts), 2)], drafts[:MOST]
        options = [*(state.case_number for state in shown), *(str(one["draft_id"]) for one in left)][:MOST]
        titles = [*(case_title(domain, one) for one in shown), *(draft_title(domain, one) for one in left)][:MOST]
        dispatcher.utter_message(response=self.question, buttons=buttons(titles))
        return [dict(SlotSet(SLOT, listed(self.kind, options, titles)))]

    async def chosen(self, option: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        if any(one["draft_id"] == option for one in drafts_in(tracker.slots)):
            return await self.resume.chosen(option, dispatcher, tracker, domain)
        return await super().chosen(option, dispatcher, tracker, domain)


class ListCases(TellProgress):
    """List all that he has filed and all that lies unfinished."""

    def name(self) -> str:
        return "action_list_cases"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        states, drafts = await self.cases.cases_of(tracker.sender_id), drafts_in(tracker.slots)
        if filling(tracker) or len(states) + len(drafts) < 2:
            return await super().run(dispatcher, tracker, domain)
        return self.listing(states, drafts, dispatcher, domain)


def standing(domain: Any, state: CaseState, today: date) -> str:
    """How one case stands, who has it, what comes next, by when, and what of its money came."""
    text = status_text(domain, "paid_as_he_says" if is_his_word(state) else state.status, values_of(state))
    if state.officer and state.status not in OVER and is_written_chinese(state.officer):
        text += text_of(domain, "utter_status_officer", {"officer": state.officer})
    if (following := f"utter_next_{state.status}") in domain["responses"]:
        text += text_of(domain, following, {})
    if state.due_on is not None:
        name = "utter_status_due" if state.due_on >= today else "utter_status_overdue"
        text += text_of(domain, name, {"day": day_text(domain, state.due_on)})
    return text + came(domain, state) + last_days(domain, state, today)


def values_of(state: CaseState) -> dict[str, str]:
    return {"case_number": state.case_number}


def is_his_word(state: CaseState) -> bool:
    """Whether the worker himself said that all came."""
    return state.status == "paid" and (state.paid_fen or 0) >= max(state.owed_fen or 0, 1)


def is_written_chinese(name: str) -> bool:
    """Whether a worker can ask for somebody by that name; a name for signing in tells him nothing."""
    return all(unicodedata.name(character, "").startswith("CJK") for character in name)


def came(domain: Any, state: CaseState) -> str:
    """What he told of money since he filed, and what is left."""
    if not state.paid_fen:
        return ""
    left = max((state.owed_fen or 0) - state.paid_fen, 0)
    values = {"paid": yuan_text(state.paid_fen), "left": yuan_text(left)}
    return text_of(domain, "utter_status_paid_left" if left else "utter_status_paid_all", values)


def last_days(domain: Any, state: CaseState, today: date) -> str:
    """A last day for going elsewhere that is near; a case that has ended well needs none."""
    if state.status in ("paid", "withdrawn"):
        return ""
    bars = time_bars(state.facts, today, received_on=day_of(state.filed_at))
    if bars is None or bars.arbitration_on is None or not bars.arbitration_is_near:
        return ""
    past = bars.arbitration_on < today
    name = "utter_bar_arbitration_past" if past else "utter_bar_arbitration_near"
    return text_of(domain, name, {"day": day_text(domain, bars.arbitration_on)})
