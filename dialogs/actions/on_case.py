"""What is done with one of a worker's cases: with the only one that fits, the one he names, or the one he picks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final, Protocol

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker

from cases.desk import CaseReader, CaseState
from dialogs.actions.events import Events, filling
from dialogs.choosing import SLOT, buttons, listed
from dialogs.forms.hearing import read_message
from dialogs.replies import text_of

ENDED: Final = frozenset({"closed", "paid"})
OVER: Final = frozenset({*ENDED, "withdrawn", "refused"})
MOST: Final = 6
WHO: Final = ("employer", "project", "foreman")
Today = Callable[[], date]


class Chooser(Protocol):
    """Goes on with what a worker picked from the list that it put before him."""

    async def chosen(self, option: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events: ...


class OnCase(Action):
    """An action on one case; `kind` names it in the slot `choosing`."""

    kind = ""
    question = ""

    def __init__(self, cases: CaseReader, today: Today) -> None:
        self.cases = cases
        self.today = today

    def fits(self, state: CaseState, tracker: Tracker) -> bool:
        """Whether it can be done with that case."""
        return True

    async def on(self, state: CaseState, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Do it."""
        raise NotImplementedError

    async def on_none(
        self, states: Sequence[CaseState], dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> Events:
        """Say that it can be done with none of his cases."""
        raise NotImplementedError

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        states = await self.cases.cases_of(tracker.sender_id)
        fitting = [state for state in states if self.fits(state, tracker)]
        if named := read_message(tracker, self.today()).entities.get("case_no"):
            fitting = [state for state in states if state.case_number == named]
            if not fitting:
                dispatcher.utter_message(response="utter_no_such_case", case_number=named)
                return []
        if not fitting:
            return await self.on_none(states, dispatcher, tracker, domain)
        if len(fitting) == 1 or filling(tracker):  # in the form a number answers the form
            return await self.on(fitting[0], dispatcher, tracker, domain)
        return self.offer(fitting, dispatcher, domain)

    def offer(self, states: Sequence[CaseState], dispatcher: CollectingDispatcher, domain: Any) -> Events:
        """Let him pick one of them."""
        options = [state.case_number for state in states[:MOST]]
        titles = [case_title(domain, state) for state in states[:MOST]]
        dispatcher.utter_message(response=self.question, buttons=buttons(titles))
        return [dict(SlotSet(SLOT, listed(self.kind, options, titles)))]

    async def chosen(self, option: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Go on with the case that he picked."""
        states = await self.cases.cases_of(tracker.sender_id)
        state = next((state for state in states if state.case_number == option), None)
        if state is None:
            return await self.on_none(states, dispatcher, tracker, domain)
        return await self.on(state, dispatcher, tracker, domain)


def say_no_case(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    draft = tracker.slots.get("draft_id")
    dispatcher.utter_message(response="utter_no_case_yet" if draft else "utter_no_case")


def case_title(domain: Any, state: CaseState) -> str:
    """A case in a few words: who owes, how much, how it stands."""
    return short(domain, state.facts, text_of(domain, short_name(domain, state.status), {})) or state.case_number


def draft_title(domain: Any, slots: Mapping[str, Any]) -> str:
    """An unfinished complaint in a few words."""
    facts = {**slots, **(slots.get("amount_owed") or {})}
    return short(domain, facts, text_of(domain, "utter_short_draft", {}))


def short(domain: Any, facts: Mapping[str, Any], standing: str) -> str:
    who = next((str(facts[name]) for name in WHO if facts.get(name)), None)
    amount = facts.get("amount_owed_yuan")
    parts = [who, text_of(domain, "utter_amount", {"digits": amount}) if amount else None, standing]
    return text_of(domain, "utter_list_stop", {}).join(part for part in parts if part)


def short_name(domain: Any, status: str) -> str:
    name = f"utter_short_{status}"
    return name if name in domain["responses"] else "utter_short_other"
