"""One message of a worker as the dialog hears it: its words, what they were read to mean, and what came beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dialogs.choosing import awaits_sum
from dialogs.controls import control_in
from nlu.between import question_between
from nlu.reading import Reading

NOT_SPOKEN = {
    "image": "sent_photo",
    "video": "sent_photo",
    "file": "sent_photo",
    "voice": "sent_voice",
    "location": "sent_location",
    "entered": "entered",
    "edited": "edited",
    "old_choice": "old_choice",
}
UNANSWERED_KINDS = frozenset({"left", "receipt"})
CREW_SCENE = "crew-"  # what the scene of a code begins with that opens a crew
RASA_NAMES = {"restart": "start_over"}  # Rasa wipes the whole conversation on an intent named restart
ASKED_AS = {
    "consent": "confirm",
    "fix": None,
    "join_consent": "confirm",
    "join_name": "person",
    "join_phone": "phone",
    "join_id_number": "id_number",
    "join_days": "period",
    "join_amount": "amount_owed",
    "join_confirm": "confirm",
}  # the form's own questions under the names that nlu knows


@dataclass(frozen=True, slots=True)
class Said:
    """A message with its reading; `reading` is None only for a message without words."""

    text: str = ""
    kind: str = "text"
    reading: Reading | None = None
    scene: str | None = None
    location_label: str | None = None

    def __post_init__(self) -> None:
        if self.reading is not None:
            object.__setattr__(self, "reading", question_between(self.reading))

    @property
    def intent(self) -> str:
        """The reading's intent, or the one that the message's kind stands for."""
        if self.kind in ("text", "choice") or (self.text and self.reading):
            if control := control_in(self.text):
                return control
            name = self.reading.intent if self.reading else "out_of_scope"
            return RASA_NAMES.get(name, name)
        if self.kind == "entered" and (self.scene or "").startswith(CREW_SCENE):
            return "join_crew"
        return NOT_SPOKEN.get(self.kind, "sent_other")


def open_question(slots: Mapping[str, Any]) -> str | None:
    """What `nlu` should be told is asked, so that a bare answer is read as one."""
    asked = "amount_owed" if awaits_sum(slots) else slots.get("requested_slot")
    return ASKED_AS.get(asked, asked) if asked else None


def as_message(said: Said) -> dict[str, Any]:
    """The message in the shape of Rasa's `latest_message`; the reading goes along so that nothing is read twice."""
    confidence = said.reading.confidence if said.reading else 1.0
    return {
        "text": said.text,
        "intent": {"name": said.intent, "confidence": confidence},
        "entities": [],
        "metadata": {"kind": said.kind, "scene": said.scene, "location_label": said.location_label},
        "reading": said.reading or Reading(said.text, said.intent, confidence),
    }
