"""Photos that prove something: kept one by one, answered once an album, named by a number."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker

from cases.proof import missing_proof
from dialogs.actions.cases import Supplement
from dialogs.actions.events import Events, beside, evidence_with, filling, only_filed
from dialogs.choosing import SLOT, listed
from dialogs.effects import Effects, EvidenceNamed
from dialogs.forms.hearing import raw_intent

ALBUM: Final = "album"
GAP: Final = timedelta(minutes=1)  # pictures that follow one another faster are sent as one
KINDS: Final = {"video": "video"}  # anything else that was sent to be looked at counts as a photo
OFFERED: Final = ("iou", "wage_sheet", "attendance", "chat", "transfer", "contract", "board", "other")
NOT_KINDS: Final = frozenset({"board", "other"})  # what NLU.md has no kind of evidence for


class TakePhoto(Action):
    """Note a photo or video as evidence; of an album only the first is answered; ask for photos of a file."""

    kind = "proof"

    def __init__(self, effects: Effects, supplement: Supplement, now: Callable[[], datetime]) -> None:
        self.effects, self.supplement, self.now = effects, supplement, now

    def name(self) -> str:
        return "action_take_photo"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        if beside(tracker, "kind") == "file":  # WeChat names it, but gives nobody its content
            dispatcher.utter_message(response="utter_file_unread")
            return []
        album = album_with_one_more(tracker, self.now())
        kept = [dict(SlotSet(ALBUM, album))]
        if album["count"] > 1 and tracker.slots.get(SLOT):
            kept.append(dict(SlotSet(SLOT, tracker.slots[SLOT])))  # the list before him still stands
        if album["count"] > 1:
            return [*kept, *([] if only_filed(tracker) else self.noted(tracker))]
        if only_filed(tracker):
            return [*kept, *await self.added(dispatcher, tracker, domain)]
        dispatcher.utter_message(response="utter_photo_noted")
        if not filling(tracker):
            draft = tracker.slots.get("draft_id")
            dispatcher.utter_message(response="utter_welcome_back" if draft else "utter_greet")
        return [*kept, *self.noted(tracker)]

    def noted(self, tracker: Tracker) -> Events:
        """The draft has a photo, or a video."""
        kind = KINDS.get(str(beside(tracker, "kind")), "photo")
        return [dict(SlotSet("evidence", evidence_with(tracker, kind)))]

    async def added(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """The filed case has one more, and he is asked what it shows."""
        dispatcher.utter_message(response="utter_photo_added", case_number=tracker.slots["case_number"])
        kind = KINDS.get(str(beside(tracker, "kind")), "photo")
        events = await self.supplement.add(tracker, {"evidence_kinds": [kind]})
        titles = domain["responses"]["utter_ask_photo_shows"][0]["metadata"]["titles"]
        shown = [titles[one] for one in OFFERED]
        buttons = [{"title": title, "payload": title} for title in shown]
        dispatcher.utter_message(response="utter_ask_photo_shows", buttons=buttons)
        return [*events, dict(SlotSet(SLOT, listed(self.kind, OFFERED, shown)))]

    async def chosen(self, option: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Keep what the photos show, and say what would help where there is no contract."""
        titles = domain["responses"]["utter_ask_photo_shows"][0]["metadata"]["titles"]
        count = (tracker.slots.get(ALBUM) or {}).get("count", 1)
        await self.effects.put(tracker.sender_id, EvidenceNamed(option, tracker.slots["case_number"]))
        dispatcher.utter_message(response="utter_photo_named", count=count, shows=titles[option])
        facts = {} if option in NOT_KINDS else {"evidence_kinds": [option]}
        events = await self.supplement.add(tracker, facts) if facts else []
        known = {*((tracker.slots.get("filed_facts") or {}).get("evidence_kinds") or ()), option}
        if facts and missing_proof(known):
            dispatcher.utter_message(response="utter_proof_helps")
        return [*events, dict(SlotSet(ALBUM, None))]


class AskOnce(Action):
    """A question that is not put again for each photo of an album."""

    def __init__(self, asking: Action) -> None:
        self.asking = asking

    def name(self) -> str:
        return str(self.asking.name())

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        if raw_intent(tracker) == "sent_photo" and (tracker.slots.get(ALBUM) or {}).get("count", 1) > 1:
            return []
        events: Events = await self.asking.run(dispatcher, tracker, domain)
        return events


def album_with_one_more(tracker: Tracker, now: datetime) -> dict[str, Any]:
    """The pictures that came one after the other, this one included."""
    album = tracker.slots.get(ALBUM) or {}
    follows = bool(album) and now - datetime.fromisoformat(album["at"]) < GAP
    return {"at": now.isoformat(), "count": album["count"] + 1 if follows else 1}
