"""Goes on with what a worker picks from the list before him, by its number, its title, or a plain yes or no."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker

from dialogs.actions.events import Events
from dialogs.choosing import SLOT, Choosing, option_of
from dialogs.controls import control_in

GoesOn = Callable[[str, CollectingDispatcher, Tracker, Any], Awaitable[Events]]
YES: Final = "1"
NO: Final = "2"


class Pick(Action):
    """Hands the option that the number names to whoever offered it; without a list it is a number of the menu."""

    def __init__(self, ways: Mapping[str, GoesOn]) -> None:
        self.ways = ways

    def name(self) -> str:
        return "action_pick"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        choosing = tracker.slots.get(SLOT)
        if not choosing or not choosing["options"]:
            return [dict(FollowupAction("action_take_facts"))]
        text = str(tracker.latest_message.get("text") or "")
        return await self.pick(choosing, text, dispatcher, tracker, domain)

    async def pick(
        self, choosing: Choosing, text: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> Events:
        """Goes on with the option, or says which numbers there are."""
        option = option_of(choosing, text)
        if option is None:
            dispatcher.utter_message(response="utter_number_please", last=len(choosing["options"]))
            return [dict(SlotSet(SLOT, choosing))]
        return await self.ways[choosing["kind"]](option, dispatcher, tracker, domain)


class SayYes(Action):
    """A yes is the first option of a question of yes or no."""

    def __init__(self, pick: Pick) -> None:
        self.pick = pick

    def name(self) -> str:
        return "action_say_yes"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        choosing = tracker.slots.get(SLOT) or {}
        if number := agreed_for(tracker, domain):
            return await self.pick.ways["family"](f"{number} agrees", dispatcher, tracker, domain)
        if not choosing.get("options"):
            dispatcher.utter_message(response="utter_ok")
            return []
        return await self.pick.pick(choosing, YES if choosing.get("yesno") else "", dispatcher, tracker, domain)


def agreed_for(tracker: Tracker, domain: Any) -> str | None:
    """The case that was filed for one of the family who says now that he wants it, also some messages later."""
    facts, text = tracker.slots.get("filed_facts") or {}, str(tracker.latest_message.get("text") or "").strip()
    agrees = domain["responses"]["utter_ask_family"][0]["buttons"][0]["title"]
    says_so = text == agrees or control_in(text) == "family_agrees"
    return tracker.slots.get("case_number") if says_so and facts.get("reporter_role") == "family" else None


class SayNo(Action):
    """A no is the second option of a question of yes or no; without one it may be about money that did not come."""

    def __init__(self, pick: Pick) -> None:
        self.pick = pick

    def name(self) -> str:
        return "action_say_no"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        choosing = tracker.slots.get(SLOT)
        if not choosing:
            return [dict(FollowupAction("action_deny_money"))]
        if choosing.get("yesno"):
            return await self.pick.pick(choosing, NO, dispatcher, tracker, domain)
        dispatcher.utter_message(response="utter_ok")
        return []
