"""The questions of the form that depend on what is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker

from dialogs.actions.events import Events
from dialogs.forms.differing import two_values
from dialogs.forms.parts import missing_part
from dialogs.forms.unanswered import respondent_needed
from dialogs.replies import text_of
from dialogs.sums import worked_out
from dialogs.wording import amount_text, lines, sum_text, titles, two_to_choose
from nlu.spoken import yuan_in_words

PLAIN = ("consent", "evidence", "fix", "id_number", "phone", "project", "place", "foreman", "period")


class Ask(Action):
    """Ask for one slot, or which of the two things that were said of it is right."""

    def __init__(self, slot: str) -> None:
        self.slot = slot

    def name(self) -> str:
        return f"action_ask_{self.slot}"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        if values := two_values(tracker.slots, self.slot):
            dispatcher.utter_message(response="utter_ask_differs", **two_to_choose(domain, self.slot, values))
        else:
            dispatcher.utter_message(response=self.question(tracker.slots))
        return []

    def question(self, slots: Mapping[str, Any]) -> str:
        """The response that asks."""
        return f"utter_ask_{self.slot}"


class AskPerson(Ask):
    """Ask for his name; he may add his number where it is not known."""

    def __init__(self) -> None:
        super().__init__("person")

    def question(self, slots: Mapping[str, Any]) -> str:
        return "utter_ask_person" if slots.get("phone") is None else "utter_ask_person_alone"


class AskEmployer(Ask):
    """Ask who owes; when nothing else names him, say that one of three is needed."""

    def __init__(self) -> None:
        super().__init__("employer")

    def question(self, slots: Mapping[str, Any]) -> str:
        if respondent_needed(slots):
            return "utter_ask_employer_needed"
        return "utter_ask_employer" if slots.get("foreman") is None else "utter_ask_employer_alone"


class AskHeadcount(Action):
    """Ask how many are owed, or which of the two numbers that were said it is."""

    def name(self) -> str:
        return "action_ask_headcount"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        if heads := (tracker.slots.get("doubt") or {}).get("heads"):
            dispatcher.utter_message(response="utter_ask_headcount_conflict", first=heads[0], second=heads[1])
        else:
            dispatcher.utter_message(response="utter_ask_headcount")
        return []


class AskAmountOwed(Action):
    """Ask for the sum, or about the doubt there is in it."""

    def name(self) -> str:
        return "action_ask_amount_owed"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        doubt, slots = tracker.slots.get("doubt") or {}, tracker.slots
        if "odd" in doubt:
            amount = doubt["odd"]["amount_owed_yuan"]
            words = yuan_in_words(amount)
            dispatcher.utter_message(response="utter_ask_amount_owed_odd", amount=amount, words=words)
        elif "first" in doubt:
            found = worked_out(slots)
            reckoned = found is not None and found.owed == doubt["second"]
            name = "utter_ask_amount_owed_reckoned" if reckoned else "utter_ask_amount_owed_conflict"
            told = sum_text(domain, slots)
            dispatcher.utter_message(response=name, buttons=sums(domain, doubt), told=told, **doubt)
        elif "sum" in doubt:
            told = sum_text(domain, slots)
            dispatcher.utter_message(response="utter_ask_amount_owed_sum", told=told, owed=doubt["sum"])
        elif "works" in doubt:
            told = amount_text(domain, doubt["works"])
            dispatcher.utter_message(response="utter_ask_amount_owed_works", told=told)
        elif "rest" in doubt:
            dispatcher.utter_message(response="utter_ask_amount_owed_left", **doubt)
        elif "paid" in doubt:
            dispatcher.utter_message(response="utter_ask_amount_owed_rest", **doubt)
        elif part := missing_part(slots):
            dispatcher.utter_message(response=f"utter_ask_amount_owed_{part}", **(slots.get("details") or {}))
        elif (slots.get("headcount") or 1) > 1:
            dispatcher.utter_message(response="utter_ask_amount_owed_group")
        else:
            dispatcher.utter_message(response="utter_ask_amount_owed")
        return []


class AskConfirm(Action):
    """Read everything back."""

    def name(self) -> str:
        return "action_ask_confirm"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        known = "\n".join(lines(domain, tracker.slots))
        if missing := titles(domain, tracker.slots, known=False):
            known += text_of(domain, "utter_ask_confirm_missing", {"missing": missing})
        if "utter_for_other" in (tracker.slots.get("told") or ()):
            known += text_of(domain, "utter_ask_confirm_other", {})
        dispatcher.utter_message(response="utter_ask_confirm", lines=known)
        return []


def sums(domain: Any, doubt: dict[str, Any]) -> list[dict[str, str]]:
    """The two sums to choose from."""
    said = [text_of(domain, "utter_amount", {"digits": doubt[name]}) for name in ("first", "second")]
    return [{"title": text, "payload": text} for text in said]
