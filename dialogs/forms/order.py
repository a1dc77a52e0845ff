"""What is asked next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogs.forms.agreement import consent_version
from dialogs.forms.repair import NOW
from dialogs.forms.unanswered import respondent_needed

Slots = Mapping[str, Any]
DOUBTED = {"heads": "headcount"}  # which slot a doubt is about; all others are about what is owed


def next_slot(slots: Slots, domain: Any) -> str | None:
    """The first slot that is neither known nor skipped; None when there is nothing to ask."""
    if slots.get("consent") is False:
        return None
    if slots.get("consent") != consent_version(domain):
        return "consent"
    if slots.get("fixing") == NOW:
        return "fix"
    skipped = slots.get("skipped") or ()
    if (doubted := doubted_slot(slots)) and slots.get(doubted) is None and doubted not in skipped:
        return doubted  # while he remembers what he said
    for slot in domain["forms"]["complaint_form"]["required_slots"][1:]:
        if slot == "fix" and not slots.get("fixing"):
            continue
        if slot == "confirm" and respondent_needed(slots):
            return "employer"
        if slots.get(slot) is None and slot not in skipped:
            return str(slot)
    return None


def doubted_slot(slots: Slots) -> str | None:
    """The slot of which two things were said."""
    doubt = slots.get("doubt")
    return next((DOUBTED.get(kind, "amount_owed") for kind in doubt), None) if doubt else None
