"""Holds the sums of a message by what they are, and tells how they stand to each other."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nlu.found import Context
from nlu.roles import Sum

CLAUSE = re.compile("[,。;!? ]")
HALF_PAID = re.compile(r"(?:给|发|付|结|拿|领)(?:了|过)?(?:我们?|俺|咱们?)?(?:一半|一多半|半数)")
MONEY_SPOKEN_OF = re.compile(
    r"工资|工钱|钱|薪|欠|金额|数目|数额|结账|工子|人工|💰|改成|应该是|^(?:不对|不是|错了?|搞错|写错|打错|说错|记错)"
)
PAID_BACK = re.compile(r"还(?:了|过)")
REST_LEFT = re.compile(r"剩下?的|余下的|下剩的|其余|其他的")
STORY = 8  # characters before a number that tell what it is about
SAME_BREATH = 8  # characters between a debt and what was paid of it


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums of a message that matter, by role."""

    context: Context
    all: Sequence[Sum]
    by_role: Mapping[str, Sequence[Sum]]

    def of(self, *roles: str) -> list[Sum]:
        """The sums of these roles, in order."""
        found = [each for role in roles for each in self.by_role.get(role, ())]
        return sorted(found, key=lambda each: each.money.start) if len(roles) > 1 else found

    def unknown(self) -> list[Sum]:
        """Sums without a cue that may be what is owed: any when that is asked, else those that look like money."""
        asked, unknown = self.context.asked, self.of("unknown")
        if asked == "amount_owed":
            return unknown
        if asked not in (None, "confirm"):
            return []
        spoken_of = bool(MONEY_SPOKEN_OF.search(self.context.text))
        return [
            each
            for each in unknown
            if each.money.low >= (500 if each.money.plain else 100)
            and (spoken_of or not each.money.plain or self._stands_alone(each))
        ]

    def _stands_alone(self, each: Sum) -> bool:
        """杀鱼的，老板姓何，4600: a number that is a clause by itself, behind a story."""
        text, start, end = self.context.text, each.money.start, each.money.end
        return (
            start >= STORY
            and bool(CLAUSE.match(text[start - 1]))
            and (end == len(text) or bool(CLAUSE.match(text[end])))
        )

    def was_reduced(self, owed: Sum) -> bool:
        """欠我两万，后来还了五千: the debt was paid back in part, and no other rest is said."""
        later = [each for each in self.of("paid") if each.money.start > owed.money.end]
        if not later:
            half = HALF_PAID.search(self.context.text, owed.money.end, owed.money.end + SAME_BREATH)
            return bool(half) and not self.of("still")
        text = self.context.text
        between = text[owed.money.end : later[0].money.start]
        if len(between) <= SAME_BREATH and not CLAUSE.search(between):
            return True
        return bool(PAID_BACK.search(between) or REST_LEFT.search(text[later[-1].money.end :]))

    def is_part(self, net: Sum) -> bool:
        """Whether a larger sum is said before what came to hand."""
        whole = self.of("agreed", "total", "wages", "note", "unknown")
        return any(each.money.low > net.money.low and each.money.start < net.money.start for each in whole)

    def is_paid_rate(self, net: Sum) -> bool:
        """月薪一万实际到手七千: what comes to hand of a rate is no debt."""
        rates = self.of("monthly", "daily")
        return any(0 <= net.money.start - each.money.end <= SAME_BREATH + 4 for each in rates)

    @property
    def half_paid(self) -> bool:
        return bool(HALF_PAID.search(self.context.text))


def by_role(context: Context, sums: Sequence[Sum]) -> Sums:
    """The sums above nothing, sorted by role."""
    found: dict[str, list[Sum]] = {}
    for each in sums:
        if each.money.low > 0:
            found.setdefault(each.role, []).append(each)
    return Sums(context, sums, found)
