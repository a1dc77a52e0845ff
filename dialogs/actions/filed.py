"""What a worker wants of a complaint that he has filed: to hurry it, to withdraw it or not, to say how it went."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker

from cases.desk import CaseReader, CaseState
from dialogs.actions.events import Events, slots_set
from dialogs.actions.on_case import OVER, OnCase, Today, say_no_case
from dialogs.choosing import SLOT, listed
from dialogs.effects import CaseRated, CaseUrged, Effects, WithdrawalCancelled, WithdrawalRequested
from dialogs.forms.hearing import read_message
from dialogs.wording import day_text

REST_DAYS: Final = 1  # so long an urging is left to work before the next
MOODS: Final = ("satisfied", "neutral", "dissatisfied")  # as utter_ask_rating offers them


class Urge(OnCase):
    """Pass on that he asks for more speed, and count it; too soon after the last time say so instead."""

    kind = "urge"
    question = "utter_choose_urge"

    def __init__(self, effects: Effects, cases: CaseReader, today: Today) -> None:
        super().__init__(cases, today)
        self.effects = effects

    def name(self) -> str:
        return "action_urge"

    def fits(self, state: CaseState, tracker: Tracker) -> bool:
        return state.status not in OVER

    async def on_none(
        self, states: Sequence[CaseState], dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> Events:
        if states:
            dispatcher.utter_message(response="utter_urged_over", case_number=states[0].case_number)
        else:
            say_no_case(dispatcher, tracker)
        return []

    async def on(self, state: CaseState, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        number, today = state.case_number, self.today()
        urged: Mapping[str, list[str]] = tracker.slots.get("urged") or {}
        days = list(urged.get(number) or ())
        if days and (today - date.fromisoformat(days[-1])).days < REST_DAYS:
            day = day_text(domain, days[-1])
            dispatcher.utter_message(response="utter_urged_already", case_number=number, day=day, days=REST_DAYS)
            return []
        await self.effects.put(tracker.sender_id, CaseUrged(number))
        days = [*days, today.isoformat()]
        said = "utter_urged" if len(days) == 1 else "utter_urged_again"
        dispatcher.utter_message(response=said, case_number=number, count=len(days))
        return slots_set({"urged": {**urged, number: days}})


class WithdrawFiled(OnCase):
    """Pass on that he wants to withdraw a case; it goes on until staff have asked him a day later."""

    kind = "withdraw"
    question = "utter_choose_withdraw"

    def __init__(self, effects: Effects, cases: CaseReader, today: Today) -> None:
        super().__init__(cases, today)
        self.effects = effects

    def name(self) -> str:
        return "action_withdraw_filed"

    def fits(self, state: CaseState, tracker: Tracker) -> bool:
        return state.status not in OVER

    async def on_none(
        self, states: Sequence[CaseState], dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> Events:
        dispatcher.utter_message(response="utter_withdrawn_over" if states else "utter_nothing_to_withdraw")
        return []

    async def on(self, state: CaseState, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        number = state.case_number
        waits = tracker.slots.get("withdrawing") == number
        await self.effects.put(tracker.sender_id, WithdrawalRequested(number))  # staff may have dealt with the first
        said = "utter_withdrawal_waits" if waits else "utter_withdrawal_requested"
        dispatcher.utter_message(response=said, case_number=number)
        return slots_set({"outcome": "withdrawn", "withdrawing": number})


class KeepCase(Action):
    """Take back the wish to withdraw."""

    def __init__(self, effects: Effects, cases: CaseReader) -> None:
        self.effects = effects
        self.cases = cases

    def name(self) -> str:
        return "action_keep_case"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        number = tracker.slots.get("withdrawing")
        if not number:
            dispatcher.utter_message(response="utter_nothing_withdrawn")
            return []
        state = await self.cases.state(number)
        if state is not None and state.status == "withdrawn":
            dispatcher.utter_message(response="utter_withdrawn_already", case_number=number)
            return [dict(SlotSet("withdrawing", None))]
        await self.effects.put(tracker.sender_id, WithdrawalCancelled(number))
        dispatcher.utter_message(response="utter_case_kept", case_number=number)
        return [dict(SlotSet("withdrawing", None))]


class TakeRating(Action):
    """Keep once what he thinks of how his case was handled; who is not content is offered a person."""

    def __init__(self, effects: Effects, cases: CaseReader, today: Callable[[], date]) -> None:
        self.effects = effects
        self.cases = cases
        self.today = today

    def name(self) -> str:
        return "action_take_rating"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        reading = read_message(tracker, self.today())
        rating, mood = reading.entities.get("rating"), reading.entities.get("satisfaction")
        states = await self.cases.cases_of(tracker.sender_id)
        rated = tracker.slots.get("rated") or []
        ended = [state for state in states if state.status in OVER and state.case_number not in rated]
        state = next(iter(ended or states), None)
        if state is None or not (rating or mood):
            dispatcher.utter_message(response=thanks_for(mood))
            return []
        stars = int(rating) if rating is not None else None
        return await self.rate(CaseRated(state.case_number, reading.text, stars, mood), dispatcher, tracker)

    async def chosen(self, option: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """What he picked when he was asked; the option is the case and the mood."""
        number, mood = option.split(" ")
        words = domain["responses"]["utter_ask_rating"][0]["buttons"][MOODS.index(mood)]["title"]
        return await self.rate(CaseRated(number, words, None, mood), dispatcher, tracker)

    async def rate(self, rated: CaseRated, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        before = list(tracker.slots.get("rated") or ())
        if rated.case_number in before:
            dispatcher.utter_message(response="utter_rated_before")
            return []
        await self.effects.put(tracker.sender_id, rated)
        dispatcher.utter_message(response=thanks_for(rated.satisfaction))
        return slots_set({"rated": [*before, rated.case_number]})


def thanks_for(mood: str | None) -> str:
    return "utter_rated_badly" if mood == "dissatisfied" else "utter_rated"


def ask_rating(number: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
    """Ask once how it went."""
    if number in (tracker.slots.get("rated") or ()):
        return []
    titles = [one["title"] for one in domain["responses"]["utter_ask_rating"][0]["buttons"]]
    dispatcher.utter_message(response="utter_ask_rating")
    return [dict(SlotSet(SLOT, listed("rate", [f"{number} {mood}" for mood in MOODS], titles)))]
