"""Visits at reception points: what is offered to a worker, and what of his is still to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Offer:
    """A time at which a worker can come, and where."""

    slot_id: str
    starts_at: datetime
    point: str
    address: str
    phone: str | None


@dataclass(frozen=True, slots=True)
class Booked:
    """A visit that is still to come."""

    visit_id: str
    offer: Offer


class VisitReader(Protocol):
    """What a dialog may know of visits."""

    async def offers(self, county: str | None, now: datetime, count: int, after: str | None = None) -> list[Offer]:
        """The next times with room in a county or near it, those after the slot `after`."""

    async def visits_of(self, conversation_id: str, now: datetime) -> list[Booked]:
        """The worker's visits to come, in order."""
