"""Whether the money came: all of it, a part, or none; his word decides whether a closed case is paid."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker

from cases.desk import CaseReader, CaseState
from cases.money import NotMoney, fen, yuan_text
from dialogs.actions.cases import TakeFacts
from dialogs.actions.drafts import OpenDraft
from dialogs.actions.events import FORM, Events
from dialogs.actions.filed import ask_rating
from dialogs.actions.on_case import ENDED, OVER, OnCase, Today
from dialogs.choosing import AWAITS_SUM, SLOT, listed
from dialogs.controls import control_in
from dialogs.effects import Effects, MoneyCame, MoneyMissing
from dialogs.facts import AMOUNT, facts_said
from dialogs.forms.hearing import intent_of, read_message
from nlu.understand import understand

HOW: Final = ("all", "part", "none")  # as utter_ask_money_how offers them
OWES: Final = ("part_paid", "rest_missing")  # without a case the rest is one
REST: Final = ("goes_on", "leaves_it")  # as utter_ask_money_rest does


class TakeMoney(OnCase):
    """Keep what he tells of money that came, and ask for what he left out."""

    kind = "money"
    question = "utter_choose_money"

    def __init__(self, effects: Effects, cases: CaseReader, today: Today, otherwise: TakeFacts) -> None:
        super().__init__(cases, today)
        self.effects = effects
        self.otherwise = otherwise

    def name(self) -> str:
        return "action_take_money"

    def fits(self, state: CaseState, tracker: Tracker) -> bool:
        if said_as(tracker) == "money_came" and not money_in(tracker, self.today()):
            return state.status in ENDED  # a bare "it has come" may be to anything else
        return state.status not in ("withdrawn", "refused")

    async def on_none(
        self, states: Sequence[CaseState], dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> Events:
        if said_as(tracker) in OWES:
            return [*self.otherwise.opening.open(dispatcher, tracker, domain), dict(FollowupAction(FORM))]
        return await self.otherwise.run(dispatcher, tracker, domain)

    async def on(self, state: CaseState, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        facts, said = money_in(tracker, self.today()), said_as(tracker)
        if facts:
            return await self.part(state, facts, dispatcher, tracker, domain)
        if said == "all_paid":
            return await self.whole(state, dispatcher, tracker, domain)
        if said == "part_paid":
            return self.ask_how_much(state, dispatcher)
        titles = [one["title"] for one in domain["responses"]["utter_ask_money_how"][0]["buttons"]]
        options = [f"{state.case_number} {how}" for how in HOW]
        dispatcher.utter_message(response="utter_ask_money_how")
        return [dict(SlotSet(SLOT, listed("money_how", options, titles)))]

    def ask_how_much(self, state: CaseState, dispatcher: CollectingDispatcher) -> Events:
        dispatcher.utter_message(response="utter_ask_money_part")
        return [dict(SlotSet(SLOT, listed(AWAITS_SUM, [], [], case_number=state.case_number)))]

    async def whole(self, state: CaseState, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        text = str(tracker.latest_message.get("text") or "")
        await self.effects.put(tracker.sender_id, MoneyCame(state.case_number, text, None, is_whole=True))
        said = "utter_money_all" if state.status in ENDED else "utter_money_all_open"
        dispatcher.utter_message(response=said, case_number=state.case_number)
        return ask_rating(state.case_number, dispatcher, tracker, domain) if state.status in ENDED else []

    async def part(
        self,
        state: CaseState,
        facts: dict[str, Any],
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: Any,
    ) -> Events:
        """Keep the sum that came; what he says is left counts for more than what he says came."""
        text = str(tracker.latest_message.get("text") or "")
        try:
            came, left = (fen(facts.get(name) or 0) for name in ("amount_paid_yuan", "amount_owed_yuan"))
        except NotMoney:
            return self.ask_how_much(state, dispatcher)
        is_total = bool(re.search(domain["responses"]["utter_money_part"][0]["metadata"]["total"], text))
        if state.owed_fen and 0 < left < state.owed_fen:
            came, is_total = state.owed_fen - left, True
        if not came and state.owed_fen:
            return await missing(self.effects, state, dispatcher, tracker)
        if not came:  # nobody had named a sum before
            return await self.otherwise.put(state.case_number, text, facts, dispatcher, tracker)
        paid = came if is_total else came + (state.paid_fen or 0)
        if state.owed_fen and paid >= state.owed_fen:
            return await self.whole(state, dispatcher, tracker, domain)
        told = MoneyCame(state.case_number, text, yuan_text(came), is_total=is_total)
        await self.effects.put(tracker.sender_id, told)
        self.tell_part(state, paid, dispatcher)
        noted = await self.note(state, text, facts, tracker)
        return [*noted, *(self.ask_rest(state, dispatcher, domain) if state.status in ENDED else [])]

    def tell_part(self, state: CaseState, paid: int, dispatcher: CollectingDispatcher) -> None:
        left = max((state.owed_fen or 0) - paid, 0)
        said = "utter_money_part" if left else "utter_money_part_unknown"
        dispatcher.utter_message(response=said, paid=yuan_text(paid), left=yuan_text(left))

    async def note(self, state: CaseState, text: str, facts: dict[str, Any], tracker: Tracker) -> Events:
        """What else he said belongs to the complaint; what he claims stays what he claimed."""
        others = {name: value for name, value in facts.items() if name not in AMOUNT}
        if not others:
            return []
        return await self.otherwise.supplement.add_to(state.case_number, text, tracker, others)

    def ask_rest(self, state: CaseState, dispatcher: CollectingDispatcher, domain: Any) -> Events:
        titles = [one["title"] for one in domain["responses"]["utter_ask_money_rest"][0]["buttons"]]
        options = [f"{state.case_number} {what}" for what in REST]
        dispatcher.utter_message(response="utter_ask_money_rest")
        return [dict(SlotSet(SLOT, listed("money_rest", options, titles, yesno=True)))]

    async def how(self, option: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Whether all, a part or nothing came, as he picked it."""
        number, what = option.split(" ")
        state = await self.cases.state(number)
        if state is None:
            return []
        if what == "all":
            return await self.whole(state, dispatcher, tracker, domain)
        if what == "part":
            return self.ask_how_much(state, dispatcher)
        return await missing(self.effects, state, dispatcher, tracker)

    async def rest(self, option: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Whether he wants what is left pursued, as he picked it."""
        number, what = option.split(" ")
        state = await self.cases.state(number)
        if state is None or what == "leaves_it":
            dispatcher.utter_message(response="utter_money_left")
            return []
        await self.effects.put(tracker.sender_id, MoneyMissing(state.case_number))
        dispatcher.utter_message(response="utter_money_goes_on", case_number=state.case_number)
        return []


class TakeMoneyPart(Action):
    """Take the sum that he was asked for; other words are heard as what they are."""

    def __init__(self, money: TakeMoney) -> None:
        self.money = money

    def name(self) -> str:
        return "action_take_money_part"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        choosing = tracker.slots.get(SLOT) or {}
        text = str(tracker.latest_message.get("text") or "")
        facts = facts_said(understand(text, today=self.money.today(), asked="amount_owed").entities)
        if "amount_paid_yuan" not in facts and "amount_owed_yuan" in facts:
            facts = {"amount_paid_yuan": facts["amount_owed_yuan"]}  # he was asked for that
        state = await self.money.cases.state(str(choosing.get("case_number")))
        if "amount_paid_yuan" not in facts or state is None:
            return [dict(SlotSet(SLOT, None)), dict(FollowupAction("action_take_facts"))]
        return await self.money.part(state, facts, dispatcher, tracker, domain)


class DenyMoney(OnCase):
    """Reopen the case that was closed or called paid when no money came; a bare no is asked about first."""

    kind = "missing"
    question = "utter_choose_missing"

    def __init__(self, effects: Effects, cases: CaseReader, opening: OpenDraft) -> None:
        super().__init__(cases, opening.today)
        self.effects = effects
        self.opening = opening

    def name(self) -> str:
        return "action_deny_money"

    def fits(self, state: CaseState, tracker: Tracker) -> bool:
        return state.status in ENDED

    async def on(self, state: CaseState, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        if intent_of(tracker) == "deny" and not is_about_money(tracker) and not tracker.slots.get(SLOT):
            return self.ask(state, dispatcher, tracker, domain)
        return await missing(self.effects, state, dispatcher, tracker)

    def ask(self, state: CaseState, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """A no may be to anything: ask, unless he has said already that all came."""
        if state.status == "paid":
            dispatcher.utter_message(response="utter_ok")
            return []
        titles = [one["title"] for one in domain["responses"]["utter_ask_missing"][0]["buttons"]]
        dispatcher.utter_message(response="utter_ask_missing")
        options = [state.case_number, f"{state.case_number} no"]
        return [dict(SlotSet(SLOT, listed("missing", options, titles, yesno=True)))]

    async def on_none(
        self, states: Sequence[CaseState], dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> Events:
        if intent_of(tracker) == "deny" and not is_about_money(tracker):
            dispatcher.utter_message(response="utter_ok")
            return []
        if going := [state for state in states if state.status not in OVER]:
            dispatcher.utter_message(response="utter_money_not_yet", case_number=going[0].case_number)
            return []
        return [*self.opening.open(dispatcher, tracker, domain), dict(FollowupAction(FORM))]

    async def chosen(self, option: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        if option.endswith(" no"):
            dispatcher.utter_message(response="utter_ok")
            return []
        return await super().chosen(option, dispatcher, tracker, domain)


def said_as(tracker: Tracker) -> str | None:
    """What the whole message stands for, see controls.yml."""
    return control_in(str(tracker.latest_message.get("text") or ""))


def money_in(tracker: Tracker, today: date) -> dict[str, Any]:
    """What the message says of money that came, and of what is left; nothing where it names no sum that came."""
    facts, said = facts_said(read_message(tracker, today).entities), said_as(tracker)
    if said == "money_came" and "amount_owed_yuan" in facts:
        return {"amount_paid_yuan": facts["amount_owed_yuan"]}  # read so, for nobody knew what came
    if said == "rest_missing" and "amount_owed_yuan" in facts:
        return {"amount_owed_yuan": facts["amount_owed_yuan"]}
    return facts if "amount_paid_yuan" in facts else {}


def is_about_money(tracker: Tracker) -> bool:
    return control_in(str(tracker.latest_message.get("text") or "")) == "not_paid"


async def missing(effects: Effects, state: CaseState, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    """No money: a case that ended is taken up again by somebody else; one that goes on can be urged."""
    if state.status in ENDED:
        await effects.put(tracker.sender_id, MoneyMissing(state.case_number))
    said = "utter_money_missing" if state.status in ENDED else "utter_money_not_yet"
    dispatcher.utter_message(response=said, case_number=state.case_number)
    return []
