"""The worker's own yes and no: consent before, correction and confirmation after."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from dialogs.effects import ConsentGiven
from dialogs.facts import ASKED, has_facts, value_for
from dialogs.forms.account import HEADS, SEVERAL, SITE
from dialogs.forms.hearing import Slots, asked_slot, intent_of, is_number, picked, plain, reading_of, today_of
from dialogs.forms.slots import SlotForm
from dialogs.forms.unanswered import why_unanswered
from dialogs.wording import part_named
from nlu.normalise import normalise
from nlu.understand import understand

SURE, LIKELY = 0.95, 0.9  # a rule read it; likeness alone, but a strong one
BARE = 6  # characters in which a part is named and nothing is told of it
ALL_RIGHT = "nothing"  # what he answers when asked which part is wrong
PARTS = (  # as utter_ask_fix offers them
    "person",
    "id_number",
    "phone",
    "project",
    "place",
    "employer",
    "foreman",
    "amount_owed",
    "period",
    "headcount",
    "evidence",
)


def consent_version(domain: Mapping[str, Any]) -> str:
    """Which wording of the notice a consent is given to."""
    return str(domain["responses"]["utter_ask_consent"][0]["metadata"]["version"])


class AgreementSlots(SlotForm):
    """Consent, correction, confirmation."""

    def extract_consent(self, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        if asked_slot(tracker) != "consent":
            return {}
        answer = yes_or_no(domain, "utter_ask_consent", tracker)
        if answer is False and has_facts(reading_of(tracker).entities):
            answer = None  # he corrects what he said; a refusal stands alone
        return {"consent": answer} if answer is not None else why_unanswered("consent", tracker)

    async def validate_consent(self, value: Any, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        if not isinstance(value, bool):
            if isinstance(value, str):  # given before
                return {"consent": value}
            return await self.checked("consent", value, dispatcher, tracker)
        version = consent_version(domain)
        await self.effects.put(tracker.sender_id, ConsentGiven(version, value))
        return {"consent": version if value else False}

    def extract_fix(self, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        reading, asked = reading_of(tracker), asked_slot(tracker)
        if has_facts(reading.entities):
            return {}
        if asked == "fix" and (numbers := picked(domain, "utter_ask_fix", reading.text)):
            return {"fix": PARTS[numbers[0]]}
        if part := tracker.latest_message["named"]:
            return {"fix": part}
        if asked != "fix":
            return {}
        right = intent_of(tracker) == "affirm" or said_yes(tracker)
        return {"fix": ALL_RIGHT} if right else why_unanswered("fix", tracker)

    async def validate_fix(self, value: Any, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        if value == ALL_RIGHT:
            return {"fix": None, "fixing": None}
        if not isinstance(value, str):
            return await self.checked("fix", value, dispatcher, tracker)
        kept = {
            name: [slot for slot in tracker.slots.get(name) or () if slot != value] for name in ("skipped", "explained")
        }
        account = {**(tracker.slots.get("account") or {}), **({HEADS: SEVERAL} if value == "headcount" else {})}
        if value == "project":
            account.pop(SITE, None)
        return {"fix": None, "fixing": None, value: None, "account": account or None, **kept}

    def extract_confirm(self, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        if asked_slot(tracker) != "confirm" or tracker.slots.get("fix"):
            return {}
        entities = reading_of(tracker).entities
        before = tracker.latest_message["before"]
        if any(value_for(slot, entities) not in (None, before.get(slot)) for slot in ASKED):
            return {}  # he corrects something: it is read back again
        answer = yes_or_no(domain, "utter_ask_confirm", tracker)
        if intent_of(tracker) == "correct_info":
            answer = None if has_facts(entities) else False  # what he corrects is so already
        return {"confirm": answer} if answer is not None else why_unanswered("confirm", tracker)

    async def validate_confirm(self, value: Any, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        if not isinstance(value, bool):
            return await self.checked("confirm", value, dispatcher, tracker)
        return {"confirm": True} if value else {"confirm": None, "fixing": True}


def yes_or_no(domain: Mapping[str, Any], response: str, tracker: Any) -> bool | None:
    """The answer to a question whose first choice is yes and whose second is no."""
    if numbers := picked(domain, response, reading_of(tracker).text):
        return numbers[0] == 0
    if is_number(reading_of(tracker).text):  # a number that picks nothing is no yes
        return None
    intent, confidence = intent_of(tracker), reading_of(tracker).confidence
    by_rule = confidence >= SURE and not has_facts(reading_of(tracker).entities)
    if intent == "affirm" and (by_rule or says(domain, response, "agreed", tracker)):
        return True
    refuses = says(domain, response, "refused", tracker) or (intent == "deny" and confidence >= LIKELY)
    return False if refuses else None


def says(domain: Mapping[str, Any], response: str, kind: str, tracker: Any) -> bool:
    """Whether a yes, or a no, stands in his words: what only resembles one binds nobody, least of all beside facts."""
    pattern = domain["responses"][response][0]["metadata"][kind]
    words, parts = normalise(reading_of(tracker).text.strip()).text, []
    if kind == "agreed" and not has_facts(reading_of(tracker).entities):
        parts = re.split(r"[，,。!！\s]+", words)  # it may come last: 整吧 同意
    return any(re.fullmatch(pattern, part, re.IGNORECASE) for part in (words, *parts))


def said_yes(tracker: Any) -> bool:
    """Whether his words would be a yes to the read-back."""
    words = reading_of(tracker).text
    return bool(words) and understand(words, today=today_of(tracker), asked="confirm").intent == "affirm"


def part_called_wrong(domain: Mapping[str, Any], tracker: Any) -> str | None:
    """The part that he says is wrong without saying what is right."""
    reading, asked = reading_of(tracker), asked_slot(tracker)
    intent = intent_of(tracker)
    if has_facts(reading.entities) or intent == "affirm":
        return None
    is_bare = asked in ("fix", "confirm") and len(plain(reading.text)) <= BARE
    if not is_bare and intent not in ("correct_info", "deny"):
        return None
    part = part_named(domain, reading.text)
    known = part is not None and (asked in ("fix", "confirm") or tracker.slots.get(part) is not None)
    return part if known and part != asked else None
