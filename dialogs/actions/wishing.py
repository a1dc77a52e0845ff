"""What he wishes beside his complaint: a reminder, secrecy, the consent of him for whom he filed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker

from dialogs.actions.events import Events, filling, slots_set
from dialogs.choosing import SLOT, listed
from dialogs.effects import ComplaintSupplemented, DraftPaused, Effects, WorkerConfirmed

CanRemind = Callable[[str], bool]
"""Whether the channel of that conversation lets us write days later."""
REMIND: Final = ("yes", "no")
FAMILY: Final = ("agrees", "away")


class Reminding(Action):
    """Remember whether he wants to be reminded of what he put aside."""

    def __init__(self, effects: Effects, *, wanted: bool) -> None:
        self.effects = effects
        self.wanted = wanted

    def name(self) -> str:
        return "action_remind_me" if self.wanted else "action_do_not_remind"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        return await self.remember(self.wanted, dispatcher, tracker)

    async def chosen(self, option: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """His answer when he was asked."""
        return await self.remember(option == "yes", dispatcher, tracker)

    async def remember(self, wanted: bool, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        draft = tracker.slots.get("draft_id")
        if wanted and draft:
            await self.effects.put(tracker.sender_id, DraftPaused(draft))
        dispatcher.utter_message(response="utter_will_remind" if wanted else "utter_will_not_remind")
        return slots_set({"remind": REMIND[0] if wanted else REMIND[1]})


async def put_aside(
    effects: Effects, can_remind: CanRemind, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
) -> Events:
    """The reminder that he wants, or the question whether he does, asked once and only where it could be kept."""
    draft, wish = tracker.slots.get("draft_id"), tracker.slots.get("remind")
    if not draft or not can_remind(tracker.sender_id):
        return []
    if wish == REMIND[0]:
        await effects.put(tracker.sender_id, DraftPaused(draft))
    if wish is not None:
        return []
    titles = [one["title"] for one in domain["responses"]["utter_ask_remind"][0]["buttons"]]
    dispatcher.utter_message(response="utter_ask_remind")
    asked = dict(SlotSet(SLOT, listed("remind", REMIND, titles, yesno=True)))
    return [asked, dict(SlotSet("remind", "asked"))]


class Secrecy(Action):
    """Note that his name must not reach the employer, or need not be kept from it any more."""

    def __init__(self, effects: Effects, *, wanted: bool) -> None:
        self.effects = effects
        self.wanted = wanted

    def name(self) -> str:
        return "action_keep_secret" if self.wanted else "action_need_no_secrecy"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        dispatcher.utter_message(response="utter_kept_secret" if self.wanted else "utter_not_secret")
        number, words = tracker.slots.get("case_number"), str(tracker.latest_message.get("text") or "")
        filed = tracker.slots.get("filed_facts")
        noted = slots_set({"confidential": self.wanted or None})
        if not number or filling(tracker):
            return noted
        await self.effects.put(tracker.sender_id, ComplaintSupplemented(number, words, {"confidential": self.wanted}))
        return [*noted, dict(SlotSet("filed_facts", {**(filed or {}), "confidential": self.wanted}))]


class FamilyConsent:
    """Whether he for whom it was filed wants it: his own word in this talk, else staff ask him."""

    def __init__(self, effects: Effects) -> None:
        self.effects = effects

    async def chosen(self, option: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """His answer, or that he is not there."""
        number, what = option.split(" ")
        if what == "away":
            dispatcher.utter_message(response="utter_family_away")
            return []
        words = str(tracker.latest_message.get("text") or "")
        await self.effects.put(tracker.sender_id, WorkerConfirmed(number, words))
        dispatcher.utter_message(response="utter_family_agreed")
        return []


def ask_family(number: str, dispatcher: CollectingDispatcher, domain: Any) -> Events:
    """Ask for his own word, if he is there."""
    titles = [one["title"] for one in domain["responses"]["utter_ask_family"][0]["buttons"]]
    dispatcher.utter_message(response="utter_ask_family")
    options = [f"{number} {what}" for what in FAMILY]
    return [dict(SlotSet(SLOT, listed("family", options, titles)))]  # a plain yes may be the reporter's
