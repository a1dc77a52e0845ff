"""The sum is worked out together: which part of it is still missing, and the bare number that tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rasa_sdk.interfaces import Tracker

from dialogs.forms.hearing import asked_slot, plain, reading_of
from dialogs.sums import whole_months

Slots = Mapping[str, Any]
PARTS = {  # what is known of a rate and its length; what is missing; the most that it can be
    "days": ("daily_wage_yuan", "days_worked", 400),
    "months": ("monthly_wage_yuan", "months", 36),
    "rate": ("days_worked", "daily_wage_yuan", 3000),
}


def missing_part(slots: Slots) -> str | None:
    """Which part would give the sum: his days, his months, or what he earns a day; None where no sum is begun."""
    details = {**(slots.get("details") or {}), **(slots.get("period") or {})}
    if slots.get("amount_owed") is not None or slots.get("doubt") or details.get("amount_per_person_yuan"):
        return None
    if details.get("monthly_wage_yuan") and whole_months(details):
        return None
    return next(
        (part for part, (known, wanted, _) in PARTS.items() if details.get(known) and not details.get(wanted)), None
    )


def read_part(tracker: Tracker) -> None:
    """Takes a bare number for the part that was asked for."""
    part, words = missing_part(tracker.slots), plain(reading_of(tracker).text)
    if asked_slot(tracker) != "amount_owed" or part is None or not (words.isascii() and words.isdigit()):
        return
    _, wanted, most = PARTS[part]
    if 0 < int(words[:9]) <= most:
        value: Any = words if part == "rate" else int(words)
        reading = replace(reading_of(tracker), intent="provide_info", confidence=1.0, entities={wanted: value})
        tracker.latest_message["reading"] = reading
