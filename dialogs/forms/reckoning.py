"""Keeps the sum that is owed and what it is made of in step: proposes it, carries a correction on, names two sums."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from rasa_sdk.interfaces import Tracker

from dialogs.facts import details_of
from dialogs.forms.hearing import Slots, asked_slot, intent_of, reading_of
from dialogs.forms.ledger import has_ledger, ledger_of, period_of
from dialogs.forms.order import doubted_slot
from dialogs.sums import contradicts, same, worked_out
from nlu.amounts import as_text

TOLD = "sum"  # in `told`: the sum was proposed, or held against what he said, and is not again
PAID = "amount_paid_yuan"
ANEW = frozenset({"correct_info", "paid_update"})


def details_with(tracker: Tracker) -> dict[str, Any]:
    """The details with those of the message; what is known already changes only when he means to change it."""
    known = dict(tracker.slots.get("details") or {})
    said = details_of(reading_of(tracker).entities)
    if (rest := tracker.slots.get("doubt") or {}).get("paid") and rest["paid"] == said.get("amount_paid_yuan"):
        return {**known, "amount_paid_yuan": as_text(Decimal(rest["paid"]) + Decimal(known.get(PAID) or 0))}
    if intent_of(tracker) in ANEW or asked_slot(tracker) in ("amount_owed", "fix", "confirm"):
        return {**known, **said}
    return {**said, **known}


def reckon(before: Mapping[str, Any], slots: Slots) -> None:
    """Changes the slots `amount_owed`, `doubt` and `told` where the parts of the sum say so."""
    told = list(slots.get("told") or ())
    if has_ledger(slots) and ledger_of(slots) != ledger_of(before):
        slots["period"] = period_of(ledger_of(slots))
        if not carried_on(before, slots) and (found := worked_out(slots)):
            slots["amount_owed"], slots["doubt"] = None, {"sum": found.owed}
        return
    if "sum" in (slots.get("doubt") or {}) and (found := worked_out(slots)) and found.owed != slots["doubt"]["sum"]:
        slots["doubt"] = {"sum": found.owed}  # he told more of it instead of saying yes
        return
    if doubted_slot(before) == "amount_owed":  # he has just been asked about his sums
        slots["told"] = list(dict.fromkeys([*told, TOLD]))
    elif carried_on(before, slots) or TOLD in told or slots.get("doubt"):
        return
    elif doubt := new_doubt(slots):
        slots["told"] = [*told, TOLD]
        slots["amount_owed"], slots["doubt"] = None, doubt


def part_the_wages(slots: Slots) -> None:
    """Asks what of a sum is wages, where he spoke of works money; changes `amount_owed` and `doubt`."""
    amount = slots.get("amount_owed")
    if amount and not slots.get("doubt"):
        slots["amount_owed"], slots["doubt"] = None, {"works": amount}


def carried_on(before: Mapping[str, Any], slots: Slots) -> bool:
    """Whether the sum followed its parts: eight men instead of seven, each the same."""
    amount = slots.get("amount_owed")
    if not amount or amount != before.get("amount_owed"):
        return False
    was, now = worked_out(before), worked_out(slots)
    if not (was and now and same(amount["amount_owed_yuan"], was.owed)) or same(was.owed, now.owed):
        return False
    slots["amount_owed"] = {**amount, "amount_owed_yuan": now.owed}
    return True


def new_doubt(slots: Mapping[str, Any]) -> Slots | None:
    """The sum to be confirmed where none was said, or the two that contradict each other."""
    amount, found = slots.get("amount_owed"), worked_out(slots)
    if found is None or slots.get("consent") is False:
        return None
    if amount is None:
        return None if "amount_owed" in (slots.get("skipped") or ()) else {"sum": found.owed}
    if contradicts(amount, found):
        return {"first": amount["amount_owed_yuan"], "second": found.owed}
    return None
