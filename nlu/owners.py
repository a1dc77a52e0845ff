"""Tells whose identity number, phone or card a digit string is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from nlu.cues import cues
from nlu.digits import Digits
from nlu.found import Context, Found
from nlu.identity import is_valid_id_number

NEAR = 20
OF_HIM = re.compile(r"[他她]的?(?:手机|电话|号码?|联系方式)?[是:,]?$")
MINE = re.compile("我|俺|咱|本人|自己")
OF_OTHERS = frozenset({"foreman", "employer"})  # questions that are answered with the number of somebody else
SHORTEST_WRONG_ID = 10


def cue(name: str) -> re.Pattern[str]:
    return cues("digit_cues")[name]


def whose(context: Context, digits: Sequence[Digits]) -> list[Found]:
    """id_number with id_valid, phone and bank_card; the last of each when the worker says it anew."""
    found: dict[str, Found] = {}
    for each in _with_wrong_ids(context, digits):
        for fact in _facts(context, each):
            known = found.get(fact.field)
            if known is None or fact.weight >= known.weight:
                found[fact.field] = fact
    return list(found.values())


def _with_wrong_ids(context: Context, digits: Sequence[Digits]) -> Iterator[Digits]:
    """Strings that are nothing by their form are wrong identity numbers, or cards, where such a number is told."""
    has_id = any(each.kind == "id" for each in digits)
    for each in digits:
        before = context.text[max(0, each.start - NEAR) : each.start]
        told = context.asked == "id_number" or cue("before_id").search(before)
        if each.kind != "other":
            yield each
        elif told and len(each.text) >= SHORTEST_WRONG_ID and not has_id:
            yield replace(each, kind="id")
        elif 16 <= len(each.text) <= 19 and cue("before_card").search(before):
            yield replace(each, kind="card")


def _facts(context: Context, digits: Digits) -> Iterator[Found]:
    text, at = context.text, (digits.start, digits.end)
    before, after = text[max(0, digits.start - NEAR) : digits.start], text[digits.end : digits.end + NEAR]
    if digits.kind == "id":
        yield Found("id_number", digits.text, *at, "digits.id")
        yield Found("id_valid", is_valid_id_number(digits.text), *at, "digits.id")
    elif digits.kind == "card":
        yield Found("bank_card", digits.text, *at, "digits.card")
    elif weight := _own(context, digits, before, after):
        number = digits.text[-11:] if digits.kind == "phone" else digits.text
        yield Found("phone", number, *at, f"digits.{digits.kind}", weight)


def _own(context: Context, digits: Digits, before: str, after: str) -> float:
    """How surely a phone is the worker's own: 0 for the boss's, 2 where he says so."""
    if cue("denied").search(before):
        return 0
    proxy = bool(cue("proxy").search(context.text))
    if proxy and cue("before_speaker").search(before):
        return 0
    relative = bool(cue("before_relative").search(before)) or (proxy and bool(OF_HIM.search(before)))
    if cue("after_other").match(after) or (cue("before_other").search(before) and not relative):
        return 0
    if cue("after_him").match(after) and not cue("kin").search(before):
        return 0
    own = relative or bool(cue("before_own").search(before))
    if context.asked in OF_OTHERS and not (relative or MINE.search(before)):
        return 0
    if digits.kind == "landline" and not (own or context.asked == "phone"):
        return 0
    return 2 if own else 1
