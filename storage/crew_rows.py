"""What the rows of crews are outside the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

State = Literal["listed", "joined", "left"]
Door = Literal["word", "join", "leader"]


@dataclass(frozen=True, slots=True)
class CrewRow:
    """A crew; `secrets` are its word and its two keys by their doors, empty for one that was only listed."""

    id: str
    conversation_id: str
    case_number: str | None
    about: Mapping[str, str]
    secrets: Mapping[str, str]
    begun_at: datetime
    opened_at: datetime | None = None
    good_until: datetime | None = None
    closed_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """Whether one can join."""
        return self.closed_at is None and self.good_until is not None and self.good_until > now


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One of a crew: what the leader listed of him, and what he said himself."""

    id: int
    crew_id: str
    conversation_id: str | None
    name: str
    phone: str | None
    id_number: str | None
    listed_name: str | None
    listed_days: Decimal | None
    listed_fen: int | None
    said_days: Decimal | None
    said_fen: int | None
    state: State
    double_of: int | None
    consent: str | None
    joined_at: datetime | None
    left_at: datetime | None
    is_late: bool

    @property
    def counts(self) -> bool:
        """Whether he is one of those whose money is claimed."""
        return self.state != "left" and self.double_of is None

    @property
    def claimed_fen(self) -> int | None:
        """His own figure; what was listed while he has said none."""
        return self.said_fen if self.said_fen is not None else self.listed_fen

    @property
    def days(self) -> Decimal | None:
        """His own figure; what was listed while he has said none."""
        return self.said_days if self.said_days is not None else self.listed_days


@dataclass(frozen=True, slots=True)
class Totals:
    """What a leader may know: how many count, how many of them have joined, the sum of their claims."""

    people: int = 0
    joined: int = 0
    fen: int = 0
    without_sum: int = 0
