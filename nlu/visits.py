"""Finds case numbers, visit times and ratings."""

from __future__ import annotations

from collections.abc import Sequence

from nlu.found import Context, Found


def find_visits(context: Context, taken: Sequence[Found]) -> list[Found]:
    """The fields case_no, visit_date, visit_time, rating and satisfaction."""
    return []
