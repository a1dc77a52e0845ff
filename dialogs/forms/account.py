"""What his account shows beside the facts, so that what it leaves no doubt about is not asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from nlu.normalise import normalise
from nlu.reading import Reading

Slots = Mapping[str, Any]
HEADS, SITE, ABSENT = "heads", "site", "absent"  # the keys of the slot `account`
SEVERAL, SUPPOSED = "several", "supposed"  # `heads`: others are owed too, or he was taken to be the only one
NO_SITE = "none"
MOST_FOR_ONE = Decimal(60_000)  # yuan; more than a man earns in most of a year may be owed to several
FOR_OTHERS = ("amount_per_person_yuan", "workers")  # who says these speaks of several


def shown(reading: Reading, domain: Any) -> dict[str, str]:
    """What the message shows: that he does not speak for himself alone, or that the work was on no building site."""
    words = normalise(reading.text).text
    found = {}
    if any(reading.entities.get(name) for name in FOR_OTHERS) or _says("headcount", "several", words, domain):
        found[HEADS] = SEVERAL
    if _says("project", "elsewhere", words, domain) and not _says("project", "building", words, domain):
        found[SITE] = NO_SITE
    return found


def _says(slot: str, kind: str, words: str, domain: Any) -> bool:
    return bool(re.search(domain["responses"][f"utter_ask_{slot}"][0]["metadata"][kind], words))


def account_with(slots: Slots, found: Mapping[str, str]) -> dict[str, Any] | None:
    """The account with what a message shows; what is known of a site is not overruled."""
    account = {**(slots.get("account") or {}), **found}
    if slots.get("project") is not None:
        account.pop(SITE, None)
    return account or None


def asks_heads(slots: Slots) -> bool:
    """Whether he has to be asked how many are owed: where his words, or the sum, show more than one."""
    amount = (slots.get("amount_owed") or {}).get("amount_owed_yuan") or 0
    return (slots.get("account") or {}).get(HEADS) == SEVERAL or Decimal(amount) > MOST_FOR_ONE


def asks_site(slots: Slots) -> bool:
    """Whether there may be a site to ask for."""
    return (slots.get("account") or {}).get(SITE) != NO_SITE


def suppose(slots: dict[str, Any], following: str | None) -> None:
    """One who spoke of nobody but himself is taken to be the only one; the read-back shows it before he says yes."""
    if following != "confirm" or slots.get("headcount") is not None or asks_heads(slots):
        return
    if "headcount" not in (slots.get("skipped") or ()):
        slots["headcount"] = 1
        slots["account"] = {**(slots.get("account") or {}), HEADS: SUPPOSED}


def account_without(slots: Slots, slot: str) -> dict[str, Any]:
    """The account with a thing that there is not, as he says."""
    account = slots.get("account") or {}
    return {**account, ABSENT: list(dict.fromkeys([*(account.get(ABSENT) or ()), slot]))}


def may_be_added(slots: Slots, slot: str) -> bool:
    """Whether a slot that is empty is one that he could still tell."""
    return slot not in ((slots.get("account") or {}).get(ABSENT) or ()) and (slot != "project" or asks_site(slots))


def is_supposed(slots: Slots) -> bool:
    """Whether the number of people is what was supposed, and not said."""
    return slots.get("headcount") == 1 and (slots.get("account") or {}).get(HEADS) == SUPPOSED
