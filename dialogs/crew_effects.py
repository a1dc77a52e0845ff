"""What a turn makes true in a crew; carried out by handlers in the turn's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cases.crews import Kind


@dataclass(frozen=True, slots=True)
class Wording:
    """A question as members will read it, its blanks filled for each; `guarded` is for phones that others see."""

    text: str
    choices: tuple[str, ...]
    guarded: str


@dataclass(frozen=True, slots=True)
class CrewOpened:
    """The leader lets others join the complaint of that draft, or of that case; `workers` are those he has named."""

    draft_id: str | None
    case_number: str | None
    about: Mapping[str, str]
    secrets: Mapping[str, str]
    workers: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class CrewClosed:
    """Nobody may join any more."""

    crew_id: str


@dataclass(frozen=True, slots=True)
class CrewWordMissed:
    """What he gave opens no crew; it counts against guessing."""


@dataclass(frozen=True, slots=True)
class CrewJoined:
    """The worker joins with his own days and sum, under the notice of that version.

    `offer` is what the leader is told once when with him they are enough to choose representatives.
    """

    crew_id: str
    person: Mapping[str, str | None]
    days: str | None
    yuan: str | None
    consent: str
    offer: str = ""


@dataclass(frozen=True, slots=True)
class CrewLeft:
    """The worker wants to be in it no more."""


@dataclass(frozen=True, slots=True)
class MembersAsked:
    """The leader has something asked of each member who has joined; `member_ids` when only of these."""

    crew_id: str
    kind: Kind
    wording: Wording
    member_ids: tuple[int, ...] | None = None
    yuan: str | None = None


@dataclass(frozen=True, slots=True)
class MemberAnswered:
    """A member's own yes or no; `then` is what all others are asked once the representatives have said yes."""

    kind: Kind
    is_yes: bool
    then: Wording | None = None


CrewEffect = CrewOpened | CrewClosed | CrewWordMissed | CrewJoined | CrewLeft | MembersAsked | MemberAnswered
