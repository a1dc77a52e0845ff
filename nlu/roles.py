"""Tells what each sum of money is: owed, paid, agreed, a rate, or none of a complaint's business."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nlu.amounts import Money
from nlu.cues import cues

LEFT, RIGHT = 28, 18  # characters that may tell
RANKS = (  # pattern, role, how strongly; the strongest wins
    ("before_none", "none", 3.2),
    ("after_none", "none", 3.0),
    ("before_each_time", "each_time", 2.9),
    ("before_daily", "daily", 2.8),
    ("before_monthly", "monthly", 2.8),
    ("after_daily", "daily", 2.6),
    ("after_monthly", "monthly", 2.6),
    ("before_person", "person", 2.5),
    ("after_person", "person", 2.45),
    ("before_still", "still", 2.3),
    ("before_paid", "paid", 2.2),
    ("before_part", "part", 2.1),
    ("before_owed_near", "owed", 2.0),
    ("before_owed", "owed", 1.9),
    ("after_paid", "paid", 1.8),
    ("after_owed", "owed", 1.7),
    ("before_agreed", "agreed", 1.6),
    ("after_agreed", "agreed", 1.5),
    ("before_total", "total", 0.8),
    ("after_wages", "wages", 0.7),
    ("before_wages", "wages", 0.6),
)


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum with its role and the pattern that gave it; `total` when it was said to be all together."""

    money: Money
    role: str
    rule: str
    strength: float
    total: bool = False
    dropped: bool = False


def find_roles(text: str, sums: Sequence[Money]) -> list[Sum]:
    """Each sum with its role; `unknown` for those without a cue, `dropped` for those taken back."""
    found = []
    for at, money in enumerate(sums):
        before = text[max(sums[at - 1].end if at else 0, money.start - LEFT) : money.start]
        after = text[money.end : min(sums[at + 1].start if at + 1 < len(sums) else len(text), money.end + RIGHT)]
        found.append(_role(money, before, after))
    return _corrected(text, found)


def _role(money: Money, before: str, after: str) -> Sum:
    patterns = cues("money_cues")
    total = bool(patterns["before_total"].search(before))
    for name, role, strength in RANKS:
        side = before if name.startswith("before") else after
        if patterns[name].search(side) if side is before else patterns[name].match(side):
            if role in ("daily", "monthly") and LIVING.match(after):
                role = "none"
            return Sum(money, role, name, strength, total)
    return Sum(money, "unknown", "no_cue", 0.0, total)


LIVING = re.compile("(?:块|元|钱)*的?生活费")
TAKEN_BACK_BEFORE = re.compile(r"(?:不|唔)(?:是|系)(?:[一-龥]{0,3})$|说成了?$|写成了?$|当成了?$|填成了?$")
TAKEN_BACK_AFTER = re.compile(r"(?:块|元|钱)?,? ?(?:不对|是错的|错了|写错|说错|搞错|记错)")


def _corrected(text: str, sums: list[Sum]) -> list[Sum]:
    """不是两万四，是两万六: the one taken back gives its role to the other."""
    result = list(sums)
    for at, each in enumerate(sums):
        before, after = text[max(0, each.money.start - 6) : each.money.start], text[each.money.end : each.money.end + 8]
        if not (TAKEN_BACK_BEFORE.search(before) or TAKEN_BACK_AFTER.match(after)):
            continue
        result[at] = Sum(each.money, each.role, each.rule, each.strength, each.total, dropped=True)
        other = at + 1 if at + 1 < len(sums) else at - 1
        if other >= 0 and result[other].strength < 1 and each.strength >= 1:
            result[other] = Sum(sums[other].money, each.role, "corrected", each.strength, sums[other].total)
    return result
