"""Finds case numbers, visit times and ratings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from nlu.case_numbers import find_case_numbers
from nlu.found import Context, Found
from nlu.patterns import patterns
from nlu.ratings import find_ratings

DAYS = {"今": 0, "明": 1, "听": 1, "后": 2}
WEEKDAYS = {
    **dict(zip("一二三四五六日天", (0, 1, 2, 3, 4, 5, 6, 6), strict=True)),
    **{str(n): n - 1 for n in range(1, 8)},
}
DIGITS = {character: at for at, character in enumerate("零一二三四五六七八九")} | {"两": 2}
AFTERNOON = frozenset({"下午", "傍晚", "晚上", "晚", "中午"})
MORNING = frozenset({"早上", "上午", "早晨", "清早", "一早", "早", "凌晨"})
WORDS = {"早": "早上", "晚": "晚上", "一早": "早上", "清早": "早上"}
QUARTERS = {"半": 30, "一刻": 15, "三刻": 45, "整": 0}


def find_visits(context: Context, taken: Sequence[Found]) -> list[Found]:
    """The fields case_no, visit_date, visit_time, rating and satisfaction."""
    visit = _visit(context) if patterns("visits")["visit"].search(context.text) else []
    return [*find_case_numbers(context, taken), *visit, *find_ratings(context)]


def _visit(context: Context) -> list[Found]:
    """The day and the hour of a visit to the office; of an old and a new day the new one."""
    text, known = context.text, patterns("visits")
    if known["others"].search(text):
        return []
    found = []
    days = [(match, day) for match in known["day"].finditer(text) if (day := _day(match, context.today))]
    kept = [(match, day) for match, day in days if not known["not_then"].search(text[match.end() : match.end() + 10])]
    moved = [(match, day) for match, day in kept if known["moved_to"].search(text[: match.start()])]
    if chosen := (moved or kept):
        match, day = chosen[0]
        found.append(Found("visit_date", day.isoformat(), match.start(), match.end(), "day"))
        text = text[: match.end() + 14] if moved else text
    return [*found, *_hour(text, found[0].start if moved else 0)]


def _hour(text: str, start: int) -> Iterator[Found]:
    for match in patterns("visits")["hour"].finditer(text, start):
        if value := _time(match):
            yield Found("visit_time", value, match.start(), match.end(), "hour")
            return


def _time(match: re.Match[str]) -> str | None:
    """HH:MM, or the part of the day when no hour is said."""
    part, clock, clock_minute, hour, rest, word = match.group("part", "clock", "minute", "hour", "rest", "word")
    if word:
        return WORDS.get(word, word)
    value = int(clock) if clock else _number(hour)
    if (
        (part in AFTERNOON or (not part and not clock and value < 7))
        and value < 12
        and not (part == "中午" and value > 9)
    ):
        value += 12
    minutes = int(clock_minute) if clock_minute else QUARTERS.get(rest) if rest in QUARTERS else _minutes(rest)
    return f"{value:02d}:{minutes or 0:02d}" if value < 24 else None


def _minutes(rest: str | None) -> int:
    return _number(rest.removesuffix("分")) if rest else 0


def _day(match: re.Match[str], today: date) -> date | None:
    """The next day that the words can mean."""
    near, week, weekday, year, month, day = match.group("near", "week", "weekday", "year", "month", "day")
    if near:
        return today + timedelta(days=3 if match.group().startswith("大") else DAYS[near[0]])
    if weekday:
        return _weekday(week or "", WEEKDAYS[weekday], today)
    months = {"下": [today.month % 12 + 1], "这": [today.month], "本": [today.month]}.get(month[0]) if month else None
    months = months or ([_number(month)] if month else [today.month, today.month % 12 + 1])
    return _dated([int(year)] if year else [today.year, today.year + 1], months, _number(day), today)


def _weekday(week: str, weekday: int, today: date) -> date:
    monday = today - timedelta(days=today.weekday())
    weeks = week.count("下")
    day = monday + timedelta(days=7 * weeks + weekday)
    return day if weeks or day >= today else day + timedelta(days=7)


def _dated(years: Sequence[int], months: Sequence[int], day: int, today: date) -> date | None:
    for one_year in years:
        for one_month in months:
            try:
                named = date(one_year, one_month, day)
            except ValueError:
                continue
            if named >= today:
                return named
    return None


def _number(text: str) -> int:
    """Up to 59 in digits of either kind."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return (DIGITS.get(tens, 1) * 10 if ten else 0) + DIGITS.get(ones or "零", 0)
