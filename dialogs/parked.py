"""Several complaints that are being made at once: one is open, the others lie aside, each as it was left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogs.choosing import PUT_AWAY, SLOT
from dialogs.facts import DRAFT

Slots = Mapping[str, Any]
MOST = 4  # beside the open one; more than that nobody keeps apart


def drafts_in(slots: Slots) -> list[dict[str, Any]]:
    """All unfinished complaints with their slots, the open one first."""
    current = [_taken_out(slots)] if slots.get("draft_id") else []
    return [*current, *(slots.get("parked") or ())]


def parked_away(slots: Slots) -> dict[str, Any]:
    """The slots after the open one was put beside the others."""
    if not slots.get("draft_id"):
        return {}
    cleared = {name: None for name in DRAFT if slots.get(name) is not None}
    return {**cleared, "parked": [_taken_out(slots), *(slots.get("parked") or ())]}


def taken_up(slots: Slots, draft_id: str) -> dict[str, Any]:
    """The slots after that one was opened; whichever was open lies aside now. Nothing when there is no such one."""
    wanted = next((one for one in slots.get("parked") or () if one.get("draft_id") == draft_id), None)
    if wanted is None:
        return {}
    values = parked_away(slots)
    parked = values.get("parked") or slots.get("parked") or ()
    rest = [one for one in parked if one.get("draft_id") != draft_id]
    return {**values, **wanted, "parked": rest or None}


def without(slots: Slots, draft_id: str) -> dict[str, Any]:
    """All slots, that unfinished complaint left out, and the lists that may tell of it."""
    rest = [one for one in slots.get("parked") or () if one.get("draft_id") != draft_id]
    kept = {name: value for name, value in slots.items() if name not in ("parked", SLOT, PUT_AWAY)}
    if slots.get("draft_id") == draft_id:
        kept = {name: value for name, value in kept.items() if name not in (*DRAFT, "requested_slot")}
    return {**kept, **({"parked": rest} if rest else {})}


def _taken_out(slots: Slots) -> dict[str, Any]:
    return {name: slots[name] for name in DRAFT if slots.get(name) is not None}
