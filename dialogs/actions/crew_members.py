"""What a member of a crew says outside the forms: his own yes or no, how it stands, a photo for all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker

from cases.crews import Asked, Kind
from dialogs.actions.crew_joining import own_lines, own_of
from dialogs.actions.crew_leading import Settle, sum_in, wording
from dialogs.actions.crew_ports import CrewPorts
from dialogs.actions.events import Events, beside
from dialogs.crew_effects import MemberAnswered, MembersAsked
from dialogs.effects import CareNeeded, Effects
from dialogs.forms.joining import FORM as JOIN_FORM
from dialogs.notices import status_text
from nlu.amounts import as_text


class HearMember(Action):
    """Keep a member's own answer to what he was asked."""

    def __init__(self, effects: Effects, ports: CrewPorts) -> None:
        self.effects = effects
        self.ports = ports

    def name(self) -> str:
        return "action_hear_member"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        text = str(tracker.latest_message.get("text") or "")
        is_yes = (tracker.latest_message.get("intent") or {}).get("name") == "crew_yes"
        kind = kind_in(domain, text)
        joined = await self.ports.reader.joined_by(tracker.sender_id)
        if joined is None or kind not in joined.asked:
            dispatcher.utter_message(response="utter_member_not_asked")
            return []
        then = wording(domain, "mandate") if kind == "stand" else None
        await self.effects.put(tracker.sender_id, MemberAnswered(kind, is_yes, then))
        choices = wording(domain, kind).choices
        said = "utter_member_yes" if is_yes else "utter_member_no"
        dispatcher.utter_message(response=said, other=choices[1 if is_yes else 0])
        return []


def kind_in(domain: Any, text: str) -> Kind | None:
    """Which question a member's yes or no is about."""
    kinds: dict[Kind, str] = domain["responses"]["utter_crew_kinds"][0]["metadata"]
    return next((kind for kind, words in kinds.items() if re.search(words, text)), None)


def ask_again(dispatcher: CollectingDispatcher, domain: Any, asked: Sequence[Asked]) -> None:
    """What waits for his yes or no, in the words in which it was asked."""
    for one in asked:
        share = as_text(Decimal(one.share_fen) / 100) if one.share_fen is not None else ""
        dispatcher.utter_message(response=f"utter_ask_{one.kind}", share=share, names=one.names)


class Beside(Action):
    """An action that does more for members and leaders of crews than for others."""

    def __init__(self, inner: Action, ports: CrewPorts) -> None:
        self.inner = inner
        self.ports = ports

    def name(self) -> str:
        return str(self.inner.name())

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        own = await self.more(dispatcher, tracker, domain)
        if own is not None:
            return own
        events: Events = await self.inner.run(dispatcher, tracker, domain)
        return events

    async def more(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events | None:
        """What is done instead; None for the usual."""
        raise NotImplementedError


class Progress(Beside):
    """A member is told how the crew's case stands and what waits for his word."""

    async def more(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events | None:
        joined = await self.ports.reader.joined_by(tracker.sender_id)
        if joined is None:
            return None
        ask_again(dispatcher, domain, joined.open)
        if joined.leads or tracker.slots.get("case_number"):
            return None
        if joined.status is None:
            dispatcher.utter_message(response="utter_member_waiting" if joined.goes_on else "utter_member_alone")
        else:
            values = {"case_number": joined.case_number}
            dispatcher.utter_message(text=status_text(domain, joined.status, values))
        return []


class Own(Beside):
    """Beside what we keep of him a member is shown what he said to his crew."""

    async def more(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events | None:
        joined = await self.ports.reader.joined_by(tracker.sender_id)
        if joined is None:
            return None
        dispatcher.utter_message(response="utter_member_data", lines="\n".join(own_lines(domain, own_of(joined))))
        if any(tracker.slots.get(name) for name in ("draft_id", "case_number", "reporter", "parked")):
            return None
        dispatcher.utter_message(response="utter_my_data_rights")
        return []


class Erase(Beside):
    """What a member said to a crew whose claim is a case already is for staff to decide."""

    def __init__(self, inner: Action, ports: CrewPorts, effects: Effects) -> None:
        super().__init__(inner, ports)
        self.effects = effects

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        joined = await self.ports.reader.joined_by(tracker.sender_id)
        events: Events = await self.inner.run(dispatcher, tracker, domain)
        if joined is not None and joined.case_number and not joined.leads:
            await self.effects.put(tracker.sender_id, CareNeeded("erasure"))
            dispatcher.utter_message(response="utter_data_erased_cases")
        return events


class Answer(Beside):
    """A bare yes or no of a member who was asked something is no answer to it: the question is put again."""

    async def more(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events | None:
        joined = await self.ports.reader.joined_by(tracker.sender_id)
        if joined is None or not joined.open:
            return None
        ask_again(dispatcher, domain, joined.open[:1])
        return []


class Resume(Beside):
    """Who was joining goes on with that."""

    async def more(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events | None:
        if not tracker.slots.get("joining") or tracker.is_paused() or tracker.slots.get("draft_id"):
            return None
        dispatcher.utter_message(response="utter_resumed_empty")
        return [] if (tracker.active_loop or {}).get("name") == JOIN_FORM else [dict(FollowupAction(JOIN_FORM))]


class Media(Beside):
    """A member's photo goes to the crew's claim; a leader's file is told where rosters are taken."""

    async def more(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events | None:
        if beside(tracker, "kind") == "file":
            return await self.file(dispatcher, tracker)
        joined = await self.ports.reader.joined_by(tracker.sender_id)
        if joined is None or tracker.slots.get("draft_id") or tracker.slots.get("case_number"):
            return None
        dispatcher.utter_message(response="utter_member_photo")
        return []

    async def file(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
        """Where the roster that the file may be is taken."""
        led = await self.ports.reader.led_by(tracker.sender_id)
        url = self.ports.leader_url(led.secrets) if led else None
        if url is None:
            return None
        dispatcher.utter_message(response="utter_file_roster", url=url)
        return []


class Settling(Beside):
    """What the leader says when he was asked what the firm would pay is that sum, and no news of his complaint."""

    def __init__(self, inner: Action, ports: CrewPorts, settle: Settle) -> None:
        super().__init__(inner, ports)
        self.settle = settle

    async def more(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events | None:
        if not tracker.slots.get("settling"):
            return None
        if sum_in(str(tracker.latest_message.get("text") or ""), self.settle.opening.today()) is None:
            events: Events = await self.inner.run(dispatcher, tracker, domain)
            return [dict(SlotSet("settling", None)), *events]
        return await self.settle.run(dispatcher, tracker, domain)


class Filed(Beside):
    """Who files for several is told how they join, each from his own phone."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        events: Events = await self.inner.run(dispatcher, tracker, domain)
        people = int(tracker.slots.get("headcount") or 1)
        if tracker.slots.get("confirm") is True and people > 1:
            led = await self.ports.reader.led_by(tracker.sender_id)
            if led is None or led.crew_id != tracker.slots.get("draft_id") or not led.is_open:
                dispatcher.utter_message(response="utter_crew_offer", headcount=people)
        return events


class Withdraw(Beside):
    """A leader withdraws for nobody but himself: each other member is asked."""

    def __init__(self, inner: Action, ports: CrewPorts, effects: Effects) -> None:
        super().__init__(inner, ports)
        self.effects = effects

    async def more(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events | None:
        if tracker.slots.get("draft_id") or not tracker.slots.get("case_number"):
            return None
        led = await self.ports.reader.led_by(tracker.sender_id)
        if led is None or not led.others:
            return None
        asked = MembersAsked(led.crew_id, "withdrawal", wording(domain, "withdrawal"))
        await self.effects.put(tracker.sender_id, asked)
        events: Events = await self.inner.run(dispatcher, tracker, domain)
        dispatcher.utter_message(response="utter_withdraw_asked")
        return events
