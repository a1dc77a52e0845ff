"""Tells whose identity number, phone or card a digit string is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nlu.cues import cues
from nlu.digits import Digits
from nlu.found import Context, Found
from nlu.identity import is_valid_id_number

NEAR = 20


def cue(name: str) -> re.Pattern[str]:
    return cues("digit_cues")[name]


def whose(context: Context, digits: Sequence[Digits]) -> list[Found]:
    """id_number with id_valid, phone and bank_card; the last of each when the worker says it anew."""
    found: dict[str, Found] = {}
    for each in digits:
        for fact in _facts(context, each):
            known = found.get(fact.field)
            if known is None or fact.weight >= known.weight:
                found[fact.field] = fact
    return list(found.values())


def _facts(context: Context, digits: Digits) -> Iterator[Found]:
    text = context.text
    before, after = text[max(0, digits.start - NEAR) : digits.start], text[digits.end : digits.end + NEAR]
    if digits.kind == "id" and not (
        len(digits.text) == 15 and not cue("before_id").search(before) and context.asked != "id_number"
    ):
        yield from _identity(digits)
    elif digits.kind in ("phone", "landline"):
        yield from _phone(context, digits, before, after)
    elif digits.kind == "card":
        yield Found("bank_card", digits.text, digits.start, digits.end, "digits.card")


def _identity(digits: Digits) -> Iterator[Found]:
    valid = is_valid_id_number(digits.text)
    yield Found("id_number", digits.text, digits.start, digits.end, "digits.id")
    yield Found("id_valid", valid, digits.start, digits.end, "digits.id")


def _phone(context: Context, digits: Digits, before: str, after: str) -> Iterator[Found]:
    number = digits.text[-11:] if digits.kind == "phone" else digits.text
    own = bool(cue("before_own").search(before) or cue("before_relative").search(before))
    if cue("after_other").match(after):
        return
    if cue("before_other").search(before) and not cue("before_relative").search(before) and context.asked != "phone":
        return
    if digits.kind == "landline" and not (own or context.asked == "phone"):
        return
    yield Found("phone", number, digits.start, digits.end, "digits.phone", 2 if own else 1)
