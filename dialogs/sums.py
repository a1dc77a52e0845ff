"""What is owed, worked out from what he told: days by rate, months by wage, heads by share, agreed less paid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from nlu.amounts import as_text

Slots = Mapping[str, Any]
BY_RATE = (("daily_wage_yuan", "days_worked", "days"), ("monthly_wage_yuan", "months", "months"))
CLOSE = Decimal("0.01")  # sums that differ by less are one


@dataclass(frozen=True, slots=True)
class Sum:
    """A total and what of it came already; `kind` names the text that tells how it was reached."""

    kind: str
    total: Decimal
    paid: Decimal
    values: Mapping[str, Any]

    @property
    def owed(self) -> str:
        return as_text(self.total - self.paid)


def worked_out(slots: Slots) -> Sum | None:
    """The sum that the slots give, None where something is missing or nothing would be left."""
    if len(ledger := (slots.get("account") or {}).get("ledger") or {}) > 1:
        return Sum("ledger", sum(map(Decimal, ledger.values()), Decimal(0)), Decimal(0), {"headcount": 1})
    details = dict(slots.get("details") or {})
    period = slots.get("period") or {}
    known = {**details, **{name: period[name] for name in ("months", "days_worked") if period.get(name)}}
    if "months" not in known and (months := whole_months(period)):
        known["months"] = months
    heads = int(slots.get("headcount") or 1)
    paid = Decimal(str(known.get("amount_paid_yuan") or 0))
    found = next((one for one in _totals(known, heads) if one[1] > paid), None)
    return Sum(found[0], found[1], paid, {**known, "headcount": heads}) if found else None


def _totals(known: Slots, heads: int) -> Iterator[tuple[str, Decimal]]:
    if known.get("workers"):
        return  # a list has its own sum
    if known.get("amount_agreed_yuan") and known.get("amount_paid_yuan"):
        yield "agreed", Decimal(known["amount_agreed_yuan"])
    for rate, length, kind in BY_RATE:
        if known.get(rate) and known.get(length):
            yield kind, Decimal(known[rate]) * Decimal(str(known[length])) * heads
    if known.get("amount_per_person_yuan") and heads > 1:
        yield "heads", Decimal(known["amount_per_person_yuan"]) * heads


def whole_months(period: Slots) -> int | None:
    """How many months a period has that begins and ends with one."""
    if not (period.get("period_start") and period.get("period_end")):
        return None
    start, end = date.fromisoformat(period["period_start"]), date.fromisoformat(period["period_end"])
    if start.day != 1 or (end + timedelta(days=1)).day != 1 or end < start:
        return None
    return (end.year - start.year) * 12 + end.month - start.month + 1


def same(one: str, other: str) -> bool:
    """Whether two sums are one, small change aside."""
    a, b = Decimal(one), Decimal(other)
    return abs(a - b) <= max(a, b) * CLOSE


def contradicts(amount: Slots, found: Sum) -> bool:
    """Whether what was said cannot be what was worked out; less than that may simply have been paid in part."""
    if (
        amount.get("amount_approx")
        or amount.get("amount_owed_max_yuan")
        or same(amount["amount_owed_yuan"], found.owed)
    ):
        return False
    return bool(found.paid) or Decimal(amount["amount_owed_yuan"]) > Decimal(found.owed)
