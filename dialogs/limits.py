"""By which day a claim should be brought, as far as the law says it in days; what cannot be known is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

INSPECTION_YEARS = 2  # Regulation on labour inspection, art. 20: from the end of the act
ARBITRATION_YEARS = 1  # Law on mediation and arbitration, art. 27: from leaving, and anew from each demand or promise
NEAR = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Limits:
    """The last days, and whether each is near or gone on the day that was asked for."""

    inspection_on: date
    arbitration_on: date
    inspection_is_near: bool
    arbitration_is_near: bool


def limits(facts: Mapping[str, Any], today: date, demanded_on: date | None = None) -> Limits | None:
    """The last days for work that has ended; None while nobody knows when it ended, or it goes on.

    `demanded_on` is when the worker last asked an authority for help: the year of arbitration begins anew with it.
    """
    ended = facts.get("period_end")
    if not ended or (ended_on := date.fromisoformat(str(ended))) >= today:
        return None
    inspection_on = years_after(ended_on, INSPECTION_YEARS)
    arbitration_on = years_after(max(ended_on, demanded_on or ended_on), ARBITRATION_YEARS)
    return Limits(inspection_on, arbitration_on, inspection_on - today <= NEAR, arbitration_on - today <= NEAR)


def years_after(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes the 28th (Civil Code, art. 202)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
