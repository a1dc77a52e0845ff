"""Puts lists of workers that come in several messages together, with the sum and the head count of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from rasa_sdk.interfaces import Tracker

from dialogs.forms.hearing import reading_of
from dialogs.said import Said
from nlu.amounts import as_text

Facts = Mapping[str, Any]
RESPONDENT = ("employer", "foreman", "project")
Workers = Sequence[Mapping[str, Any]]


def together(known: Workers, said: Workers) -> list[dict[str, Any]]:
    """All workers, each once; what is said of one now takes the place of what was said before."""
    named = {str(one.get("name")): dict(one) for one in known}
    for one in said:
        name = str(one.get("name"))
        named[name] = {**named.get(name, {}), **one}
    return list(named.values())


def with_listed(known: Facts, said: Facts) -> dict[str, Any]:
    """The facts of a message with those that its list changes; unchanged when there was no list before, or is none now.

    A total that was said by itself stays until the list passes it.
    """
    before, now = known.get("workers") or (), said.get("workers") or ()
    if not before or not now:
        return dict(said)
    workers = together(before, now)
    total, stated = sum_of(workers), known.get("amount_owed_yuan")
    follows = stated is None or Decimal(str(stated)) == sum_of(before) or total > Decimal(str(stated))
    people = max(len(workers), int(known.get("headcount") or 0))
    amount = as_text(total) if follows else str(stated)
    return {**said, "workers": workers, "amount_owed_yuan": amount, "headcount": people}


def sum_of(workers: Workers) -> Decimal:
    """What they are owed together, as far as it was said."""
    return sum((Decimal(str(one["amount_owed_yuan"])) for one in workers if one.get("amount_owed_yuan")), Decimal(0))


def heard_as(said: Said, slots: Facts) -> str:
    """The message's intent; bare names and sums of who has filed are news of that complaint, and no other one."""
    entities = said.reading.entities if said.reading else {}
    is_bare = bool(entities.get("workers")) and not any(entities.get(name) for name in RESPONDENT)
    only_filed = bool(slots.get("case_number")) and not slots.get("draft_id")
    return "provide_info" if said.intent == "report_arrears" and is_bare and only_filed else said.intent


def extend(tracker: Tracker) -> None:
    """A list beside the one that the draft has is heard as the whole of both, and as meant so."""
    reading, slots = reading_of(tracker), tracker.slots
    details, amount = slots.get("details") or {}, slots.get("amount_owed") or {}
    if not (details.get("workers") and reading.entities.get("workers")):
        return
    known = {**details, "amount_owed_yuan": amount.get("amount_owed_yuan"), "headcount": slots.get("headcount")}
    whole = with_listed(known, reading.entities)
    tracker.latest_message["reading"] = replace(reading, intent="correct_info", entities=whole, conflicts=())
