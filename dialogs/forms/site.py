"""Where the work was and who owes for it: project, place, employer, foreman."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from dialogs.facts import has_facts
from dialogs.forms.differing import two_values
from dialogs.forms.hearing import Slots, asked_slot, intent_of, reading_of
from dialogs.forms.slots import SlotForm
from dialogs.forms.unanswered import NONE, is_short, why_unanswered
from nlu.normalise import normalise

PEOPLE = frozenset({"employer", "foreman"})
DIGITS = r"\d{5,}"


class SiteSlots(SlotForm):
    """The site and the people behind it."""

    def extract_project(self, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        return self.heard_name("project", tracker, domain)

    async def validate_project(self, value: Any, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        return await self.checked("project", value, dispatcher, tracker)

    def extract_place(self, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        return self.heard_name("place", tracker, domain)

    async def validate_place(self, value: Any, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        return await self.checked("place", value, dispatcher, tracker)

    def extract_employer(self, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        return self.heard_name("employer", tracker, domain)

    async def validate_employer(self, value: Any, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        return await self.checked("employer", value, dispatcher, tracker)

    def extract_foreman(self, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        return self.heard_name("foreman", tracker, domain)

    async def validate_foreman(self, value: Any, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        return await self.checked("foreman", value, dispatcher, tracker)

    def heard_name(self, slot: str, tracker: Any, domain: Any) -> Slots:
        """As heard; a short answer to the question is a name even when no rule knew it, unless it names nothing."""
        reading, asked = reading_of(tracker), asked_slot(tracker) == slot
        said = reading.entities.get(slot)
        if two_values(tracker.slots, slot):
            return self.heard(slot, tracker, domain)
        if slot in PEOPLE and said is not None and said == reading.entities.get("place"):
            return {}  # a place is nobody
        if said is not None and re.search(DIGITS, str(said)):  # somebody's number stands in it: it is a sentence
            return why_unanswered(slot, tracker) if asked else {}
        if said is not None:
            named = not names_nothing(domain, slot, str(said))
            return self.heard(slot, tracker, domain) if named else {slot: NONE} if asked else {}
        if asked and names_nothing(domain, slot, re.split(r"[，,。；;\s]", reading.text.strip())[0]):
            return {slot: NONE}  # and who it was instead
        if not asked or has_facts(reading.entities):
            return self.heard(slot, tracker, domain)
        if names_nothing(domain, slot, reading.text):
            return {slot: NONE}
        if intent_of(tracker) == "provide_info" and is_bare_name(domain, reading.text.strip()):
            return {slot: reading.text.strip()}
        return self.heard(slot, tracker, domain)


def names_nothing(domain: Mapping[str, Any], slot: str, text: str) -> bool:
    """Whether the answer says that there is no name, or what kind of thing it is instead of which one."""
    told = (domain["responses"][f"utter_ask_{slot}"][0].get("metadata") or {}).get("nameless")
    return bool(told and re.fullmatch(told, re.sub(r"[\W_]+", "", normalise(text).text)))


def is_bare_name(domain: Mapping[str, Any], text: str) -> bool:
    """Whether a text may be a name and nothing but that; what has a subject, a stop or a question is a sentence."""
    sentence = domain["responses"]["utter_unclear"][0]["metadata"]["sentence"]
    return is_short(text) and not re.search(sentence, normalise(text).text)
