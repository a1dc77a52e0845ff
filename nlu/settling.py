"""Makes one account of all the sums and counts in a message, and says where they contradict each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from nlu.account import Account
from nlu.amounts import as_text
from nlu.found import Context, Found
from nlu.owed import settle_owed
from nlu.roles import Sum
from nlu.workers import Worker

DUE = re.compile("应该?|该[发给拿]|说好|讲好|谈好|合同|合约|约定")
RAISED = re.compile("转正|转为|涨|加到|升|调到")
CHANGED = re.compile("后来|后头|改成|改为|现在|其实|不对")


def settle(context: Context, sums: Sequence[Sum], workers: Sequence[Worker], counts: Sequence[Found]) -> Account:
    """All figures of the message: counts first, then rates, then what is agreed, paid and owed."""
    account = Account()
    live = [each for each in sums if not each.dropped and each.role != "none"]
    _counts(context, account, counts)
    _rates(context, account, live)
    _named_months(account, counts)
    if workers:
        _list(account, workers)
    settle_owed(context, account, live)
    return account


def _counts(context: Context, account: Account, counts: Sequence[Found]) -> None:
    heads = [each for each in counts if each.field == "headcount" and each.weight >= 0.85]
    if heads:
        best = max(heads, key=lambda each: (each.weight, each.start))
        account.put("headcount", best.value, best, best.rule)
    for name, paid in (("months", "paid_months"), ("days_worked", "paid_days")):
        _length(context, account, name, [each for each in counts if each.field in (name, paid)])


def _length(context: Context, account: Account, name: str, counts: Sequence[Found]) -> None:
    """How long, without what was paid: 四个月发过一个月 is three; a rest that is said stands."""
    said = [each for each in counts if each.field == name and each.weight >= 0.85]
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
    by_month = [each for each in said if "\0" in context.text[max(0, each.start - 3) : each.start]]
    if len(by_month) > 1 and not whole:
        total = sum((each.value for each in by_month), Decimal(0))
        account.put(name, as_number(total - paid), by_month[0], f"{name}.by_month")
        return
    most = max(each.value for each in said)
    rest = rest or [each for each in said if paid and each.value == most - paid]
    best = (rest or whole or [max(said, key=lambda each: each.weight)])[-1]
    value = best.value - (paid if not rest else 0)
    if value > 0:
        account.put(name, as_number(value), best, best.rule)


def _named_months(account: Account, counts: Sequence[Found]) -> None:
    """With a monthly wage to multiply, months that were only named count too, and a length without a cue."""
    if "months" in account.facts or "monthly_wage_yuan" not in account.facts:
        return
    named = [each for each in counts if each.field == "named_months"]
    weak = [each for each in counts if each.field == "months" and each.weight >= 0.5]
    paid = sum((each.value for each in counts if each.field == "paid_months"), Decimal(0))
    for each in (weak or named)[-1:]:
        account.put("months", as_number(Decimal(each.value) - paid), each, each.rule)


def as_number(value: Decimal) -> int | float:
    return int(value) if value == int(value) else float(value)


def _rates(context: Context, account: Account, sums: Sequence[Sum]) -> None:
    names = {"daily": "daily_wage_yuan", "monthly": "monthly_wage_yuan", "person": "amount_per_person_yuan"}
    for role, name in names.items():
        said = [each for each in sums if each.role == role and each.money.low > 0]
        if not said and context.asked == f"{role}_wage":
            said = [each for each in sums if each.role in ("unknown", "wages", "agreed", "piece", "total")]
            said = said[-1:] if CHANGED.search(context.text) else said[:1]
        if not said and role == "daily" and "days_worked" in account.facts:
            said = [each for each in sums if each.role == "piece"]
        if context.asked == f"{role}_wage" and (final := [each for each in sums if each.role == "final"]):
            said = final
        values = {each.money.low for each in said}
        if not said or (role == "daily" and len(values) > 1 and context.asked != "daily_wage"):
            continue
        if role == "person" and said[0].money.high:
            continue
        best = _best_rate(context, said)
        account.put(name, as_text(best.money.low), best, f"money.{best.rule}")


def _best_rate(context: Context, said: Sequence[Sum]) -> Sum:
    """Of several rates the one that was agreed, or that came later; else the first."""
    if context.asked in ("daily_wage", "monthly_wage"):
        return said[-1]
    text = context.text
    due = [each for each in said if DUE.search(text[max(0, each.money.start - 8) : each.money.start])]
    raised = RAISED.search(text[said[0].money.end : said[-1].money.start])
    return next(iter(due), said[-1] if raised else said[0])


def _list(account: Account, workers: Sequence[Worker]) -> None:
    listed = [{"name": worker.name, "amount_owed_yuan": worker.owed} for worker in workers]
    at = Found("workers", listed, workers[0].start, workers[-1].end, "workers.list")
    account.put("workers", listed, at, at.rule)
    if "headcount" not in account.facts:
        account.put("headcount", len(workers), at, at.rule)
