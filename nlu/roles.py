"""Tells what each sum of money is: owed, paid, agreed, a rate, or none of a complaint's business."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from nlu.amounts import Money
from nlu.cues import cues

LEFT, RIGHT = 28, 18  # characters that may tell
NEXT = "〔"  # stands for the next sum
RANKS = (  # pattern, role, how strongly; the strongest wins
    ("before_none", "none", 3.2),
    ("after_none", "none", 3.0),
    ("before_final", "final", 3.1),
    ("before_each_time", "each_time", 2.9),
    ("before_daily", "daily", 2.8),
    ("before_monthly", "monthly", 2.8),
    ("after_daily", "daily", 2.6),
    ("after_monthly", "monthly", 2.6),
    ("before_person", "person", 2.5),
    ("after_person", "person", 2.45),
    ("after_paid_all", "paid", 2.4),
    ("before_still", "still", 2.3),
    ("after_unpaid", "owed", 2.25),
    ("before_paid", "paid", 2.2),
    ("before_part", "part", 2.1),
    ("before_note", "note", 2.05),
    ("before_owed_near", "owed", 2.0),
    ("before_owed", "owed", 1.9),
    ("after_paid", "paid", 1.8),
    ("before_paid_bare", "paid", 1.75),
    ("after_owed", "owed", 1.7),
    ("before_agreed", "agreed", 1.6),
    ("after_agreed", "agreed", 1.5),
    ("before_net", "net", 0.9),
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
    found, bound = [], 0
    for at, money in enumerate(sums):
        before = text[max(bound, money.start - LEFT) : money.start]
        next_start = sums[at + 1].start if at + 1 < len(sums) else len(text)
        after = text[money.end : min(next_start, money.end + RIGHT)]
        if next_start <= money.end + RIGHT and next_start < len(text):
            after += NEXT
        role, used = _role(money, before, after)
        found.append(role)
        bound = money.end + used
    roles = [each for each in _corrected(text, _joined(text, found)) if is_sum(each)]
    large = any(each.money.low >= 1 for each in roles)
    return [each for each in roles if not (large and _is_nickname(each))]


def _is_nickname(each: Sum) -> bool:
    """季二毛: less than a yuan without a rate beside a real sum is what somebody is called."""
    return each.money.low < 1 and not each.money.arabic and each.role in ("owed", "unknown", "wages", "paid")


def _joined(text: str, sums: list[Sum]) -> list[Sum]:
    """给过八千和五千: a sum without a cue that is joined to what was paid was paid too."""
    result = sums[:1]
    for before, each in pairwise(sums):
        joined = each.role == "unknown" and JOINT.fullmatch(text[before.money.end : each.money.start])
        paid = joined and result[-1].role == "paid"
        result.append(Sum(each.money, "paid", result[-1].rule, result[-1].strength, each.total) if paid else each)
    return result


JOINT = re.compile(
    "(?:块|元)?(?:[和跟、]|还有|加上?|,(?:再|另外|又)?(?:现金|微信|支付宝|卡里|卡上|转账)(?:给|转|打)?(?:了)?)"
)


def is_sum(each: Sum) -> bool:
    """Whether a number is money at all: a bare 三 or 2024 is none, 一天七十 is."""
    money = each.money
    if not money.plain:
        return True
    if each.role in ("daily", "monthly"):
        return money.low >= 10
    if not money.arabic or money.low < 100:
        return False
    return each.strength >= 1 or not 1950 <= money.low <= 2035


def _role(money: Money, before: str, after: str) -> tuple[Sum, int]:
    """A sum's role, and how much of the text behind it says so."""
    patterns = cues("money_cues")
    total = bool(patterns["before_total"].search(before))
    for name, role, strength in RANKS:
        behind = name.startswith("after")
        found = patterns[name].match(after) if behind else patterns[name].search(before)
        if found and name == "after_none" and _is_the_next(before, after, found.end()):
            continue
        if found:
            if role in ("daily", "monthly") and LIVING.match(after):
                role = "none"
            elif role == "none" and BORROWED.search(before) and LIVING.match(after):
                role = "paid"
            return Sum(money, role, name, strength, total), found.end() if behind and strength > 2 else 0
    if PIECE.match(after):
        return Sum(money, "piece", "after_piece", 1.0, total), 0
    return Sum(money, "unknown", "no_cue", 0.0, total), 0


def _is_the_next(before: str, after: str, end: int) -> bool:
    """工资八千押金一千: the word behind the wages belongs to the next sum."""
    return after[end:].lstrip("是有 ").startswith(NEXT) and bool(WAGES.search(before))


WAGES = re.compile("(?:工资|工钱|薪水|人工费?|工子)(?:是|有|欠|还|我|共|一共)*$")
PIECE = re.compile(r"(?:块|元)?一个(?:$|[,。 ])")
LIVING = re.compile("(?:块|元|钱)*的?生活费")
BORROWED = re.compile("借(?:了|过|支)?$")
TAKEN_BACK_BEFORE = re.compile(
    r"(?:不|唔)(?:是|系)(?:[一-龥]{0,3})$|没有?说.{0,3}$|说成了?$|写成了?$|当成了?$|填成了?$"
)
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
        if other >= 0 and result[other].strength < 1:
            role = each.role if each.strength >= 1 else "owed"
            result[other] = Sum(sums[other].money, role, "corrected", 1.9, sums[other].total)
    return result
