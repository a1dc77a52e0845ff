"""What a dialog may know of crews, and what it may not: nobody's name or number but the worker's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, Protocol

Kind = Literal["stand", "mandate", "settlement", "withdrawal"]
COLLECTIVE: Final = 10  # from so many on 3 to 5 representatives may be chosen (rules on case handling, art. 5 and 62)
FEWEST, MOST = 3, 5
RUN: Final = "01234567890123456789"
DIFFERENT: Final = 3  # digits


def is_guessed_first(word: str) -> bool:
    """Whether a word is one of those that anybody would try: a run of digits, or hardly more than one of them."""
    return word in RUN or word[::-1] in RUN or len(set(word)) < DIFFERENT


@dataclass(frozen=True, slots=True)
class Door:
    """What is behind a word or a key: a crew to join, or nothing; `waits` when too many words were guessed.

    `is_filed`: its claim is a case already; `asks`: its members are asked something just now.
    """

    crew_id: str | None = None
    about: str | None = None
    waits: bool = False
    is_filed: bool = False
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Poll:
    """How a question to the members stands."""

    yes: int
    no: int
    silent: int


@dataclass(frozen=True, slots=True)
class Led:
    """The crew of a leader, as far as he may know: counts and sums."""

    crew_id: str
    case_number: str | None
    secrets: Mapping[str, str]
    is_open: bool
    people: int
    joined: int
    fen: int
    without_sum: int
    others: int
    polls: Mapping[Kind, Poll]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that waits for a member's answer.

    Of a settlement the part of his own claim that he would get; of a mandate who has agreed to be named.
    """

    kind: Kind
    share_fen: int | None = None
    names: str = ""


@dataclass(frozen=True, slots=True)
class Joined:
    """Where a worker belongs, and what he said of himself."""

    crew_id: str
    about: str | None
    name: str
    phone: str | None
    id_number: str | None
    days: Decimal | None
    fen: int | None
    open: tuple[Asked, ...]
    asked: tuple[Kind, ...]
    case_number: str | None
    status: str | None
    leads: bool
    goes_on: bool


class CrewReader(Protocol):
    """What actions ask before they decide."""

    async def behind(self, secret: str, conversation_id: str) -> Door:
        """The crew that a word or a key opens to him."""

    async def led_by(self, conversation_id: str) -> Led | None:
        """The crew that he leads."""

    async def joined_by(self, conversation_id: str) -> Joined | None:
        """The crew that he belongs to."""

    async def named(self, conversation_id: str, names: Sequence[str]) -> tuple[int, ...]:
        """The members, each known by one of the names, of the crew that he leads; none for a name without one."""
