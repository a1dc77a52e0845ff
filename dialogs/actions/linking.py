"""One person's talks on several channels: a code from one, typed in the other, and his yes; and how to part them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker

from dialogs.actions.events import Events
from dialogs.effects import Effects
from dialogs.link_effects import LinkCodeMade, LinkCodeMissed, LinkDropped, LinkMade, ToldHere
from dialogs.replies import text_of
from nlu.normalise import normalise

CODE_LENGTH: Final = 10
SLOT: Final = "linking"
CODE: Final = re.compile(rf"(?<!\d)\d{{{CODE_LENGTH}}}(?!\d)")


@dataclass(frozen=True, slots=True)
class Shown:
    """The code is good; the talk that shows it is held by that channel."""

    channel: str


Looked = Shown | Literal["wrong", "wait"]


class Links(Protocol):
    """What the dialog may know of a person's other talks."""

    async def look(self, conversation_id: str, digits: str) -> Looked:
        """Whose code it is; `wait` after too many that were nobody's, whatever this one is."""

    async def channels(self, conversation_id: str) -> list[str]:
        """By which channels his other talks are held."""


class NoLinks:
    """Where nobody can tell: every talk is alone."""

    async def look(self, conversation_id: str, digits: str) -> Looked:
        return "wrong"

    async def channels(self, conversation_id: str) -> list[str]:
        return []


def register_link_actions(
    executor: ActionExecutor, effects: Effects, links: Links, new_id: Callable[[], str]
) -> ActionExecutor:
    """The executor with the actions of this module; they replace those of an earlier call."""
    for action in (OfferLink(effects, links, new_id), TakeLinkCode(effects, links), ConfirmLink(effects, links)):
        executor.register_action(action)
    executor.register_action(RefuseLink())
    executor.register_action(DropLink(effects, links))
    executor.register_action(BeToldHere(effects))
    return executor


class OfferLink(Action):
    """Show a code, and say where to type it."""

    def __init__(self, effects: Effects, links: Links, new_id: Callable[[], str]) -> None:
        self.effects, self.links, self.new_id = effects, links, new_id

    def name(self) -> str:
        return "action_offer_link"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        digits = new_digits(self.new_id())
        await self.effects.put(tracker.sender_id, LinkCodeMade(digits))
        if linked := await self.links.channels(tracker.sender_id):
            dispatcher.utter_message(response="utter_linked_with", channels=named(domain, linked))
        dispatcher.utter_message(response="utter_link_code", code=f"{digits[:5]} {digits[5:]}")
        return []


class TakeLinkCode(Action):
    """Ask whether the talk that shows the code is his own."""

    def __init__(self, effects: Effects, links: Links) -> None:
        self.effects, self.links = effects, links

    def name(self) -> str:
        return "action_take_link_code"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        digits = digits_in(str(tracker.latest_message.get("text") or ""))
        looked = await self.links.look(tracker.sender_id, digits)
        if isinstance(looked, Shown):
            dispatcher.utter_message(response="utter_ask_link", channel=named(domain, [looked.channel]))
            return [dict(SlotSet(SLOT, digits))]
        if looked == "wrong":
            await self.effects.put(tracker.sender_id, LinkCodeMissed())
        dispatcher.utter_message(response=f"utter_link_{looked}")
        return [dict(SlotSet(SLOT, None))]


class ConfirmLink(Action):
    """Join the two talks; the other one is told."""

    def __init__(self, effects: Effects, links: Links) -> None:
        self.effects, self.links = effects, links

    def name(self) -> str:
        return "action_confirm_link"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        digits = tracker.slots.get(SLOT)
        looked = await self.links.look(tracker.sender_id, digits) if digits else None
        if not digits or looked is None:
            dispatcher.utter_message(response="utter_link_nothing")
            return []
        if not isinstance(looked, Shown):
            dispatcher.utter_message(response=f"utter_link_{looked}")
            return [dict(SlotSet(SLOT, None))]
        here = named(domain, [channel_of(tracker.sender_id)])
        told = text_of(domain, "utter_linked_elsewhere", {"channel": here})
        await self.effects.put(tracker.sender_id, LinkMade(digits, told))
        dispatcher.utter_message(response="utter_linked", channel=named(domain, [looked.channel]))
        return [dict(SlotSet(SLOT, None))]


class RefuseLink(Action):
    """Forget the code that was asked about: it was not his."""

    def name(self) -> str:
        return "action_refuse_link"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        dispatcher.utter_message(response="utter_link_no")
        return [dict(SlotSet(SLOT, None))]


class DropLink(Action):
    """Part this talk from his others; they are told."""

    def __init__(self, effects: Effects, links: Links) -> None:
        self.effects, self.links = effects, links

    def name(self) -> str:
        return "action_drop_link"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        linked = await self.links.channels(tracker.sender_id)
        if not linked:
            dispatcher.utter_message(response="utter_not_linked")
            return []
        here = named(domain, [channel_of(tracker.sender_id)])
        told = text_of(domain, "utter_unlinked_elsewhere", {"channel": here})
        await self.effects.put(tracker.sender_id, LinkDropped(told))
        dispatcher.utter_message(response="utter_unlinked", channels=named(domain, linked))
        return []


class BeToldHere(Action):
    """Notices of all his cases come here from now on."""

    def __init__(self, effects: Effects) -> None:
        self.effects = effects

    def name(self) -> str:
        return "action_be_told_here"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        await self.effects.put(tracker.sender_id, ToldHere())
        dispatcher.utter_message(response="utter_told_here")
        return []


def new_digits(id: str) -> str:
    """The digits of a code, from an id that cannot be guessed."""
    number = int.from_bytes(hashlib.sha256(id.encode()).digest()[:16], "big")
    return f"{number % 10**CODE_LENGTH:0{CODE_LENGTH}}"


def digits_in(text: str) -> str:
    """The digits of the code that a message names, with or without gaps."""
    found = CODE.search(re.sub(r"[\s\-_.,，。]+", "", normalise(text).text))
    return found[0] if found else ""


def named(domain: Any, channels: Sequence[str]) -> str:
    """What people call those channels."""
    comma = text_of(domain, "utter_list_comma", {})
    known = domain["responses"]
    return comma.join(text_of(domain, name, {}) for one in channels if (name := f"utter_channel_{one}") in known)


def channel_of(conversation_id: str) -> str:
    return conversation_id.partition(":")[0]
