"""The last days for bringing a claim are computed, and told when they are near."""

from __future__ import annotations

from datetime import date

import pytest

from cases.time_bars import time_bars

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("ended", "inspection", "arbitration"),
    [
        ("2026-07-31", "2028-07-31", "2027-07-31"),
        ("2024-02-29", "2026-02-28", "2025-02-28"),
    ],
)
def test_two_years_for_inspection_and_one_for_arbitration(ended: str, inspection: str, arbitration: str) -> None:
    found = time_bars({"period_end": ended}, TODAY)
    assert found is not None
    assert (str(found.inspection_on), str(found.arbitration_on)) == (inspection, arbitration)


@pytest.mark.parametrize("facts", [{}, {"period_start": "2026-03-01"}, {"period_end": "2026-11-24"}])
def test_work_that_goes_on_or_has_no_end_has_no_last_day(facts: dict[str, str]) -> None:
    assert time_bars(facts, TODAY) is None


def test_a_demand_begins_the_year_of_arbitration_anew() -> None:
    found = time_bars({"period_end": "2025-12-31"}, TODAY, received_on=date(2026, 11, 1))
    assert found is not None
    assert (found.arbitration_on, found.arbitration_is_near) == (date(2027, 11, 1), False)


@pytest.mark.parametrize(
    ("ended", "inspection_near", "arbitration_near"),
    [("2026-07-31", False, False), ("2025-12-31", False, True), ("2025-01-31", True, True), ("2024-01-31", True, True)],
)
def test_three_months_are_near(ended: str, inspection_near: bool, arbitration_near: bool) -> None:
    found = time_bars({"period_end": ended}, date(2026, 11, 24) if ended != "2025-01-31" else date(2026, 12, 1))
    assert found is not None
    assert (found.inspection_is_near, found.arbitration_is_near) == (inspection_near, arbitration_near)


def test_each_demand_begins_it_anew_while_it_runs_and_none_revives_it() -> None:
    ended = {"period_end": "2024-06-30"}
    kept = time_bars(ended, TODAY, demanded_on=[date(2025, 5, 1), date(2026, 4, 1)])
    assert kept is not None and kept.arbitration_on == date(2027, 4, 1)
    late = time_bars(ended, TODAY, demanded_on=[date(2025, 7, 1)])
    assert late is not None and late.arbitration_on == date(2025, 6, 30)


def test_the_year_does_not_run_while_he_is_employed() -> None:
    found = time_bars({"period_end": "2024-06-30"}, TODAY, is_employed=True)
    assert found is not None
    assert (found.arbitration_on, found.arbitration_is_near) == (None, False)
    assert found.inspection_on == date(2026, 6, 30)


def test_a_day_that_is_none_has_no_last_day() -> None:
    assert time_bars({"period_end": "2026-13-01"}, TODAY) is None
