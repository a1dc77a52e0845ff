"""The worker himself: name, ID number, phone."""

from __future__ import annotations

import re
from typing import Any, Final

from dialogs.effects import CareNeeded, HumanRequested
from dialogs.facts import FOR_FAMILY, has_facts
from dialogs.forms.checks import is_minor
from dialogs.forms.differing import two_values
from dialogs.forms.hearing import Slots, asked_slot, digits_in, reading_of
from dialogs.forms.slots import SlotForm
from dialogs.forms.unanswered import repeated, why_unanswered

OTHERS: Final[Slots] = {"unanswered": "others"}  # the number is somebody else's
DIGITS: Final = re.compile(r"\d{7}")


class PeopleSlots(SlotForm):
    """Who complains and how he is reached."""

    def extract_person(self, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        nobody = domain["responses"]["utter_ask_person"][0]["metadata"]["nobody"]
        if re.fullmatch(nobody, str(reading_of(tracker).entities.get("person") or "")):
            return why_unanswered("person", tracker) if asked_slot(tracker) == "person" else {}
        return self.heard("person", tracker, domain)

    async def validate_person(self, value: Any, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        return await self.checked("person", value, dispatcher, tracker)

    def extract_id_number(self, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        return self.heard_digits("id_number", tracker, domain)

    async def validate_id_number(self, value: Any, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        if value is OTHERS:
            return not_his("id_number", dispatcher, tracker)
        if isinstance(value, str) and is_minor(value, self.today()):
            return await self.hand_child_over(dispatcher, tracker)
        return await self.checked("id_number", value, dispatcher, tracker)

    async def hand_child_over(self, dispatcher: Any, tracker: Any) -> Slots:
        """Staff deal with a child's wages themselves; its number is not kept."""
        await self.effects.put(tracker.sender_id, CareNeeded("minor"))
        await self.effects.put(tracker.sender_id, HumanRequested("asked"))
        dispatcher.utter_message(response="utter_minor")
        left = [*(tracker.slots.get("skipped") or ()), "id_number"]
        return {"id_number": None, "skipped": list(dict.fromkeys(left))}

    def extract_phone(self, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        return self.heard_digits("phone", tracker, domain)

    async def validate_phone(self, value: Any, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        if value is OTHERS:
            return not_his("phone", dispatcher, tracker)
        return await self.checked("phone", value, dispatcher, tracker)

    def heard_digits(self, slot: str, tracker: Any, domain: Any) -> Slots:
        """As heard; digits that no rule took for anything are the asked number written wrongly."""
        reading = reading_of(tracker)
        if is_of_another(slot, tracker, domain):
            return {slot: OTHERS} if asked_slot(tracker) == slot else {}
        bare = not has_facts(reading.entities) and not two_values(tracker.slots, slot)
        digits = digits_in(reading.text) if bare else ""
        if digits and asked_slot(tracker) == slot:
            return {slot: digits}
        return self.heard(slot, tracker, domain)


def is_of_another(slot: str, tracker: Any, domain: Any) -> bool:
    """Whether he says whose number it is, and it is not his; a relative's phone reaches him, too."""
    words, text = domain["responses"]["utter_not_yours"][0]["metadata"], reading_of(tracker).text
    if not DIGITS.search(text) or re.search(words["own"], text):
        return False
    for_family = FOR_FAMILY in (tracker.slots.get("told") or ())
    kinds = ["others"] if slot == "phone" or for_family else ["others", "family"]
    return any(re.search(words[kind], text) for kind in kinds)


def not_his(slot: str, dispatcher: Any, tracker: Any) -> Slots:
    """Somebody else's number is not kept."""
    dispatcher.utter_message(response="utter_not_yours")
    return repeated(slot, dispatcher, tracker)
