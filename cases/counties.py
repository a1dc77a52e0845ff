"""The county whose desk a place belongs to."""

from __future__ import annotations

from nlu.places import county_of


def county_code(place: str | None) -> str | None:
    """The GB/T 2260 code of the county that a place names, None when it names none for sure."""
    county = county_of(place) if place else None
    return county.code if county else None
