"""Counts people, months and days: how many are unpaid, for how long, for how many days or 工."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from nlu.cues import cues
from nlu.found import Context, Found
from nlu.numbers import Number

NEAR = 16


def cue(name: str) -> re.Pattern[str]:
    return cues("count_cues")[name]


def find_counts(context: Context, numbers: Sequence[Number]) -> list[Found]:
    """headcount, months and days_worked with their rivals; months and days that were paid as `paid_months`, `paid_days`."""
    found: list[Found] = []
    for number in numbers:
        found += _counted(context, number)
    found += _people_in_words(context)
    return found


def _counted(context: Context, number: Number) -> Iterator[Found]:
    text = context.text
    before, after = text[max(0, number.start - NEAR) : number.start], text[number.end : number.end + NEAR]
    if (month := cue("month").match(after)) and number.low <= 60:
        yield from _months(number, month, before, after)
    elif (day := cue("day").match(after)) and number.low <= 400:
        yield from _days(number, day, before, after)
    elif number.low == int(number.low) and 1 <= number.low <= 5000:
        yield from _people(context, number, before, after)


def _months(number: Number, measure: re.Match[str], before: str, after: str) -> Iterator[Found]:
    value, end = _with_half(number, measure), number.end + measure.end()
    rest = after[measure.end() :]
    if (
        number.low == 1
        and value == 1
        and not re.search("(?:押|压|欠|最后|最后的|份|当月|整|就|只|过|月)[了我的]*$", before)
    ):
        return
    if cue("before_paid_count").search(before) and cue("after_paid_count").match(rest):
        yield Found("paid_months", value, number.start, end, "months.paid", 1)
    elif cue("before_unpaid").search(before) and not rest.startswith("前"):
        yield Found("months", value, number.start, end, "months.unpaid", 2.5)
    elif cue("before_debt_open").search(before) or cue("after_debt_open").match(rest):
        yield Found("months", value, number.start, end, "months.open", 0.1)
    else:
        due = bool(cue("before_month_due").search(before)) + bool(cue("after_month_due").match(rest))
        yield Found("months", value, number.start, end, "months.said", 0.5 + due)


def _with_half(number: Number, measure: re.Match[str]) -> Decimal:
    groups = measure.groupdict()
    return number.low + (Decimal("0.5") if groups.get("half") or groups.get("plus") else 0)


def _days(number: Number, measure: re.Match[str], before: str, after: str) -> Iterator[Found]:
    value, end = _with_half(number, measure), number.end + measure.end()
    rest = after[measure.end() :]
    if number.low == 1 and value == 1:
        return
    if cue("before_paid_count").search(before) and cue("after_paid_count").match(rest):
        yield Found("paid_days", value, number.start, end, "days.paid", 1)
    elif not cue("before_day_not").search(before) and not cue("after_day_not").match(rest):
        soft = number.approx or number.high is not None
        yield (
            Found(
                "days_worked",
                value,
                number.start,
                end,
                "days.said",
                1,
            )
            if not soft
            else Found("days_worked", value, number.start, end, "days.soft", 1)
        )


def _people(context: Context, number: Number, before: str, after: str) -> Iterator[Found]:
    value = int(number.low)
    noun = cue("people").match(after)
    loose = None if noun else cue("after_people").match(after)
    bare = None if noun or loose else cue("after_bare").match(after)
    alone = bool(cue("brothers").search(before)) or context.asked == "headcount" and not after.strip("个人名位 。,吧")
    if not (noun or loose or bare or alone) or cue("before_other").search(before):
        return
    weight = 1.0 if noun else 0.6 if loose else 0.3
    end = number.end + (noun or loose or bare).end() if noun or loose or bare else number.end
    if cue("before_more").search(before):
        yield Found("headcount", value + 1, number.start, end, "people.besides_me", 3)
        return
    if cue("before_and_i").search(before) and value < 100:
        yield Found("headcount", value + 1, number.start, end, "people.and_me", 1.5)
        return
    weight += 1.0 if cue("before_we").search(before) else 0
    weight += 1.5 if re.search("(?:连我|加我|算上我|加上我|带我)[^,]{0,3}$", before) else 0
    weight += 2.0 if cue("after_unpaid").match(after[end - number.end :]) else 0
    weight -= 1.5 if cue("after_paid").match(after[end - number.end :]) else 0
    weight += 1.5 if cue("brothers").search(before) else 0
    weight += 1.0 if context.asked == "headcount" else 0
    if value == 1 and context.asked != "headcount":
        return
    yield Found("headcount", value, number.start, end, "people.counted", weight)


def _people_in_words(context: Context) -> Iterator[Found]:
    for name, value in (("only_me", 1), ("two", 2), ("three", 3)):
        for found in cue(name).finditer(context.text):
            yield Found("headcount", value, found.start(), found.end(), f"people.{name}", 0.9)
