"""What a turn makes true beside its words; decided by actions, carried out by handlers in the turn's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from dialogs.crew_effects import CrewEffect
from dialogs.link_effects import LinkEffect


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
    site_code: str | None = None
    no_board: bool = False


@dataclass(frozen=True, slots=True)
class EvidenceNamed:
    """What the pictures show that the worker has just sent: a code of cases/proof.py."""

    shows: str
    case_number: str


@dataclass(frozen=True, slots=True)
class BoardMissing:
    """The worker saw no notice board at the site of his case."""

    case_number: str


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
class DraftPaused:
    """The worker put the draft aside and wants to be reminded of it once."""

    draft_id: str


@dataclass(frozen=True, slots=True)
class DataErased:
    """Nothing that he told stays but what belongs to a filed case; the open drafts, if any, are closed."""

    draft_id: str | None
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WithdrawalCancelled:
    """The worker wants his case to go on after all."""

    case_number: str


@dataclass(frozen=True, slots=True)
class MoneyMissing:
    """The worker says that the money of a case that is closed, or said to be paid, has not come."""

    case_number: str


@dataclass(frozen=True, slots=True)
class MoneyCame:
    """The worker says that money came: so much more, or so much in all, or the whole; in his words."""

    case_number: str
    words: str
    yuan: str | None
    is_whole: bool = False
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class WorkerAsked:
    """The complaint was filed for somebody else, whom staff have to ask whether he wants it."""

    case_number: str


@dataclass(frozen=True, slots=True)
class WorkerConfirmed:
    """He for whom the complaint was filed says in this talk that he wants it."""

    case_number: str
    words: str


@dataclass(frozen=True, slots=True)
class VisitBooked:
    """The worker chose a time to come; `instead_of` is the visit that is moved by it."""

    visit_id: str
    slot_id: str
    case_number: str | None
    instead_of: str | None = None


@dataclass(frozen=True, slots=True)
class VisitCancelled:
    """The worker does not come."""

    visit_id: str


@dataclass(frozen=True, slots=True)
class CareNeeded:
    """Staff have to deal with it themselves: the worker is a child, or wants data of a case deleted."""

    kind: Literal["minor", "erasure"]


@dataclass(frozen=True, slots=True)
class CaseRated:
    """What the worker thinks of how his case was handled: his words, and the stars or the mood read from them."""

    case_number: str
    words: str
    rating: int | None
    satisfaction: str | None


@dataclass(frozen=True, slots=True)
class HumanRequested:
    """Staff must see this conversation; `crisis` at once."""

    reason: Literal["asked", "crisis", "not_understood", "failed"]


Effect = (
    ConsentGiven
    | ComplaintFiled
    | ComplaintSupplemented
    | BoardMissing
    | EvidenceNamed
    | CaseUrged
    | WithdrawalRequested
    | WithdrawalCancelled
    | MoneyMissing
    | MoneyCame
    | WorkerAsked
    | WorkerConfirmed
    | CaseRated
    | DraftPaused
    | DraftClosed
    | DataErased
    | VisitBooked
    | VisitCancelled
    | CareNeeded
    | HumanRequested
    | CrewEffect
    | LinkEffect
)


class Effects(Protocol):
    """Where an action puts what it decided."""

    async def put(self, conversation_id: str, effect: Effect) -> None:
        """Keep the effect with the turn under way; under a Rasa server, carry it out at once."""


class TurnEffects:
    """Effects of the turns under way, by conversation; the engine takes them when its turn is over."""

    def __init__(self) -> None:
        self._kept: dict[str, list[Effect]] = {}

    async def put(self, conversation_id: str, effect: Effect) -> None:
        self._kept.setdefault(conversation_id, []).append(effect)

    def take(self, conversation_id: str) -> tuple[Effect, ...]:
        """What was put since it was last taken; nothing stays behind."""
        return tuple(self._kept.pop(conversation_id, ()))
