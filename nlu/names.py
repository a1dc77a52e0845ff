"""Finds people, firms, sites, places and trades."""

from __future__ import annotations

from collections.abc import Sequence

from nlu.found import Context, Found


def find_names(context: Context, taken: Sequence[Found]) -> list[Found]:
    """The fields person, foreman, employer, project, place and job."""
    return []
