"""Finds the time that wages are owed for: which of the named dates begin or end it, and which days they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from nlu.cues import cues
from nlu.dates import Point, find_points
from nlu.found import Context, Found
from nlu.lunar import ONE_DAY, Span

DIGITS_OF_DAYS = frozenset("一二三四五六七八九十")
NEAR = 14  # characters around a date that may tell what it is for


@dataclass(frozen=True, slots=True)
class Stretch:
    """A candidate: the points that begin and end it, why, how likely it is; `months` if they were named one by one."""

    first: Point | None
    last: Point | None
    rule: str
    weight: float
    months: int = 0
    until_now: bool = False

    @property
    def start(self) -> int:
        return self.first.start if self.first else self.last.start if self.last else 0

    @property
    def end(self) -> int:
        return self.last.end if self.last else self.first.end if self.first else 0


def find_period(context: Context) -> tuple[list[Found], list[Point]]:
    """period_start, period_end and, where months were named one by one, `named_months`; and every date in the text."""
    points = [_in_old_calendar(point, context.text) for point in find_points(context.text, context.today)]
    points = list(_with_years(points, context.text))
    stretches = list(_candidates(context, points))
    if cue("last_months").search(context.text):
        stretches = [each for each in stretches if each.weight > 4 or each.rule == "named"]
    stretches = [*stretches, *_pairs(stretches)]
    best = max(stretches, key=lambda each: (each.weight, each.start), default=None)
    if not best or best.weight <= 0:
        return [], points
    return _as_found(_all_unpaid(best, stretches), context), points


def _in_old_calendar(point: Point, text: str) -> Point:
    """A day without 号 is of the old calendar when the message says so."""
    if point.kind != "day" or point.lunar or text[point.end - 1] in "号日" or not cue("old_calendar").search(text):
        return point
    return replace(point, lunar=True)


def _with_years(points: list[Point], text: str) -> Iterator[Point]:
    """去年在工地，3月到8月: a year that the scene is set in is also the months' year."""
    before: Point | None = None
    for point in points:
        if (
            before
            and before.kind == "year"
            and point.year is None
            and cue("scene").fullmatch(text[before.end : point.start])
        ):
            point = replace(point, year=before.year)
        yield point
        before = point


def cue(name: str) -> re.Pattern[str]:
    return cues("date_cues")[name]


def _candidates(context: Context, points: list[Point]) -> Iterator[Stretch]:
    text, used = context.text, set()
    for first, last in pairwise(points):
        if first not in used and cue("through").fullmatch(text[first.end : last.start]) and _is_span(first, last, text):
            used |= {first, last}
            yield _through(text, first, last)
    for group in _groups(text, [point for point in points if point not in used]):
        yield from _alone(context, group)


def _is_span(first: Point, last: Point, text: str) -> bool:
    """Bare years span a period only when wages are spoken of: not in 从去年拖到今年."""
    return "year" not in (first.kind, last.kind) or bool(cue("after_wages").match(text, last.end))


def _through(text: str, first: Point, last: Point) -> Stretch:
    first, last = _both_lunar(text, first, last)
    before, weight = _before(text, first), 3.0
    if cue("before_promise").search(before) or cue("before_denied").search(before):
        weight = -1
    elif cue("after_paid").match(text, last.end):
        weight = 0.5
    elif cue("after_wages").match(text, last.end) or cue("before_wages").search(before):
        weight = 5
    return Stretch(first, last, "from_to", weight)


def _both_lunar(text: str, first: Point, last: Point) -> tuple[Point, Point]:
    """六月十八到八月初二: a day without 号 beside a day of the old calendar is one too."""
    if {first.kind, last.kind} != {"day"} or first.lunar == last.lunar:
        return first, last
    plain = last if first.lunar else first
    if text[plain.end - 1] not in DIGITS_OF_DAYS:
        return first, last
    lunar = replace(plain, lunar=True)
    return (first, lunar) if plain is last else (lunar, last)


def _before(text: str, point: Point) -> str:
    return text[max(0, point.start - NEAR) : point.start]


def _groups(text: str, points: list[Point]) -> list[list[Point]]:
    """Months named one after another belong together, the earlier first."""
    groups: list[list[Point]] = []
    for point in points:
        last = groups[-1][-1] if groups else None
        if last and point.kind == last.kind == "month" and cue("also").fullmatch(text[last.end : point.start]):
            groups[-1].append(point)
        else:
            groups.append([point])
    return groups


def _alone(context: Context, group: list[Point]) -> Iterator[Stretch]:
    """What months or a day that stand alone are: unpaid, a beginning, an end, or nothing of the kind."""
    text, kind = context.text, group[-1].kind
    before, after = _before(text, group[0]), text[group[-1].end : group[-1].end + NEAR]
    first, last = _in_order(group)
    rule = _rule(before, after, kind)
    if rule == "until_now":
        yield Stretch(first, None, rule, 4, until_now=True)
    elif rule in ("began", "began_if_ended"):
        yield Stretch(first, None, "began", 2 if rule == "began" else 0)
    elif rule in ("ended", "ended_if_begun"):
        yield Stretch(None, last, "ended", 2 if rule == "ended" else 0)
    elif rule == "unpaid":
        yield Stretch(first, last, rule, 4.5, _months_in(group))
    elif rule is None and (context.asked == "period" or _months_in(group) > 1):
        yield Stretch(first, last, "named", 1, _months_in(group))


def _rule(before: str, after: str, kind: str) -> str | None:
    """What the words around a date make of it; `not` for another matter."""
    if cue("before_denied").search(before) or cue("after_denied").match(after):
        return "not"
    now = cue("until_now").match(after)
    if now and kind != "year" and not cue("open_debt").match(now.group()):
        return "until_now"
    if cue("before_end").search(before):
        return "ended"
    if cue("open_debt").match(after) or cue("after_event").match(after):
        return "not"
    if kind != "year" and any(
        (cue("before_start_named").search(before), cue("after_start").match(after), cue("before_start").search(before))
    ):
        return "began"
    return _end_or_unpaid(before, after, kind)


def _end_or_unpaid(before: str, after: str, kind: str) -> str | None:
    if cue("after_end").match(after):
        return "ended"
    if cue("before_promise").search(before) or cue("after_paid").match(after):
        return "not"
    if kind in ("month", "year", "half") and cue("after_wages").match(after):
        return "unpaid"
    if kind == "month" and (cue("after_wages_of_month").match(after) or cue("before_wages").search(before)):
        return "unpaid"
    if cue("after_end_if_begun").match(after) or cue("before_end_if_begun").search(before):
        return "ended_if_begun"
    return "began_if_ended" if kind != "year" and cue("after_start_if_ended").match(after) else None


def _in_order(group: list[Point]) -> tuple[Point, Point]:
    """上个月和上上个月: the earlier month first."""
    first, last = group[0], group[-1]
    if first.year and last.year and (first.year, first.month) > (last.year, last.month):
        return last, first
    return first, last


def _months_in(group: list[Point]) -> int:
    if any(point.kind != "month" for point in group):
        return 0
    return sum((point.last_month or point.month) - point.month + 1 for point in group)


def _pairs(stretches: list[Stretch]) -> Iterator[Stretch]:
    """A beginning and the next end that are told apart are one stretch."""
    for begun, ended in pairwise(each for each in stretches if each.rule in ("began", "ended")):
        if begun.rule == "began" and ended.rule == "ended":
            yield Stretch(begun.first, ended.last, "began_ended", 2.5)


def _all_unpaid(best: Stretch, stretches: list[Stretch]) -> Stretch:
    """Unpaid months that are told apart are one stretch too."""
    same = [each for each in stretches if each.rule == "unpaid"]
    if best.rule != "unpaid" or len(same) < 2:
        return best
    return Stretch(same[0].first, same[-1].last, "unpaid", best.weight, sum(each.months for each in same))


def _as_found(stretch: Stretch, context: Context) -> list[Found]:
    first, last = days_of(stretch, context.today)
    if (
        stretch.last
        and last
        and cue("before_it").match(context.text, stretch.last.end)
        and stretch.last.kind in ("feast", "day")
    ):
        last -= ONE_DAY
    if first and last and first > last:
        return []
    found = []
    for field, day, point in (
        ("period_start", first, stretch.first),
        ("period_end", last, stretch.last or stretch.first),
    ):
        if day and point:
            found.append(
                Found(field, day.isoformat(), point.start, point.end, f"period.{stretch.rule}", stretch.weight)
            )
    if stretch.months:
        found.append(Found("named_months", stretch.months, stretch.start, stretch.end, f"period.{stretch.rule}"))
    return found


def days_of(stretch: Stretch, today: date) -> tuple[date | None, date | None]:
    """The first and last day of a stretch: without a year the latest that has begun, the beginning before the end."""
    if stretch.until_now:
        first = _latest(stretch.first, today) if stretch.first else None
        return (first[0] if first else None), today
    end = _end_of(stretch, today)
    if not stretch.first:
        return None, end[1] if end else None
    start = _latest(stretch.first, end[1] if end else today)
    return (start[0] if start else None), (end[1] if end else None)


def _end_of(stretch: Stretch, today: date) -> Span | None:
    """The last point's days; in the year of the beginning or the next when only that is named."""
    if not stretch.last:
        return None
    if stretch.last.year is None and stretch.first and stretch.first.year is not None:
        begun = stretch.first.in_year(stretch.first.year)
        years = [stretch.last.in_year(stretch.first.year + more) for more in (0, 1)]
        return next((days for days in years if days and begun and days[1] >= begun[0]), None)
    return _latest(stretch.last, today)


def _latest(point: Point, before: date) -> Span | None:
    """The point's days in its own year, else the latest that begin by then."""
    if point.year is not None:
        return point.in_year(point.year)
    years = (point.in_year(before.year - back) for back in (0, 1, 2))
    return next((days for days in years if days and days[0] <= before), None)
