"""Counts people, months and days: how many are unpaid, for how long, for how many days or 工."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from nlu.cues import cues
from nlu.found import Context, Found
from nlu.numbers import DIGITS, Number

NEAR = 16
MOST_MONTHS, MOST_DAYS, MOST_PEOPLE = 60, 400, 5000
HALF = Decimal("0.5")
DRAGGED = re.compile("[拖欠][了着咗我们]*$")  # may count wages not paid, beside a monthly wage


def cue(name: str) -> re.Pattern[str]:
    return cues("count_cues")[name]


def find_counts(context: Context, numbers: Sequence[Number]) -> list[Found]:
    """headcount, months and days_worked with their rivals; what was paid of them as `paid_months` and `paid_days`."""
    found: list[Found] = []
    for number in numbers:
        found += _counted(context, number)
    return [*found, *_people_in_words(context), *_months_in_words(context.text)]


def _counted(context: Context, number: Number) -> Iterator[Found]:
    text = context.text
    before, after = text[max(0, number.start - NEAR) : number.start], text[number.end : number.end + NEAR]
    if (month := cue("month").match(after)) and number.low <= MOST_MONTHS:
        yield from _months(number, month, before, after[month.end() :])
    elif (day := cue("day").match(after)) and number.low <= MOST_DAYS:
        yield from _days(number, day, before, after[day.end() :])
    elif cue("before_day_of_pieces").search(before) and cue("after_day_of_pieces").match(after):
        yield Found("days_worked", number.low, number.start, number.end + 1, "days.pieces", 1)
    elif number.low == int(number.low) and 1 <= number.low <= MOST_PEOPLE:
        yield from _people(context, number, before, after)


def _months(number: Number, measure: re.Match[str], before: str, rest: str) -> Iterator[Found]:
    value, end = _with_half(number, measure), number.end + measure.end()
    if is_taken_back(before, rest) or cue("before_rent").search(before):
        return
    if cue("before_paid_count").search(before) and cue("after_paid_count").match(rest):
        yield Found("paid_months", value, number.start, end, "months.paid", 1)
    elif value != 1 or _is_due_month(before, rest):
        name, weight = _sort_of_months(before, rest)
        yield Found("months", value, number.start, end, f"months.{name}{_softness(number, before)}", weight)


def _softness(number: Number, before: str) -> str:
    """The ending of the rule of a count that is not exact: 三个来月, 大概三个月."""
    return "" if number.exact and not cues("money_cues")["soft_before"].search(before) else ".soft"


def _sort_of_months(before: str, rest: str) -> tuple[str, float]:
    """Whether months are unpaid, how surely, or only how long the debt has been open."""
    if cue("before_debt_old").search(before):
        return "open", 0.1
    unpaid = cue("after_unpaid_month").match(rest) or cue("after_month_wages").match(rest)
    if unpaid or (cue("before_unpaid").search(before) and not rest.startswith("前")):
        return "unpaid", 2.5
    if cue("before_worked").search(before):
        return "worked", 1.2
    if cue("before_debt_open").search(before) or cue("after_debt_open").match(rest):
        return "open", 0.5 if DRAGGED.search(before) else 0.1
    due = bool(cue("before_month_due").search(before)) + bool(cue("after_month_due").match(rest))
    return "said", 0.5 + due


def _is_due_month(before: str, rest: str) -> bool:
    """Whether one month is a length: 押了一个月, 一个月的工资, not 一个月六千."""
    if cue("before_single_month").search(before):
        return True
    return bool(cue("after_single_month").match(rest)) and not before.endswith(("每", "第", "上", "这"))


def is_taken_back(before: str, after: str) -> bool:
    """不是三个月, 三个月错了."""
    return bool(cue("before_taken_back").search(before) or cue("after_taken_back").match(after))


def _with_half(number: Number, measure: re.Match[str]) -> Decimal:
    groups = measure.groupdict()
    return number.low + (HALF if groups.get("half") or groups.get("plus") else 0)


def _days(number: Number, measure: re.Match[str], before: str, rest: str) -> Iterator[Found]:
    value, end = _with_half(number, measure), number.end + measure.end()
    if value == 1 or is_taken_back(before, rest):
        return
    if cue("before_paid_count").search(before) and cue("after_paid_count").match(rest):
        yield Found("paid_days", value, number.start, end, "days.paid", 1)
    elif not cue("before_day_not").search(before) and not cue("after_day_not").match(rest):
        yield Found("days_worked", value, number.start, end, f"days.said{_softness(number, before)}", 1)


def _people(context: Context, number: Number, before: str, after: str) -> Iterator[Found]:
    if cue("before_other").search(before):
        return
    asked = context.asked == "headcount" or "人数" in context.text
    weight, length = _kind_of_people(after, asked=asked or bool(cue("brothers").search(before)))
    value = int(number.low)
    if not weight or (value == 1 and not asked):
        return
    end = number.end + length
    if cue("before_more").search(before):
        yield Found("headcount", value + 1, number.start, end, "people.besides_me", 3)
    elif cue("before_and_i").search(before) and value < 100:
        yield Found("headcount", value + 1, number.start, end, "people.and_me", 1.5)
    else:
        weight += 0.3 if cue("after_doers").match(after) and cue("before_clause").search(before) else 0
        weight += _weight_around(before, after[length:]) + (1 if asked else 0)
        weight -= 0.5 if context.asked not in (None, "headcount", "amount_owed", "confirm") else 0
        yield Found("headcount", value, number.start, end, "people.counted", weight)


def _kind_of_people(after: str, *, asked: bool) -> tuple[float, int]:
    """How surely a number counts people, and how long the word for them is."""
    for name, weight in (("people", 1.0), ("after_doers", 0.6), ("after_people", 0.6), ("after_bare", 0.3)):
        if noun := cue(name).match(after):
            return weight, noun.end()
    return (0.1, 0) if asked and cue("after_alone").match(after) else (0.0, 0)


def _weight_around(before: str, after: str) -> float:
    weights = {
        "before_we": 1.0,
        "before_with_me": 1.5,
        "before_with_more": 1.2,
        "brothers": 1.5,
        "before_taken_back": -3.0,
    }
    weight = sum(worth for name, worth in weights.items() if cue(name).search(before))
    weights = {"after_unpaid": 2.0, "after_paid": -1.5, "after_of": -1.5, "after_taken_back": -3.0}
    return weight + sum(worth for name, worth in weights.items() if cue(name).match(after))


def _people_in_words(context: Context) -> Iterator[Found]:
    """就我一个, 两口子, 哥仨; 我自己 when that is asked."""
    names = [("only_me", 1), ("two", 2), ("three", 3)]
    if context.asked == "headcount":
        names.append(("myself", 1))
        yield from _listed(context.text)
    for name, value in names:
        for found in cue(name).finditer(context.text):
            yield Found("headcount", value, found.start(), found.end(), f"people.{name}", 0.9)


def _months_in_words(text: str) -> Iterator[Found]:
    """半个月 by what stands around it; 干了半年 and 一年的工资, which count only beside a monthly wage."""
    for found in cue("half_month").finditer(text):
        before, rest = text[max(0, found.start() - NEAR) : found.start()], text[found.end() : found.end() + NEAR]
        if cue("before_month_due").search(before) or cue("after_month_due").match(rest):
            yield Found("months", HALF, found.start(), found.end(), "months.said", 1.0)
    for found in cue("half_unpaid").finditer(text):
        yield Found("months", Decimal(6), found.start(), found.end(), "months.half_year", 1.0)
    for found in cue("years").finditer(text):
        half, year = found["half"] or found["half2"], found["year"] or found["year2"]
        months = 6 if half else 12 * DIGITS[year]
        yield Found("months", Decimal(months), found.start(), found.end(), "months.years", 0.5)


def _listed(text: str) -> Iterator[Found]:
    """我，老李，还有小王 is three."""
    names = [name for name in re.split("[,、 和跟]|还有|加上", text.strip("。")) if name]
    if len(names) > 1 and names[0] in ("我", "俺") and all(1 < len(name) <= 4 for name in names[1:]):
        yield Found("headcount", len(names), 0, len(text), "people.listed", 0.9)
