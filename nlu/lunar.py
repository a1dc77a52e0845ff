"""Turns the lunar calendar and the feasts into days."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from nlu.lexicon import rows

Span = tuple[date, date]  # first and last day
ONE_DAY = timedelta(days=1)
LUNAR_FEASTS = {
    "春节": (1, 1),
    "元宵": (1, 15),
    "端午": (5, 5),
    "七夕": (7, 7),
    "中元": (7, 15),
    "中秋": (8, 15),
    "重阳": (9, 9),
}
SOLAR_FEASTS = {
    "元旦": (1, 1),
    "三八": (3, 8),
    "五一": (5, 1),
    "六一": (6, 1),
    "八一": (8, 1),
    "国庆": (10, 1),
    "双十一": (11, 11),
}


@cache
def _months() -> dict[tuple[int, int], Span]:
    """First and last day of each lunar month by lunar year and month; a leap month is left to the one before it."""
    starts = [
        ((int(year), int(name.lstrip("+"))), date.fromisoformat(day))
        for year, *months in rows("lunar")
        for name, _, day in (month.partition(":") for month in months)
    ]
    ends = [day - ONE_DAY for _, day in starts[1:]]
    spans: dict[tuple[int, int], Span] = {}
    for (month, first), last in zip(starts, ends, strict=False):
        spans.setdefault(month, (first, last))
    return spans


def lunar_month(year: int, month: int) -> Span | None:
    """First and last day of a lunar month, None outside the table (2018 to 2030)."""
    return _months().get((year, month))


def lunar_day(year: int, month: int, day: int) -> date | None:
    """A day of a lunar month; beyond its end the last one."""
    span = lunar_month(year, month)
    if not span or day < 1:
        return None
    return min(span[0] + timedelta(days=day - 1), span[1])


def feast(name: str, year: int) -> date | None:
    """The day of a feast in a solar year; New Year's Eve is the last day of the lunar year before."""
    if name in SOLAR_FEASTS:
        return date(year, *SOLAR_FEASTS[name])
    if name == "清明":
        return clear_and_bright(year)
    if name == "除夕":
        new_year = lunar_day(year, 1, 1)
        return new_year - ONE_DAY if new_year else None
    return lunar_day(year, *LUNAR_FEASTS[name])


def clear_and_bright(year: int) -> date:
    """清明 by the usual formula for solar terms, right for 2000 to 2099."""
    short = year - 2000
    return date(year, 4, int(short * 0.2422 + 4.81) - short // 4)
