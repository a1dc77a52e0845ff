"""The form with which a worker joins a crew: consent, who he is, his own days and his own sum."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import REQUESTED_SLOT, FormValidationAction
from rasa_sdk.interfaces import ActionExecutionRejection, Tracker

from dialogs.effects import Effects, HumanRequested
from dialogs.forms.checks import CHECKS, ODD_ABOVE, ODD_BELOW
from dialogs.forms.hearing import actions_so_far, asked_slot, digits_in, intent_of, plain, read_message, reading_of
from dialogs.forms.unanswered import is_short
from nlu.amounts import as_text
from nlu.workers import is_name

Slots = dict[str, Any]
Events = list[dict[str, Any]]
FORM: Final = "join_form"
FIELDS: Final = ("name", "phone", "id_number", "days", "amount")
UNCLEAR: Final = {"unanswered": "unclear"}
SKIP: Final = {"unanswered": "skip"}
LAST_TRY: Final = 3
SURE: Final = 0.9
STEERING: Final = frozenset({"go_back", "change_data"})  # what the form does itself when it is told to
MOST_DAYS: Final = Decimal(3660)
NUMBER: Final = re.compile(r"\d{1,4}(?:\.\d{1,2})?")
# What makes the form stand aside; each has its rule.
INTERRUPTS: Final = frozenset(
    {
        *("ask_policy", "query_progress", "human", "pause", "withdraw", "crisis", "abuse", "greet", "thanks_bye"),
        *("help", "resume", "start_over", "repeat", "simpler", "sent_photo", "sent_voice", "sent_location"),
        *("sent_other", "entered", "join_crew", "leave_crew", "crew_yes", "crew_no", "my_data", "erase_data"),
        *("erase_sure", "open_crew", "crew_totals"),
    }
)


class JoinForm(FormValidationAction):
    """Takes what is asked, and at the read-back whatever he says otherwise."""

    def __init__(self, effects: Effects, today: Callable[[], date]) -> None:
        self.effects = effects
        self.today = today

    def name(self) -> str:
        return f"validate_{FORM}"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Take the message, unless it asks for something else; having stood aside already, only ask again."""
        read_message(tracker, self.today())
        rejected, acted = actions_so_far(tracker)
        if rejected or acted:
            return [SlotSet(REQUESTED_SLOT, next_slot(tracker.slots, domain))]
        if stands_aside(tracker):
            raise ActionExecutionRejection(self.name())
        if intent_of(tracker) in STEERING:
            return self.steered(dispatcher, tracker, domain)
        events: Events = await super().run(dispatcher, tracker, domain)
        return events

    def steered(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """A step back to the question before, or at the read-back what can be changed."""
        asked, wanted = asked_slot(tracker), domain["forms"][FORM]["required_slots"]
        if asked not in wanted or asked in wanted[:2] or intent_of(tracker) == "change_data":
            said = "utter_no_step_back" if asked in wanted[:2] else "utter_join_what_wrong"
            dispatcher.utter_message(response=said)
            return [SlotSet(REQUESTED_SLOT, asked)]
        before = wanted[wanted.index(asked) - 1]
        dispatcher.utter_message(response="utter_went_back")
        skipped = [slot for slot in tracker.slots.get("join_skipped") or () if slot != before]
        return [SlotSet(before, None), SlotSet("join_skipped", skipped), SlotSet(REQUESTED_SLOT, before)]

    async def next_requested_slot(self, dispatcher: Any, tracker: Tracker, domain: Any) -> Slots:
        return dict(SlotSet(REQUESTED_SLOT, next_slot(tracker.slots, domain)))

    def extract_join_consent(self, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        return self.yes_or_no("join_consent", tracker)

    async def validate_join_consent(self, value: Any, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        if not isinstance(value, bool):
            return await self.missed("consent", value, dispatcher, tracker)
        return {"join_consent": consent_version(domain) if value else False}

    def extract_join_name(self, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        return self.heard("name", tracker)

    async def validate_join_name(self, value: Any, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        return await self.checked("name", value, dispatcher, tracker)

    def extract_join_phone(self, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        return self.heard("phone", tracker)

    async def validate_join_phone(self, value: Any, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        return await self.checked("phone", value, dispatcher, tracker)

    def extract_join_id_number(self, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        return self.heard("id_number", tracker)

    async def validate_join_id_number(self, value: Any, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        return await self.checked("id_number", value, dispatcher, tracker)

    def extract_join_days(self, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        return self.heard("days", tracker)

    async def validate_join_days(self, value: Any, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        return await self.checked("days", value, dispatcher, tracker)

    def extract_join_amount(self, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        return self.heard("amount", tracker)

    async def validate_join_amount(self, value: Any, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        return await self.checked("amount", value, dispatcher, tracker)

    def extract_join_confirm(self, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        if asked_slot(tracker) == "join_confirm" and corrections(tracker):
            return {}
        return self.yes_or_no("join_confirm", tracker)

    async def validate_join_confirm(self, value: Any, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        if value is True:
            return {"join_confirm": True}
        if value is False:
            dispatcher.utter_message(response="utter_join_what_wrong")
            return {"join_confirm": None}
        return await self.missed("confirm", value, dispatcher, tracker)

    def yes_or_no(self, slot: str, tracker: Tracker) -> Slots:
        """The answer to a question whose first choice is yes and whose second is no."""
        if asked_slot(tracker) != slot:
            return {}
        number = plain(reading_of(tracker).text)
        meant = {"affirm": True, "deny": False}.get(intent_of(tracker)) if is_sure(tracker) else None
        answer = {"1": True, "2": False}.get(number, meant)
        return {slot: UNCLEAR if answer is None else answer}

    def heard(self, field: str, tracker: Tracker) -> Slots:
        """The answer to the field's question; at the read-back, what he says of it anew; days beside a sum."""
        slot, asked = f"join_{field}", asked_slot(tracker)
        if asked == "join_confirm":
            said = corrections(tracker).get(field)
            return {slot: said} if said is not None else {}
        value = HEARD[field](tracker)
        if asked == slot:
            if value is None and intent_of(tracker) == "dont_know" and is_sure(tracker):
                return {slot: SKIP}
            return {slot: UNCLEAR if value is None else value}
        beside = (field, asked) in (("days", "join_amount"), ("amount", "join_days"))
        is_free = value is not None and tracker.slots.get(slot) is None
        return {slot: value} if beside and is_free and "days_worked" in reading_of(tracker).entities else {}

    async def checked(self, field: str, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker) -> Slots:
        """The value if it can be right; otherwise None, after saying what was wrong."""
        slot = f"join_{field}"
        if value is SKIP and field == "name":
            dispatcher.utter_message(response="utter_join_name_needed")
            return {slot: None}
        if value is SKIP:
            return self.skipped(slot, dispatcher, tracker)
        if value is UNCLEAR or not is_right(field, value, self.today()):
            return await self.missed(field, value, dispatcher, tracker)
        return {slot: value}

    async def missed(self, field: str, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker) -> Slots:
        """Say how it is answered; the third time let it go, or call staff where it cannot be let go."""
        slot = f"join_{field}"
        missed = dict(tracker.slots.get("join_missed") or {})
        missed[slot] = missed.get(slot, 0) + 1
        if missed[slot] >= LAST_TRY and field in FIELDS and field != "name":
            return {**self.skipped(slot, dispatcher, tracker), "join_missed": missed}
        if missed[slot] == LAST_TRY:
            await self.effects.put(tracker.sender_id, HumanRequested("not_understood"))
        dispatcher.utter_message(response=f"utter_join_wrong_{field}")
        return {slot: None, "join_missed": missed}

    def skipped(self, slot: str, dispatcher: CollectingDispatcher, tracker: Tracker) -> Slots:
        """The question is let go."""
        dispatcher.utter_message(response="utter_join_skipped")
        left = list(tracker.slots.get("join_skipped") or ())
        return {slot: None, "join_skipped": list(dict.fromkeys([*left, slot]))}


def stands_aside(tracker: Tracker) -> bool:
    """Whether the message asks for something else than the form; a name or number that answers it does not."""
    raw, intent = str((tracker.latest_message.get("intent") or {}).get("name")), intent_of(tracker)
    return raw in INTERRUPTS and intent in INTERRUPTS


def is_sure(tracker: Tracker) -> bool:
    """Whether the message can hardly mean anything else; a consent, and what is left out, rests on no guess."""
    return reading_of(tracker).confidence >= SURE


def next_slot(slots: Mapping[str, Any], domain: Any) -> str | None:
    """The first that is neither known nor skipped; None when nothing is left to ask, or he does not want to join."""
    if slots.get("join_consent") is False:
        return None
    skipped = slots.get("join_skipped") or ()
    wanted = domain["forms"][FORM]["required_slots"]
    return next((slot for slot in wanted if slots.get(slot) is None and slot not in skipped), None)


def consent_version(domain: Mapping[str, Any]) -> str:
    """Which wording of the notice a consent is given to."""
    return str(domain["responses"]["utter_ask_join_consent"][0]["metadata"]["version"])


def corrections(tracker: Tracker) -> Slots:
    """What the message says of the fields, whatever is asked."""
    entities = reading_of(tracker).entities
    said = {
        "name": entities.get("person"),
        "phone": entities.get("phone"),
        "id_number": entities.get("id_number"),
        "days": as_days(entities.get("days_worked")),
        "amount": entities.get("amount_owed_yuan"),
    }
    return {field: value for field, value in said.items() if value is not None}


def name_heard(tracker: Tracker) -> str | None:
    reading = reading_of(tracker)
    if name := reading.entities.get("person"):
        return str(name)
    words = reading.text.strip()
    if not words or not is_short(words) or (intent_of(tracker) == "dont_know" and is_sure(tracker)):
        return None
    missed = (tracker.slots.get("join_missed") or {}).get("join_name", 0)
    return words if missed or is_name(words.replace(" ", "")) else None  # the second time he is taken at his word


def digits_heard(field: str) -> Callable[[Tracker], str | None]:
    def heard(tracker: Tracker) -> str | None:
        reading = reading_of(tracker)
        return reading.entities.get(field) or digits_in(reading.text) or None

    return heard


def days_heard(tracker: Tracker) -> str | None:
    reading = reading_of(tracker)
    number = NUMBER.fullmatch(plain(reading.text))
    return as_days(reading.entities.get("days_worked")) or (number.group() if number else None)


def amount_heard(tracker: Tracker) -> str | None:
    """A sum; a daily wage by the days that are known."""
    entities, days = reading_of(tracker).entities, tracker.slots.get("join_days")
    if daily := entities.get("daily_wage_yuan"):
        known = entities.get("days_worked") or days
        return as_text(Decimal(daily) * Decimal(str(known))) if known else None
    return entities.get("amount_owed_yuan")


def as_days(days: Any) -> str | None:
    return as_text(Decimal(str(days))) if days is not None else None


def is_right(field: str, value: Any, today: date) -> bool:
    """Whether the value can be right."""
    if field in ("days", "amount"):
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            return False
        return 0 < number <= MOST_DAYS if field == "days" else ODD_BELOW <= number <= ODD_ABOVE
    return CHECKS[{"name": "person"}.get(field, field)](value, today) is None


HEARD: Final[Mapping[str, Callable[[Tracker], str | None]]] = {
    "name": name_heard,
    "phone": digits_heard("phone"),
    "id_number": digits_heard("id_number"),
    "days": days_heard,
    "amount": amount_heard,
}
