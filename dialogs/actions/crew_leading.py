"""What a leader does with his crew: opens and closes it, looks at its totals, has questions put to its members."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker

from cases.crews import COLLECTIVE, FEWEST, MOST, Kind, Led
from dialogs.actions.crew_ports import CrewPorts
from dialogs.actions.drafts import OpenDraft
from dialogs.actions.events import FORM, Events, filling
from dialogs.crew_effects import CrewClosed, CrewOpened, MembersAsked, Wording
from dialogs.effects import Effects
from dialogs.facts import facts_of
from dialogs.forms.agreement import consent_version
from dialogs.forms.hearing import plain
from dialogs.replies import text_of
from nlu.amounts import as_text
from nlu.understand import understand

ABOUT = ("project", "employer")


class Leading:
    """What these actions share."""

    def __init__(self, effects: Effects, ports: CrewPorts) -> None:
        self.effects = effects
        self.ports = ports

    async def led(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Led | None:
        """The crew that he leads, after saying that there is none."""
        led = await self.ports.reader.led_by(tracker.sender_id)
        if led is None:
            dispatcher.utter_message(response="utter_crew_none")
        return led


class OpenCrew(Leading, Action):
    """Draw a word and say how others join; what is open already is told again."""

    def __init__(self, effects: Effects, ports: CrewPorts, opening: OpenDraft) -> None:
        super().__init__(effects, ports)
        self.opening = opening

    def name(self) -> str:
        return "action_open_crew"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        draft, number = tracker.slots.get("draft_id"), tracker.slots.get("case_number")
        agreed = tracker.slots.get("consent") == consent_version(domain)
        if not (draft or number) or (draft and not agreed):
            dispatcher.utter_message(response="utter_crew_first")
            opened = [] if draft else self.opening.open(dispatcher, tracker, domain)
            return [*opened, *([] if filling(tracker) else [dict(FollowupAction(FORM))])]
        led = await self.ports.reader.led_by(tracker.sender_id)
        is_same = led is not None and (led.crew_id == draft if draft else led.case_number == number)
        secrets = led.secrets if led and is_same and led.is_open else self.ports.new_secrets()
        if not (led and is_same and led.is_open):
            facts = facts_of(tracker.slots)
            about = {name: str(facts[name]) for name in ABOUT if facts.get(name)}
            workers = tuple(facts.get("workers") or ())
            opened_now = CrewOpened(draft, None if draft else number, about, secrets, workers)
            await self.effects.put(tracker.sender_id, opened_now)
        self.tell(dispatcher, secrets)
        return []

    def tell(self, dispatcher: CollectingDispatcher, secrets: Mapping[str, str]) -> None:
        """The word, the links, and that he joins too."""
        dispatcher.utter_message(response="utter_crew_opened", word=secrets["word"])
        if url := self.ports.join_url(secrets):
            dispatcher.utter_message(response="utter_crew_opened_link", url=url)
            dispatcher.utter_message(response="utter_crew_opened_roster", url=self.ports.leader_url(secrets))
        dispatcher.utter_message(response="utter_crew_opened_own", word=secrets["word"])


class CloseCrew(Leading, Action):
    """Nobody joins any more."""

    def name(self) -> str:
        return "action_close_crew"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        if led := await self.led(dispatcher, tracker):
            await self.effects.put(tracker.sender_id, CrewClosed(led.crew_id))
            dispatcher.utter_message(response="utter_crew_closed")
        return []


class TellCrew(Leading, Action):
    """Counts and sums, and how the questions to the members stand."""

    def name(self) -> str:
        return "action_tell_crew"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        led = await self.led(dispatcher, tracker)
        if led is None:
            return []
        dispatcher.utter_message(text=totals_text(domain, led))
        if led.people >= COLLECTIVE and "stand" not in led.polls:
            dispatcher.utter_message(response="utter_reps_offer")
        return []


def totals_text(domain: Any, led: Led) -> str:
    """All that a leader may know, in a few lines."""
    values = {"people": led.people, "joined": led.joined, "sum": as_text(Decimal(led.fen) / 100)}
    told = [text_of(domain, "utter_crew_totals", values)]
    if led.without_sum:
        told.append(text_of(domain, "utter_crew_totals_without", {"without": led.without_sum}))
    for kind, poll in led.polls.items():
        told.append(text_of(domain, f"utter_poll_{kind}", {"yes": poll.yes, "no": poll.no, "silent": poll.silent}))
    name = "utter_crew_totals_word" if led.is_open else "utter_crew_totals_closed"
    return "\n".join([*told, text_of(domain, name, {"word": led.secrets.get("word")})])


class NameRepresentatives(Leading, Action):
    """Ask each of three to five members whether he wants to be a representative."""

    def name(self) -> str:
        return "action_name_reps"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        led = await self.led(dispatcher, tracker)
        if led is None:
            return []
        if led.people < COLLECTIVE:
            dispatcher.utter_message(response="utter_reps_few", people=led.people)
            return []
        names = names_in(domain, str(tracker.latest_message.get("text") or ""))
        if not FEWEST <= len(names) <= MOST:
            dispatcher.utter_message(response="utter_reps_number" if names else "utter_reps_offer")
            return []
        found = await self.ports.reader.named(tracker.sender_id, names)
        if len(found) < len(names):
            dispatcher.utter_message(response="utter_reps_unknown", named=len(names), found=len(found))
            return []
        await self.effects.put(tracker.sender_id, MembersAsked(led.crew_id, "stand", wording(domain, "stand"), found))
        dispatcher.utter_message(response="utter_reps_asked")
        return []


class Settle(Leading, Action):
    """Ask each member whether he agrees to what the firm would pay."""

    def __init__(self, effects: Effects, ports: CrewPorts, opening: OpenDraft) -> None:
        super().__init__(effects, ports)
        self.opening = opening

    def name(self) -> str:
        return "action_settle_crew"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        led = await self.led(dispatcher, tracker)
        if led is None:
            return []
        yuan = sum_in(str(tracker.latest_message.get("text") or ""), self.opening.today())
        if yuan is None:
            dispatcher.utter_message(response="utter_settle_how")
            return [dict(SlotSet("settling", True))]
        asked = MembersAsked(led.crew_id, "settlement", wording(domain, "settlement"), yuan=yuan)
        await self.effects.put(tracker.sender_id, asked)
        dispatcher.utter_message(response="utter_settle_asked", sum=yuan)
        return [dict(SlotSet("settling", None))]


def sum_in(text: str, today: date) -> str | None:
    """The sum that the words name."""
    yuan = understand(text, today=today, asked="amount_owed").entities.get("amount_owed_yuan")
    return str(yuan) if yuan is not None else None


def wording(domain: Any, kind: Kind) -> Wording:
    """A question to members as the domain words it, its blanks still open."""
    template = domain["responses"][f"utter_ask_{kind}"][0]
    choices = tuple(button["title"] for button in template["buttons"])
    return Wording(template["text"], choices, domain["responses"]["utter_status_guarded"][0]["text"])


def names_in(domain: Any, text: str) -> list[str]:
    """The names that the leader gives for representatives."""
    parts = domain["responses"]["utter_reps_offer"][0]["metadata"]
    bare = re.sub(parts["before"], "", plain(text), count=1)
    return [name for name in dict.fromkeys(re.split(parts["between"], bare)) if len(name) > 1]
