"""The complaint form: what is asked next, and what is said about what was heard beside the answer."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import REQUESTED_SLOT
from rasa_sdk.interfaces import ActionExecutionRejection, Tracker

from dialogs.facts import ASKED, value_for
from dialogs.forms.account import HEADS, SEVERAL, account_with, is_supposed, shown, suppose
from dialogs.forms.agreement import AgreementSlots, part_called_wrong
from dialogs.forms.claim import ClaimSlots
from dialogs.forms.differing import asked_once
from dialogs.forms.hearing import (
    Slots,
    actions_so_far,
    asked_slot,
    intent_of,
    interrupts,
    picked,
    place_alone,
    plain,
    read_message,
    reading_of,
)
from dialogs.forms.ledger import months_in, with_months
from dialogs.forms.order import doubted_slot, next_slot
from dialogs.forms.parts import missing_part, read_part
from dialogs.forms.people import PeopleSlots
from dialogs.forms.reckoning import details_with, part_the_wages, reckon
from dialogs.forms.repair import change, step_back, trail_after
from dialogs.forms.rereading import look_again, put_in_place, split_place, take_corrections
from dialogs.forms.site import SiteSlots, names_nothing
from dialogs.forms.telling import WORKS_MONEY, changed, tell_what_was_heard, told_once
from dialogs.forms.unanswered import NAMES, SURE, given_up, respondent_needed
from dialogs.listing import extend
from dialogs.staffing import call_staff
from dialogs.wording import part_named
from nlu.reading import Reading

Events = list[dict[str, Any]]
KEPT = (
    "details",
    "fixing",
    "trail",
    "went_back",
    "told",
    "doubt",
    "amount_owed",
    "account",
    "headcount",
    "place",
    "period",
    "topic",
)  # may change beside their questions
ABSENT = frozenset({"project", "employer", "foreman"})  # what there may be none of
WAYS_OUT = ("skip", "hand_over")  # as the questions without choices of their own offer them
OPEN = frozenset({"person", "id_number", "phone", "project", "place", "employer", "foreman", "amount_owed", "period"})


class ComplaintForm(AgreementSlots, PeopleSlots, SiteSlots, ClaimSlots):
    """Asks for what is missing and takes what is said, in whatever order it comes."""

    def name(self) -> str:
        return "validate_complaint_form"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Take the message, unless it asks for something else; having stood aside already, only ask again."""
        read_message(tracker, self.today())
        rejected, acted = actions_so_far(tracker)
        if rejected:
            return self.asks_again(tracker, domain)
        if not acted and interrupts(tracker):
            raise ActionExecutionRejection(self.name())
        look_again(tracker, self.today(), part_besides(tracker, domain), domain)
        put_in_place(tracker, self.today(), part_besides(tracker, domain), domain)
        extend(tracker)
        take_corrections(tracker, domain)
        read_part(tracker)
        split_place(tracker, self.today(), domain)
        if scolds(tracker, domain):
            dispatcher.utter_message(response="utter_calm")
            return [SlotSet(REQUESTED_SLOT, asked_slot(tracker))]
        if steering := self.steered(dispatcher, tracker, domain):
            return steering
        if way := way_out(tracker, domain):
            ways = {"hand_over": self.hand_over, "skip": self.skip}
            return await ways[way](dispatcher, tracker, domain)
        return await self.take(dispatcher, tracker, domain)

    def asks_again(self, tracker: Tracker, domain: Any) -> Events:
        """The question that is open now, after something else was answered."""
        following, before = next_slot(tracker.slots, domain), dict(tracker.slots)
        suppose(tracker.slots, following)
        supposed = [name for name in ("headcount", "account") if tracker.slots.get(name) != before.get(name)]
        return [*(SlotSet(name, tracker.slots[name]) for name in supposed), SlotSet(REQUESTED_SLOT, following)]

    def steered(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """What follows when he goes back a step or wants to change something; nothing for any other message."""
        intent = intent_of(tracker)
        if intent == "go_back":
            return step_back(dispatcher, tracker, domain)
        if intent == "change_data" or called_wrong_now(tracker, domain):
            return change(dispatcher, tracker)
        return []

    async def take(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Fill slots from the message and say in a line what was heard beside the answer."""
        before = tracker.latest_message["before"] = dict(tracker.slots)
        tracker.latest_message["named"] = part_called_wrong(domain, tracker)
        tracker.latest_message["once"] = told_once(tracker, domain)
        self.take_account(tracker, domain)
        tracker.slots["topic"] = None  # he goes on
        events = await super().run(dispatcher, tracker, domain)
        tell_what_was_heard(dispatcher, tracker, domain)
        for name in tracker.latest_message["once"]:
            dispatcher.utter_message(response=name)
        called = await self.hand_over(dispatcher, tracker, domain) if given_up(tracker) else []
        suppose(tracker.slots, tracker.latest_message["following"])
        return [*events, *self.kept(tracker, before, events), *called]

    def take_account(self, tracker: Tracker, domain: Any) -> None:
        """What the message shows of his account; who was taken to be alone and speaks of others is asked."""
        found, slots = shown(reading_of(tracker), domain), tracker.slots
        if found.get(HEADS) == SEVERAL and is_supposed(slots):
            slots["headcount"] = None
        account = account_with(slots, found) or {}
        said = months_in(reading_of(tracker), self.today(), domain)
        ledger = with_months(slots, said, reading_of(tracker), asked=asked_slot(tracker) == "amount_owed")
        slots["account"] = {**account, **({"ledger": ledger} if ledger or "ledger" in account else {})} or None

    async def skip(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        tracker.latest_message["reading"] = Reading(reading_of(tracker).text, "dont_know", 1.0)
        return await self.take(dispatcher, tracker, domain)

    async def hand_over(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        called = await call_staff(dispatcher, tracker, self.effects, self.is_staffed)
        return [SlotSet("unclear", 0), SlotSet("missed", None), *called]

    async def next_requested_slot(self, dispatcher: Any, tracker: Tracker, domain: Any) -> dict[str, Any]:
        if tracker.slots.get("fixing") and changed(tracker.latest_message["before"], tracker.slots):
            tracker.slots["fixing"] = None  # he said what was wrong
        tracker.slots["details"] = details_with(tracker) or None
        tracker.slots["told"] = [*(tracker.slots.get("told") or ()), *tracker.latest_message["once"]] or None
        reckon(tracker.latest_message["before"], tracker.slots)
        if WORKS_MONEY in tracker.latest_message["once"]:
            part_the_wages(tracker.slots)
        tracker.slots["place"] = place_alone(tracker.slots, domain)
        if (slot := (tracker.slots.get("doubt") or {}).get("slot")) is not None:
            tracker.slots["told"] = list(dict.fromkeys([*(tracker.slots.get("told") or ()), asked_once(slot)]))
        following, left = next_slot(tracker.slots, domain), asked_slot(tracker)
        tracker.latest_message["following"] = following
        if following != left:
            tracker.slots["trail"] = trail_after(tracker.slots, left)
            tracker.slots["went_back"] = None
        return dict(SlotSet(REQUESTED_SLOT, following))

    def kept(self, tracker: Tracker, before: Slots, events: Events) -> Events:
        """What is remembered beside the slots that are asked; never empty, or a Rasa server takes it for a refusal."""
        unclear = tracker.slots.get("unclear") or 0
        after = {**before, **{event["name"]: event["value"] for event in events if event["event"] == "slot"}}
        kept = [SlotSet("unclear", unclear if unclear != before.get("unclear") else 0)]
        if not before.get("draft_id"):
            kept.append(SlotSet("draft_id", self.new_id()))
        changes = (name for name in KEPT if after.get(name) != tracker.slots.get(name))
        return [*kept, *(SlotSet(name, tracker.slots.get(name)) for name in changes)]


def way_out(tracker: Tracker, domain: Any) -> str | None:
    """Which of the ways out under an open question he took, by its number."""
    asked = asked_slot(tracker)
    doubt = tracker.slots.get("doubt")
    if asked not in OPEN or (doubted_slot(tracker.slots) == asked and set(doubt or ()) != {"paid"}):
        return None
    if asked == "amount_owed" and missing_part(tracker.slots):
        return None  # a number tells the part
    needed = asked == "employer" and respondent_needed(tracker.slots)
    numbers = picked(domain, f"utter_ask_{asked}{'_needed' if needed else ''}", reading_of(tracker).text)
    if len(numbers) != 1:
        return None
    return WAYS_OUT[-1] if needed else WAYS_OUT[numbers[0]]


def scolds(tracker: Tracker, domain: Any) -> bool:
    """Whether he only scolds somebody, or fate, instead of an answer."""
    asked, reading = asked_slot(tracker), reading_of(tracker)
    told = [slot for slot in ASKED if slot != asked and value_for(slot, reading.entities) is not None]
    insult = domain["responses"]["utter_calm"][0]["metadata"]["insult"]
    if told or not re.search(insult, reading.text):
        return False
    return asked in NAMES or reading.confidence < SURE


def part_besides(tracker: Tracker, domain: Any) -> str | None:
    """The part that he names, unless he says that what he is asked for does not exist."""
    text, asked = reading_of(tracker).text, asked_slot(tracker)
    return None if asked in ABSENT and names_nothing(domain, asked, text) else part_named(domain, text)


def called_wrong_now(tracker: Tracker, domain: Any) -> bool:
    """Whether he says, at a question of fact, that something is wrong, in the words of the read-back's choice."""
    wrong = domain["responses"]["utter_ask_confirm"][0]["buttons"][1]["title"]
    doubted = doubted_slot(tracker.slots) == asked_slot(tracker)
    return asked_slot(tracker) in ASKED and not doubted and plain(reading_of(tracker).text) == wrong
