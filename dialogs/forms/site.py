"""Where the work was and who owes for it: project, place, employer, foreman."""

from __future__ import annotations

from typing import Any

from dialogs.facts import has_facts
from dialogs.forms.hearing import asked_slot, intent_of, reading_of
from dialogs.forms.slots import SlotForm, Slots

SHORT = 20  # characters: a short answer that no rule could read is taken as it stands


class SiteSlots(SlotForm):
    """The site and the people behind it."""

    def extract_project(self, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        return self.heard_name("project", tracker)

    async def validate_project(self, value: Any, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        return await self.checked("project", value, dispatcher, tracker)

    def extract_place(self, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        return self.heard_name("place", tracker)

    async def validate_place(self, value: Any, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        return await self.checked("place", value, dispatcher, tracker)

    def extract_employer(self, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        return self.heard_name("employer", tracker)

    async def validate_employer(self, value: Any, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        return await self.checked("employer", value, dispatcher, tracker)

    def extract_foreman(self, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        return self.heard_name("foreman", tracker)

    async def validate_foreman(self, value: Any, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        return await self.checked("foreman", value, dispatcher, tracker)

    def heard_name(self, slot: str, tracker: Any) -> Slots:
        """As heard; a short answer to the question is a name even when no rule knew it."""
        reading = reading_of(tracker)
        text = reading.text.strip()
        unread = intent_of(tracker) == "provide_info" and not has_facts(reading.entities)
        if asked_slot(tracker) == slot and unread and 0 < len(text) <= SHORT:
            return {slot: text}
        return self.heard(slot, tracker)
