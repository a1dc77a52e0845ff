"""Works out what is agreed, paid and owed: a total that is said stands before one that is computed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from nlu.account import Account
from nlu.amounts import as_text
from nlu.found import Context, Found
from nlu.reading import Conflict
from nlu.roles import Sum
from nlu.sums import Sums, by_role

SMALL = 1000  # yuan that are no wage for several days
TIMES = re.compile(r"([两二三四五六七八九十\d]{1,2})[次回]")
COUNTS = dict(zip("一二两三四五六七八九十", (1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10), strict=True))
PLUS = re.compile(r" ?[+＋] ?")
RATES = (("daily_wage_yuan", "days_worked"), ("monthly_wage_yuan", "months"))
LEFT_OF_IT = re.compile(r",? ?(?:还|就|只|现在|,){0,3}(?:剩下?|差|欠)(?:我们?)?")
PERSON = re.compile(
    "(?:^|[,。;、 ])((?:我|俺)?(?:媳妇|老婆|婆娘|老公|男人|对象|弟弟?|哥哥?|爸|爹|妈|娘|儿子|女儿|姐姐?|妹妹?)|[我俺他她]|老[大二三四])"
    "(?:的|是|欠|还欠|差|那份)?$"
)
REVISED = re.compile("不对|其实|应该|才|认|说|后来|就是|等于|变成|还")
ASKED_RATES = ("daily_wage", "monthly_wage")


@dataclass(frozen=True, slots=True)
class Computed:
    """A sum by arithmetic, where its parts stand, by which rule, and whether a part was soft."""

    value: Decimal
    at: Sum | Found
    rule: str
    soft: bool = False


def settle_owed(context: Context, account: Account, all_sums: Sequence[Sum]) -> None:
    """Puts amount_paid, amount_agreed and amount_owed into the account, with their contradiction if there is one."""
    if context.asked in ASKED_RATES:
        return
    sums = by_role(context, all_sums)
    paid = _paid(sums)
    said = _said(sums, paid is not None, account)
    agreed = _agreed(sums, said, paid, account)
    if paid:
        account.put("amount_paid_yuan", as_text(paid.value), paid.at, paid.rule)
    if agreed and _is_more(agreed, said, paid, sums):
        account.put("amount_agreed_yuan", as_text(agreed.money.low), agreed, f"money.{agreed.rule}")
    if agreed and not paid and sums.half_paid:
        half = agreed.money.low / 2
        account.put("amount_paid_yuan", as_text(half), agreed, "computed.half")
    computed = _computed(account, agreed, paid, sums)
    if said and not (said.at is not None and computed and _doubtful(said, computed)):
        _put(account, said)
        _compare(account, said, computed)
    elif computed and computed.value > 0:
        account.put("amount_owed_yuan", as_text(computed.value), computed.at, f"computed.{computed.rule}")
        if computed.soft:
            account.put("amount_approx", True, computed.at, f"computed.{computed.rule}")


def _is_more(agreed: Sum, said: Said | None, paid: Computed | None, sums: Sums) -> bool:
    """Whether what was agreed is another sum than what is owed."""
    return bool(paid or sums.half_paid or (said and said.low < agreed.money.low))


@dataclass(frozen=True, slots=True)
class Said:
    """What is called owed, with its bounds; `at` is the sum that says so."""

    low: Decimal
    high: Decimal | None
    approx: bool
    at: Sum

    @property
    def exact(self) -> bool:
        return not self.approx and self.high is None


def _as_said(each: Sum) -> Said:
    return Said(each.money.low, each.money.high, each.money.approx, each)


def _put(account: Account, said: Said) -> None:
    rule = f"money.{said.at.rule}"
    account.put("amount_owed_yuan", as_text(said.low), said.at, rule)
    if said.high:
        account.put("amount_owed_max_yuan", as_text(said.high), said.at, rule)
    if said.approx:
        account.put("amount_approx", True, said.at, rule)


def _doubtful(said: Said, computed: Computed) -> bool:
    """Whether a sum without any cue is not what arithmetic gives."""
    return said.at.role == "unknown" and not said.at.total and said.low != computed.value and computed.value > 0


def _paid(sums: Sums) -> Computed | None:
    """Everything already received: a total that is said, else the sum of the parts."""
    each_time = sums.of("each_time")
    if each_time and (times := TIMES.search(sums.context.text)):
        count = int(times[1]) if times[1].isdigit() else COUNTS.get(times[1], 1)
        return Computed(each_time[0].money.low * count, each_time[0], "money.each_time")
    paid = sums.of("paid", "part") + [each for each in sums.of("net") if sums.is_part(each)]
    if not paid or (len(paid) == 1 and paid[0].role == "part"):
        return None
    if whole := [each for each in paid if each.total]:
        return Computed(whole[-1].money.low, whole[-1], f"money.{whole[-1].rule}")
    distinct = {each.money.low for each in paid}
    return Computed(sum(distinct, Decimal(0)), paid[0], f"money.{paid[0].rule}")


def _said(sums: Sums, paid: bool, account: Account) -> Said | None:
    """The sum that is called owed, by the clearest word for it."""
    if final := sums.of("final"):
        return _as_said(final[-1])
    if still := sums.of("still"):
        return _as_said(next((each for each in still if each.total), still[-1]))
    owed = [each for each in sums.of("owed") if not sums.was_reduced(each)]
    if owed := owed or _notes(sums, paid=paid):
        return _one_of(sums, owed)
    if paid or sums.half_paid or ("workers" in account.facts and not sums.of("total")):
        return None
    for role in ("total", "net", "wages"):
        if said := [each for each in sums.of(role) if not (role == "net" and sums.is_paid_rate(each))]:
            return _one_of(sums, said)
    if sums.of("agreed"):
        return None
    unknown = sums.unknown()
    return _one_of(sums, unknown[-1:] if len(unknown) < 2 else unknown) if unknown else None


def _notes(sums: Sums, *, paid: bool) -> list[Sum]:
    """IOUs: with a payment only those that were written after it."""
    last = max((each.money.end for each in sums.of("paid", "part")), default=0)
    return [each for each in sums.of("note") if not paid or each.money.start > last > 0]


def _one_of(sums: Sums, owed: list[Sum]) -> Said:
    """The total among several; months with a sum each, and sums with a plus between them, are added up."""
    if whole := [each for each in owed if each.total] or sums.of("total"):
        return _as_said(whole[-1])
    if parts := _parts(sums.context.text, sums):
        return Said(
            sum((each.money.low for each in parts), Decimal(0)), None, any(each.money.approx for each in parts), owed[0]
        )
    if _side_by_side(sums.context.text, owed) or _by_person(sums.context.text, owed):
        return Said(
            sum((each.money.low for each in owed), Decimal(0)), None, any(each.money.approx for each in owed), owed[0]
        )
    return _as_said(owed[0] if owed[0].role != "unknown" else owed[-1])


def _side_by_side(text: str, owed: list[Sum]) -> bool:
    """我欠一万二，我弟欠九千: different debts, each with its own word for it, nothing taken back between them."""
    if len({each.money.low for each in owed}) < max(len(owed), 2) or any(each.rule != "before_owed" for each in owed):
        return False
    return not REVISED.search(text[owed[0].money.end : owed[-1].money.start])


def _by_person(text: str, owed: list[Sum]) -> bool:
    """我一万八，媳妇一万二: each sum behind another person, nothing else between."""
    people = [PERSON.search(text[max(0, each.money.start - 6) : each.money.start]) for each in owed]
    return len(owed) > 1 and all(people) and len({found[1] for found in people if found}) == len(owed)


def _parts(text: str, sums: Sums) -> list[Sum]:
    candidates = sums.of("owed", "wages", "unknown")
    by_month = [each for each in candidates if "\0" in text[max(0, each.money.start - 4) : each.money.start]]
    if len(by_month) > 1:
        return by_month
    pairs = pairwise(candidates)
    joined = [pair for pair in pairs if PLUS.fullmatch(text[pair[0].money.end : pair[1].money.start])]
    return list(dict.fromkeys(each for pair in joined for each in pair))


def _agreed(sums: Sums, said: Said | None, paid: Computed | None, account: Account) -> Sum | None:
    """What was agreed or due in all, if it is said so, or if it is what paid and rest add up to."""
    if agreed := sums.of("agreed"):
        return next((each for each in agreed if each.total), agreed[-1])
    whole = [
        each
        for each in (
            *(each for each in sums.of("owed") if sums.was_reduced(each)),
            *sums.of("note", "total", "wages"),
            *sums.of("unknown"),
        )
        if not said or each is not said.at
    ]
    if said:
        whole += [each for each in sums.of("owed") if each is not said.at]
        return _whole_of(sums.context.text, whole, said, paid)
    whole = [each for each in whole if each.role != "unknown" or each.money.low >= 500]
    if not (paid or sums.half_paid):
        return None
    if any(rate in account.facts and length in account.facts for rate, length in RATES):
        whole = [each for each in whole if each.role in ("note", "total", "owed")]
    return next(iter(whole), None)


def _whole_of(text: str, sums: Iterable[Sum], said: Said, paid: Computed | None) -> Sum | None:
    """The sum that a said rest is left of."""
    if paid:
        return next((each for each in sums if each.money.low - paid.value == said.low), None)
    if said.at.role != "still":
        return None
    larger = [each for each in sums if each.money.low > said.low and each.money.low >= 500]
    return next(
        (
            each
            for each in larger
            if each.role != "unknown" or LEFT_OF_IT.fullmatch(text[each.money.end : said.at.money.start])
        ),
        None,
    )


def _computed(account: Account, agreed: Sum | None, paid: Computed | None, sums: Sums) -> Computed | None:
    """What is owed by arithmetic: a list, agreed less paid, days or months by their rate, heads by their share."""
    facts, less = account.facts, paid.value if paid else Decimal(0)
    if "workers" in facts:
        values = (Decimal(worker["amount_owed_yuan"]) for worker in facts["workers"].value)
        return Computed(sum(values, Decimal(0)), facts["workers"], "list")
    if agreed and not _is_rate(account, agreed):
        half = agreed.money.low / 2 if not paid and sums.half_paid else Decimal(0)
        return Computed(agreed.money.low - less - half, agreed, "agreed_less_paid", agreed.money.approx)
    heads = account.number("headcount") or Decimal(1)
    for rate, length in RATES:
        if rate in facts and length in facts:
            gross = (account.number(rate) or 0) * (account.number(length) or 0) * heads
            gross = gross / 2 if sums.half_paid and not paid else gross
            return Computed(gross - less, facts[length], f"{length}_by_rate", _is_soft(account, sums, rate, length))
    if "amount_per_person_yuan" in facts and "headcount" in facts:
        gross = (account.number("amount_per_person_yuan") or 0) * heads
        soft = _is_soft(account, sums, "amount_per_person_yuan", "headcount")
        return Computed(gross - less, facts["amount_per_person_yuan"], "heads", soft)
    return None


def _is_rate(account: Account, agreed: Sum) -> bool:
    """他给一百，说好两百，干了六十天: a small sum beside days is what a day was to bring."""
    return agreed.money.low < SMALL and "days_worked" in account.facts


def _is_soft(account: Account, sums: Sums, *names: str) -> bool:
    facts = [account.facts[name] for name in names]
    starts = {each.start for each in facts}
    return any(each.rule.endswith("soft") for each in facts) or any(
        each.money.approx and each.money.start in starts for each in sums.all
    )


def _compare(account: Account, said: Said, computed: Computed | None) -> None:
    """Notes when what is said cannot be what arithmetic gives."""
    if not computed or not said.exact or computed.soft or computed.at is said.at or computed.value <= 0:
        return
    far = abs(computed.value - said.low) * 100 > max(computed.value, said.low)
    firm = "amount_paid_yuan" in account.facts or said.low > computed.value or computed.rule in ("list", "heads")
    firm |= said.at.role == "owed" and computed.rule.endswith("by_rate")
    if far and firm:
        account.conflicts.append(
            Conflict("amount_owed_yuan", as_text(said.low), as_text(computed.value), computed.rule)
        )
