"""The county whose desk a place belongs to."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any


def county_code(place: str | None) -> str | None:
    """The GB/T 2260 code of the county that a place names, None when it names none for sure."""
    county = _county_of()(place) if place else None
    return str(county.code) if county else None


@cache
def _county_of() -> Callable[[str], Any]:
    if find_spec("nlu.places") is None:  # the table of counties is not installed
        return lambda _: None
    found: Callable[[str], Any] = import_module("nlu.places").county_of
    return found
