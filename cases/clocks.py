"""By which day the law wants the next step; working days follow the State Council's holidays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import chinese_calendar

from cases.steps import Status

CHINA = ZoneInfo("Asia/Shanghai")
ACCEPT_DAYS = 5  # Regulation on labour inspection, implementing rules, art. 18
INVESTIGATE_DAYS = 60  # Regulation on labour inspection, art. 17
EXTENSION_DAYS = 30
RUNS_ON = frozenset({Status.INVESTIGATING, Status.INTERVIEWED, Status.CONSULTED, Status.PAYMENT_ORDERED})

Source = Literal["published", "operator", "weekdays"]


class BadCalendar(ValueError):
    """A line of the operator's calendar cannot be read."""


@dataclass(frozen=True, slots=True)
class Due:
    """The last day; provisional when a year on the way has no published holidays yet."""

    due_on: date
    provisional: bool
    source: Source


@dataclass(frozen=True, slots=True)
class Standing:
    """When a case was put on file, if it was, and what was due before the step."""

    filed_at: datetime | None
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked: the operator's word first, then the published holidays, then weekdays."""

    own: Mapping[date, bool] = field(default_factory=dict)

    def is_worked(self, day: date) -> tuple[bool, Source]:
        """Whether offices work that day, and who says so."""
        if day in self.own:
            return self.own[day], "operator"
        if any(known.year == day.year for known in self.own) and not _is_published(day):
            return day.weekday() < 5, "operator"  # he has told that year's exceptions
        if _is_published(day):
            return bool(chinese_calendar.is_workday(day)), "published"
        return day.weekday() < 5, "weekdays"

    def is_provisional(self, day: date) -> bool:
        """Whether that year's holidays are still unknown."""
        return self.is_worked(day)[1] == "weekdays"

    def after(self, start_on: date, days: int) -> Due:
        """The last of so many working days; the first day is not counted (Civil Code, art. 201)."""
        day, source = start_on, set[Source]()
        while days:
            day += timedelta(days=1)
            worked, said_by = self.is_worked(day)
            source.add(said_by)
            days -= worked
        return Due(day, "weekdays" in source, _weakest(source))


def read_calendar(path: Path) -> Calendar:
    """The operator's file: a line a day, `2027-02-06 work` or `2027-02-08 off`; raises BadCalendar."""
    lines = (line.partition("#")[0].split() for line in path.read_text("utf-8").splitlines())
    return Calendar(dict(_day(words) for words in lines if words))


def accept_by(calendar: Calendar, at: datetime) -> Due:
    """By when a complaint that came, or was completed, at that time is accepted or refused."""
    return calendar.after(day_of(at), ACCEPT_DAYS)


def investigate_by(calendar: Calendar, filed_at: datetime) -> Due:
    """By when the investigation of a case filed then must end."""
    return calendar.after(day_of(filed_at), INVESTIGATE_DAYS)


def extended_by(calendar: Calendar, filed_at: datetime) -> Due:
    """The same when the extension has been approved."""
    return calendar.after(day_of(filed_at), INVESTIGATE_DAYS + EXTENSION_DAYS)


def due_after(calendar: Calendar, status: Status, at: datetime, standing: Standing) -> date | None:
    """The day by which something is due once a case has taken that step then.

    Nothing is due while a supplement is awaited, nor by these clocks once it is decided or has ended.
    """
    if status is Status.FILED:
        return investigate_by(calendar, at).due_on
    if status is Status.EXTENDED and standing.filed_at:
        return extended_by(calendar, standing.filed_at).due_on
    return standing.due_on if status in RUNS_ON else None


def day_of(at: datetime) -> date:
    """The day in China."""
    return at.astimezone(CHINA).date()


def _is_published(day: date) -> bool:
    try:
        chinese_calendar.is_workday(day)
    except NotImplementedError:
        return False
    return True


def _weakest(sources: set[Source]) -> Source:
    ranked: tuple[Source, ...] = ("weekdays", "operator", "published")
    return next(source for source in ranked if source in sources)


def _day(words: list[str]) -> tuple[date, bool]:
    try:
        day, word = words
        return date.fromisoformat(day), {"work": True, "off": False}[word]
    except (ValueError, KeyError):
        raise BadCalendar(f"not `YYYY-MM-DD work` or `YYYY-MM-DD off`: {' '.join(words)}") from None
