"""The worker himself: name, ID number, phone."""

from __future__ import annotations

from typing import Any

from dialogs.effects import CareNeeded, HumanRequested
from dialogs.facts import has_facts
from dialogs.forms.checks import is_minor
from dialogs.forms.differing import two_values
from dialogs.forms.hearing import Slots, asked_slot, digits_in, reading_of
from dialogs.forms.slots import SlotForm


class PeopleSlots(SlotForm):
    """Who complains and how he is reached."""

    def extract_person(self, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        return self.heard("person", tracker, domain)

    async def validate_person(self, value: Any, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        return await self.checked("person", value, dispatcher, tracker)

    def extract_id_number(self, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        return self.heard_digits("id_number", tracker, domain)

    async def validate_id_number(self, value: Any, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
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
        return await self.checked("phone", value, dispatcher, tracker)

    def heard_digits(self, slot: str, tracker: Any, domain: Any) -> Slots:
        """As heard; digits that no rule took for anything are the asked number written wrongly."""
        reading = reading_of(tracker)
        bare = not has_facts(reading.entities) and not two_values(tracker.slots, slot)
        digits = digits_in(reading.text) if bare else ""
        if digits and asked_slot(tracker) == slot:
            return {slot: digits}
        return self.heard(slot, tracker, domain)
