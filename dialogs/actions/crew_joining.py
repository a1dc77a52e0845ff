"""Joining a crew with its word or its code, and leaving it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker

from cases.crews import Door, Joined
from cases.masking import mask_id_number, mask_phone
from dialogs.actions.crew_ports import CrewPorts
from dialogs.actions.events import FORM as COMPLAINT
from dialogs.actions.events import Events, beside, filling, form_left, slots_set
from dialogs.crew_effects import CrewJoined, CrewLeft, CrewWordMissed
from dialogs.effects import ConsentGiven, Effects
from dialogs.forms.hearing import plain
from dialogs.forms.joining import FIELDS, FORM, consent_version
from dialogs.replies import text_of
from dialogs.said import CREW_SCENE
from nlu.amounts import as_text

WORD: Final = re.compile(r"\d{6}")
KEPT: Final = ("joining", "join_consent", *(f"join_{field}" for field in FIELDS), "join_confirm")
KEPT_BESIDE: Final = ("join_skipped", "join_missed")


class JoinCrew(Action):
    """Open the form to who has a good word or code; who has none learns nothing."""

    def __init__(self, effects: Effects, ports: CrewPorts) -> None:
        self.effects = effects
        self.ports = ports

    def name(self) -> str:
        return "action_join_crew"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        secret = secret_in(tracker)
        joined = await self.ports.reader.joined_by(tracker.sender_id)
        if secret is None:
            if joined:
                return self.again(dispatcher, tracker, joined, domain)
            dispatcher.utter_message(response="utter_join_how")
            return back(tracker)
        door = await self.ports.reader.behind(secret, tracker.sender_id)
        if door.crew_id is None:
            if not door.waits:
                await self.effects.put(tracker.sender_id, CrewWordMissed())
            dispatcher.utter_message(response="utter_join_wait" if door.waits else "utter_join_unknown")
            return back(tracker)
        if joined and joined.crew_id == door.crew_id:
            return self.again(dispatcher, tracker, joined, domain)
        if joined:
            dispatcher.utter_message(response="utter_join_elsewhere")
            return back(tracker)
        return self.begin(dispatcher, tracker, door)

    def begin(self, dispatcher: CollectingDispatcher, tracker: Tracker, door: Door) -> Events:
        known = tracker.slots.get("reporter") or {}
        found = "utter_join_found" if door.about else "utter_join_found_plain"
        dispatcher.utter_message(response=found, about=door.about)
        more = {"late": door.is_filed, "asks": door.asks, "back": goes_back(tracker)}
        begun = {
            "joining": {"crew": door.crew_id, **more},
            "join_name": known.get("person"),
            "join_phone": known.get("phone"),
        }
        begun |= {"join_id_number": known.get("id_number")}
        return [*cleared(), *form_left(), *slots_set(begun), dict(FollowupAction(FORM))]

    def again(self, dispatcher: CollectingDispatcher, tracker: Tracker, joined: Joined, domain: Any) -> Events:
        """His own row once more, to be changed or left as it is."""
        dispatcher.utter_message(response="utter_join_again")
        slots = {f"join_{field}": value for field, value in own_of(joined).items()}
        skipped = [slot for slot, value in slots.items() if value is None]
        joining = {"crew": joined.crew_id, "back": goes_back(tracker)}
        begun = {"joining": joining, "join_consent": consent_version(domain), "join_skipped": skipped}
        return [*cleared(), *form_left(), *slots_set({**slots, **begun}), dict(FollowupAction(FORM))]


class FinishJoining(Action):
    """He said yes to his own figures: he belongs to the crew; or he does not want to."""

    def __init__(self, effects: Effects, ports: CrewPorts) -> None:
        self.effects = effects
        self.ports = ports

    def name(self) -> str:
        return "action_joined"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        slots, consent = tracker.slots, tracker.slots.get("join_consent")
        if consent is False:
            await self.effects.put(tracker.sender_id, ConsentGiven(consent_version(domain), False))
            dispatcher.utter_message(response="utter_join_refused")
            return [*cleared(), *back(tracker)]
        if slots.get("join_confirm") is not True:
            return []
        person = {field: slots.get(f"join_{field}") for field in ("name", "phone", "id_number")}
        crew_id, days, yuan = slots["joining"]["crew"], slots.get("join_days"), slots.get("join_amount")
        offer = text_of(domain, "utter_reps_offer", {})
        await self.effects.put(tracker.sender_id, ConsentGiven(str(consent), True))
        await self.effects.put(tracker.sender_id, CrewJoined(crew_id, person, days, yuan, str(consent), offer))
        dispatcher.utter_message(response="utter_joined")
        for name in ("late", "asks"):
            if slots["joining"].get(name):
                dispatcher.utter_message(response=f"utter_joined_{name}")
        return [*cleared(), *back(tracker)]


class PauseJoining(Action):
    """Put it aside; what he said is kept."""

    def name(self) -> str:
        return "action_pause_join"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        dispatcher.utter_message(response="utter_join_paused")
        return [*form_left(), dict(SlotSet("outcome", "paused"))]


class QuitJoining(Action):
    """Forget what he said on the way."""

    def name(self) -> str:
        return "action_quit_join"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        dispatcher.utter_message(response="utter_join_quit")
        return [*form_left(), *cleared(), *back(tracker)]


class LeaveCrew(Action):
    """He is in it no more."""

    def __init__(self, effects: Effects, ports: CrewPorts) -> None:
        self.effects = effects
        self.ports = ports

    def name(self) -> str:
        return "action_leave_crew"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        if await self.ports.reader.joined_by(tracker.sender_id) is None:
            dispatcher.utter_message(response="utter_not_joined", how=text_of(domain, "utter_join_how", {}))
            return []
        await self.effects.put(tracker.sender_id, CrewLeft())
        dispatcher.utter_message(response="utter_left")
        return []


class AskJoinConfirm(Action):
    """Read his own figures back, numbers that could harm him on a shared phone masked."""

    def name(self) -> str:
        return "action_ask_join_confirm"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        told = own_lines(domain, {field: tracker.slots.get(f"join_{field}") for field in FIELDS})
        dispatcher.utter_message(response="utter_ask_join_confirm", lines="\n".join(told))
        return []


def own_of(joined: Joined) -> dict[str, str | None]:
    """What he said to his crew, by the form's fields."""
    return {
        "name": joined.name,
        "phone": joined.phone,
        "id_number": joined.id_number,
        "days": as_text(joined.days) if joined.days is not None else None,
        "amount": as_text(Decimal(joined.fen) / 100) if joined.fen is not None else None,
    }


def own_lines(domain: Any, own: Mapping[str, Any]) -> list[str]:
    """His own figures, a line each; numbers that could harm him on a shared phone are masked."""
    masks = {"phone": mask_phone, "id_number": mask_id_number}
    return [
        text_of(domain, f"utter_join_line_{field}", {"value": masks.get(field, str)(str(value))})
        for field, value in own.items()
        if value is not None
    ]


def secret_in(tracker: Tracker) -> str | None:
    """The word that he wrote, or the key or word in the code that he scanned."""
    scene = str(beside(tracker, "scene") or "")
    if scene.startswith(CREW_SCENE):
        return scene.removeprefix(CREW_SCENE) or None
    found = WORD.search(re.sub(r"[\s\-_.,]", "", plain(str(tracker.latest_message.get("text") or ""))))
    return found.group() if found else None


def cleared() -> Events:
    """Nothing of the joining is left."""
    return [dict(SlotSet(slot, None)) for slot in (*KEPT, *KEPT_BESIDE)]


def back(tracker: Tracker) -> Events:
    """Whoever was making a complaint of his own goes on with it."""
    return [dict(FollowupAction(COMPLAINT))] if goes_back(tracker) else []


def goes_back(tracker: Tracker) -> bool:
    """Whether his complaint was being asked for when he came to the crew."""
    return filling(tracker) or bool((tracker.slots.get("joining") or {}).get("back"))
