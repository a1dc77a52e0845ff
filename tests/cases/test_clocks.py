"""Clocks in working days, over the holidays of 2026 and into a year that is not published."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cases.clocks import (
    BadCalendar,
    Calendar,
    Due,
    Standing,
    accept_by,
    due_after,
    extended_by,
    investigate_by,
    read_calendar,
)
from cases.steps import Status

CALENDAR = Calendar()
NOON = 4  # UTC, noon in China


def at(month: int, day: int, hour: int = NOON, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("filed", "due_on"),
    [
        (at(11, 24), date(2026, 12, 1)),  # a weekend
        (at(2, 12), date(2026, 2, 26)),  # 13, Saturday 14 worked, 15-23 Spring Festival, 24, 25, 26
        (at(9, 30), date(2026, 10, 13)),  # 1-7 National Day, 8, 9, Saturday 10 worked, 12, 13
        (at(9, 17), date(2026, 9, 23)),  # 18, Sunday 20 worked, 21, 22, 23
    ],
)
def test_five_working_days_step_over_holidays_and_count_days_made_up(filed: datetime, due_on: date) -> None:
    assert accept_by(CALENDAR, filed) == Due(due_on, False, "published")


def test_a_complaint_late_at_night_counts_from_the_day_in_china() -> None:
    assert accept_by(CALENDAR, at(11, 23, 15)).due_on == date(2026, 11, 30)
    assert accept_by(CALENDAR, at(11, 23, 16)).due_on == date(2026, 12, 1)


def test_an_investigation_has_sixty_and_thirty_days() -> None:
    assert investigate_by(CALENDAR, at(3, 2)).due_on == date(2026, 5, 28)
    assert extended_by(CALENDAR, at(3, 2)).due_on == date(2026, 7, 10)


def test_a_year_that_is_not_published_is_provisional() -> None:
    due = accept_by(CALENDAR, at(12, 30))
    assert due == Due(date(2027, 1, 6), True, "weekdays")
    assert CALENDAR.is_provisional(due.due_on)


def test_the_operators_file_makes_a_year_certain(tmp_path: Path) -> None:
    path = tmp_path / "calendar.txt"
    path.write_text("# 2027\n2027-01-01 off\n2027-01-04 off # bridge\n\n2027-01-03 work\n", "utf-8")
    assert accept_by(read_calendar(path), at(12, 30)) == Due(date(2027, 1, 7), False, "operator")


def test_the_operators_word_goes_before_the_published_calendar() -> None:
    assert accept_by(Calendar({date(2026, 11, 25): False}), at(11, 24)).due_on == date(2026, 12, 2)


@pytest.mark.parametrize("line", ["2027-01-01", "2027-01-01 holiday", "01.01.2027 off", "2027-02-30 off", "x y z"])
def test_a_bad_line_of_the_file_is_shown(tmp_path: Path, line: str) -> None:
    path = tmp_path / "calendar.txt"
    path.write_text(line, "utf-8")
    with pytest.raises(BadCalendar, match=line.split()[0]):
        read_calendar(path)


def test_what_is_due_follows_the_steps() -> None:
    filed = Standing(at(3, 2), date(2026, 5, 28))
    assert due_after(CALENDAR, Status.FILED, at(3, 2), Standing(None, None)) == date(2026, 5, 28)
    assert due_after(CALENDAR, Status.INVESTIGATING, at(3, 9), filed) == date(2026, 5, 28)
    assert due_after(CALENDAR, Status.EXTENDED, at(5, 20), filed) == date(2026, 7, 10)
    assert due_after(CALENDAR, Status.INTERVIEWED, at(6, 1), Standing(at(3, 2), date(2026, 7, 10))) == date(2026, 7, 10)


@pytest.mark.parametrize(
    "status", ["needs_supplement", "accepted", "refused", "decided", "closed", "paid", "withdrawn"]
)
def test_nothing_is_due_while_a_supplement_is_awaited_or_after_the_end(status: str) -> None:
    assert due_after(CALENDAR, Status(status), at(3, 9), Standing(at(3, 2), date(2026, 5, 28))) is None
