"""What is asked next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogs.forms.account import asks_heads, asks_site
from dialogs.forms.agreement import consent_version
from dialogs.forms.repair import NOW
from dialogs.forms.unanswered import insisted, respondent_needed

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
    if (doubted := doubted_slot(slots)) and is_empty(slots, doubted):
        return doubted  # while he remembers what he said
    if respondent_needed(slots) and not insisted(slots):
        return "employer"  # while it is asked who owes; once more at the end
    asked = (slot for slot in domain["forms"]["complaint_form"]["required_slots"][1:] if is_asked(slots, slot))
    following = next(asked, None)
    if following == "amount_owed" and tells_each(slots) and is_empty(slots, "headcount"):
        return "headcount"  # then the sum is known
    return "employer" if following == "confirm" and respondent_needed(slots) else following


def tells_each(slots: Slots) -> bool:
    """Whether he said what each of them is owed."""
    return bool((slots.get("details") or {}).get("amount_per_person_yuan"))


def is_asked(slots: Slots, slot: str) -> bool:
    """Whether the slot is empty and there is reason to ask for it."""
    reasons = {
        "fix": bool(slots.get("fixing")),
        "headcount": asks_heads(slots),
        "project": asks_site(slots),
        "foreman": not is_at_known_site(slots),
    }
    return is_empty(slots, slot) and reasons.get(slot, True)


def is_at_known_site(slots: Slots) -> bool:
    """Whether those who owe are known from his site's own list, so that nobody's nickname is needed."""
    site = slots.get("site") or {}
    return bool(site.get("employer")) and slots.get("project") == site.get("project")


def is_empty(slots: Slots, slot: str) -> bool:
    """Whether the slot is neither known nor skipped."""
    return slots.get(slot) is None and slot not in (slots.get("skipped") or ())


def doubted_slot(slots: Slots) -> str | None:
    """The slot of which two things were said."""
    doubt = slots.get("doubt")
    if not doubt:
        return None
    return doubt.get("slot") or next(DOUBTED.get(kind, "amount_owed") for kind in doubt)
