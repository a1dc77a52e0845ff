"""What a turn makes true beside its words; decided by actions, carried out by handlers in the turn's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """The worker agreed to, or refused, the notice of that version."""

    version: str
    given: bool


@dataclass(frozen=True, slots=True)
class ComplaintFiled:
    """The draft becomes a complaint with that number; filing the same draft again changes nothing."""

    draft_id: str
    case_number: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ComplaintSupplemented:
    """The worker added to, or corrected, a filed complaint: his words, and the facts read from them."""

    case_number: str
    words: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CaseUrged:
    """The worker asked that his case move faster."""

    case_number: str


@dataclass(frozen=True, slots=True)
class WithdrawalRequested:
    """The worker asks to withdraw a filed complaint; the case itself does not change."""

    case_number: str


@dataclass(frozen=True, slots=True)
class DraftClosed:
    """The worker gave up an unfinished complaint."""

    draft_id: str
    reason: Literal["withdrawn", "restarted", "consent_refused"]


@dataclass(frozen=True, slots=True)
class HumanRequested:
    """Staff must see this conversation; `crisis` at once."""

    reason: Literal["asked", "crisis", "not_understood"]


Effect = (
    ConsentGiven
    | ComplaintFiled
    | ComplaintSupplemented
    | CaseUrged
    | WithdrawalRequested
    | DraftClosed
    | HumanRequested
)


class Effects(Protocol):
    """Where an action puts what it decided."""

    async def put(self, conversation_id: str, effect: Effect) -> None:
        """Keep the effect with the turn under way; under a Rasa server, carry it out at once."""
