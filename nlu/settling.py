"""Makes one account of all the sums and counts in a message, and says where they contradict each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from nlu.amounts import as_text
from nlu.found import Context, Found
from nlu.reading import Conflict
from nlu.roles import Sum
from nlu.workers import Worker

HALF_PAID = re.compile(r"(?:给|发|付|结|拿|领)(?:了|过)?(?:我们?|俺|咱们?)?(?:一半|一多半|半数)")
TIMES = re.compile(r"([两二三四五六七八九十\d]{1,2})[次回]")
DIGITS = {**dict(zip("一二两三四五六七八九十", (1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10), strict=True))}


@dataclass(slots=True)
class Account:
    """Facts as they are settled, by field, with where each was read."""

    facts: dict[str, Found] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)

    def put(self, name: str, value: object, at: Found | Sum, rule: str) -> None:
        start, end = (at.start, at.end) if isinstance(at, Found) else (at.money.start, at.money.end)
        self.facts[name] = Found(name, value, start, end, rule)

    def number(self, name: str) -> Decimal | None:
        found = self.facts.get(name)
        return Decimal(str(found.value)) if found else None


def settle(context: Context, sums: Sequence[Sum], workers: Sequence[Worker], counts: Sequence[Found]) -> Account:
    """All figures of the message: counts first, then rates, then what is agreed, paid and owed."""
    account = Account()
    live = [each for each in sums if not each.dropped and each.role != "none"]
    _counts(context, account, counts)
    _rates(context, account, live)
    if workers:
        _list(account, workers)
    Owed(context, account, live).settle()
    return account


def _counts(context: Context, account: Account, counts: Sequence[Found]) -> None:
    heads = [each for each in counts if each.field == "headcount" and each.weight >= 0.9]
    if heads:
        best = max(heads, key=lambda each: (each.weight, each.start))
        account.put("headcount", best.value, best, best.rule)
    for name, paid in (("months", "paid_months"), ("days_worked", "paid_days")):
        _length(context, account, name, [each for each in counts if each.field in (name, paid)])


def _length(context: Context, account: Account, name: str, counts: Sequence[Found]) -> None:
    """How long, without what was paid: 四个月发过一个月 is three; a rest that is said stands."""
    said = [each for each in counts if each.field == name and each.weight >= 0.9]
    paid = sum((each.value for each in counts if each.field != name), Decimal(0))
    rest = [
        each
        for each in said
        if re.search("(?:还[有差剩欠]|剩下?|最后)[我的]*$", context.text[max(0, each.start - 5) : each.start])
    ]
    whole = [
        each
        for each in said
        if re.search("(?:总共|一共|共|合计|拢共)[是有计]*$", context.text[max(0, each.start - 4) : each.start])
    ]
    if not said:
        return
    best = (rest or whole or [max(said, key=lambda each: each.weight)])[-1]
    value = best.value - (paid if not rest else 0)
    if value > 0:
        account.put(name, as_number(value), best, best.rule)


def as_number(value: Decimal) -> int | float:
    return int(value) if value == int(value) else float(value)


def _rates(context: Context, account: Account, sums: Sequence[Sum]) -> None:
    names = {"daily": "daily_wage_yuan", "monthly": "monthly_wage_yuan", "person": "amount_per_person_yuan"}
    for role, name in names.items():
        said = [each for each in sums if each.role == role and each.money.low > 0]
        values = {each.money.low for each in said}
        if not said or (role == "daily" and len(values) > 1 and context.asked != "daily_wage"):
            continue
        if role == "person" and said[0].money.high:
            continue
        best = said[-1] if context.asked in ("daily_wage", "monthly_wage") else said[0]
        account.put(name, as_text(best.money.low), best, f"money.{best.rule}")


def _list(account: Account, workers: Sequence[Worker]) -> None:
    listed = [{"name": worker.name, "amount_owed_yuan": worker.owed} for worker in workers]
    at = Found("workers", listed, workers[0].start, workers[-1].end, "workers.list")
    account.put("workers", listed, at, at.rule)
    if "headcount" not in account.facts:
        account.put("headcount", len(workers), at, at.rule)


class Owed:
    """What is agreed, paid and owed; a total that is said stands before one that is computed."""

    def __init__(self, context: Context, account: Account, sums: Sequence[Sum]) -> None:
        self.context, self.account, self.sums = context, account, sums
        self.soft = False

    def settle(self) -> None:
        paid = self._paid()
        said = self._said(bool(paid))
        agreed = self._agreed(said, paid)
        if paid is not None:
            self.account.put("amount_paid_yuan", as_text(paid[0]), paid[1], "money.paid")
        if agreed:
            self.account.put("amount_agreed_yuan", as_text(agreed.money.low), agreed, f"money.{agreed.rule}")
        computed = self._computed(agreed, paid[0] if paid else Decimal(0))
        if said:
            self._put_owed(said.money.low, said, f"money.{said.rule}", said.money.high, said.money.approx)
            self._compare(said, computed)
        elif computed and computed[0] > 0:
            self._put_owed(computed[0], computed[1], f"computed.{computed[2]}", None, computed[3])

    def of(self, *roles: str) -> list[Sum]:
        return [each for each in self.sums if each.role in roles and each.money.low > 0]

    def _put_owed(self, value: Decimal, at: Sum | Found, rule: str, high: Decimal | None, approx: bool) -> None:
        self.account.put("amount_owed_yuan", as_text(value), at, rule)
        if high:
            self.account.put("amount_owed_max_yuan", as_text(high), at, rule)
        if approx:
            self.account.put("amount_approx", True, at, rule)

    def _paid(self) -> tuple[Decimal, Sum] | None:
        """Everything already received: a total that is said, else the sum of the parts."""
        paid, each_time = self.of("paid", "part"), self.of("each_time")
        if each_time and (times := TIMES.search(self.context.text)):
            count = int(times[1]) if times[1].isdigit() else DIGITS.get(times[1], 1)
            return each_time[0].money.low * count, each_time[0]
        if not any(each.role == "paid" for each in paid) and not re.search("拿|给|付|发", self.context.text):
            return None
        if not paid:
            return None
        whole = [each for each in paid if each.total]
        if whole:
            return whole[-1].money.low, whole[-1]
        values = {each.money.low: each for each in paid}
        return sum(values, Decimal(0)), paid[0]

    def _said(self, has_paid: bool) -> Sum | None:
        """The sum that is called owed, by the clearest word for it."""
        still, owed = self.of("still"), self.of("owed")
        if still:
            return next((each for each in still if each.total), still[-1])
        if owed:
            return self._one_of(owed)
        partly = has_paid or bool(HALF_PAID.search(self.context.text))
        if partly or self.account.facts.get("workers") and not self.of("total"):
            return None
        for role in ("total", "wages"):
            if said := self.of(role):
                return said[-1]
        if self.of("agreed") or not (unknown := self._unknown()):
            return None
        return unknown[-1]

    def _one_of(self, owed: list[Sum]) -> Sum:
        whole = [each for each in owed if each.total] or self.of("total")
        return whole[-1] if whole else owed[0]

    def _unknown(self) -> list[Sum]:
        """Sums without any cue that may be what is owed."""
        asked = self.context.asked
        if asked == "amount_owed":
            return self.of("unknown")
        if asked not in (None, "confirm"):
            return []
        return [
            each for each in self.of("unknown") if (each.money.marked or each.money.scaled) and each.money.low >= 100
        ]

    def _agreed(self, said: Sum | None, paid: tuple[Decimal, Sum] | None) -> Sum | None:
        agreed = self.of("agreed")
        if agreed:
            return agreed[-1] if not any(each.total for each in agreed) else next(each for each in agreed if each.total)
        if said or not (paid or HALF_PAID.search(self.context.text)):
            return None
        if "daily_wage_yuan" in self.account.facts and "days_worked" in self.account.facts:
            return None
        return next((each for role in ("total", "wages") for each in self.of(role)[-1:]), None) or next(
            iter(self._unknown()), None
        )

    def _computed(self, agreed: Sum | None, paid: Decimal) -> tuple[Decimal, Sum | Found, str, bool] | None:
        """What is owed by arithmetic: value, where from, rule, whether a part was soft."""
        facts = self.account.facts
        if "workers" in facts:
            values = (Decimal(worker["amount_owed_yuan"]) for worker in facts["workers"].value)
            return sum(values, Decimal(0)), facts["workers"], "list", False
        if agreed:
            half = agreed.money.low / 2 if not paid and HALF_PAID.search(self.context.text) else Decimal(0)
            return agreed.money.low - paid - half, agreed, "agreed_less_paid", agreed.money.approx
        heads = self.account.number("headcount") or Decimal(1)
        for rate, length in (("daily_wage_yuan", "days_worked"), ("monthly_wage_yuan", "months")):
            if rate in facts and length in facts:
                each, times = self.account.number(rate), self.account.number(length)
                assert each is not None and times is not None
                return each * times * heads - paid, facts[length], f"{length}_by_rate", self._is_soft(rate, length)
        each = self.account.number("amount_per_person_yuan")
        if each is not None and "headcount" in facts:
            return (
                each * heads - paid,
                facts["amount_per_person_yuan"],
                "heads",
                self._is_soft("amount_per_person_yuan", "headcount"),
            )
        return None

    def _is_soft(self, *names: str) -> bool:
        starts = {self.account.facts[name].start for name in names}
        return any(each.money.approx and each.money.start in starts for each in self.sums) or any(
            self.account.facts[name].rule.endswith("soft") for name in names
        )

    def _compare(self, said: Sum, computed: tuple[Decimal, Sum | Found, str, bool] | None) -> None:
        if not computed or said.money.approx or said.money.high or computed[3] or computed[1] is said:
            return
        value, _, rule, _ = computed
        if (
            value > 0
            and abs(value - said.money.low) > max(value, said.money.low) / 100
            and ("amount_paid_yuan" in self.account.facts or said.money.low > value or rule in ("list", "heads"))
        ):
            self.account.conflicts.append(Conflict("amount_owed_yuan", as_text(said.money.low), as_text(value), rule))
