"""By which day a claim has to be brought, as far as the law says it in days; what cannot be known is left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

INSPECTION_YEARS: Final = 2  # Regulation on labour inspection, art. 20: from the act, or from its end if it continues
# Law on mediation and arbitration, art. 27: from when he knew; for wages not while he is employed, then from leaving.
ARBITRATION_YEARS: Final = 1
NEAR: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class TimeBars:
    """The last days, and whether each is near or gone; no day for arbitration while he still works there."""

    inspection_on: date
    arbitration_on: date | None
    inspection_is_near: bool
    arbitration_is_near: bool


def time_bars(
    facts: Mapping[str, Any],
    today: date,
    *,
    received_on: date | None = None,
    demanded_on: Iterable[date] = (),
    is_employed: bool = False,
) -> TimeBars | None:
    """The last days for work that has ended; None while nobody knows when it ended, or it goes on.

    The year of arbitration begins anew with each demand, promise or request to an authority (art. 27), our own receipt
    among them, that came before it was over.
    """
    ended_on = _day(facts.get("period_end"))
    if ended_on is None or ended_on >= today:
        return None
    inspection_on = years_after(ended_on, INSPECTION_YEARS)
    anew = sorted([*demanded_on, *([received_on] if received_on else [])])
    arbitration_on = None if is_employed else _interrupted(years_after(ended_on, ARBITRATION_YEARS), anew)
    near = arbitration_on is not None and arbitration_on - today <= NEAR
    return TimeBars(inspection_on, arbitration_on, inspection_on - today <= NEAR, near)


def _interrupted(last_on: date, anew: Iterable[date]) -> date:
    for day in anew:
        if day <= last_on:
            last_on = max(last_on, years_after(day, ARBITRATION_YEARS))
    return last_on


def years_after(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes the 28th (Civil Code, art. 202)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None
