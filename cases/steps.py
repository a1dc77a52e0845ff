"""The statuses of a case, which may follow which, and the words that staff use for them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

WORDS = Path(__file__).with_name("statuses.yml")


class Status(StrEnum):
    """How a case can stand."""

    REGISTERED = "registered"
    NEEDS_SUPPLEMENT = "needs_supplement"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    FILED = "filed"
    INVESTIGATING = "investigating"
    PAYMENT_ORDERED = "payment_ordered"
    EXTENDED = "extended"
    INTERVIEWED = "interviewed"
    CONSULTED = "consulted"
    DECIDED = "decided"
    TRANSFERRED = "transferred"
    ENFORCEMENT_REQUESTED = "enforcement_requested"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    PAID = "paid"
    REOPENED = "reopened"


S = Status
MEASURES = frozenset({S.INTERVIEWED, S.CONSULTED, S.PAYMENT_ORDERED})
ENDINGS = frozenset({S.WITHDRAWN, S.CLOSED, S.PAID})
AT_WORK = frozenset({S.INVESTIGATING, S.EXTENDED, S.DECIDED, S.TRANSFERRED, *MEASURES, *ENDINGS})

NEXT: Mapping[Status, frozenset[Status]] = {
    # Within five working days it is taken, refused or sent on; one notice asks for what is missing.
    S.REGISTERED: frozenset({S.NEEDS_SUPPLEMENT, S.ACCEPTED, S.REFUSED, S.TRANSFERRED, S.WITHDRAWN, S.PAID}),
    S.NEEDS_SUPPLEMENT: frozenset({S.ACCEPTED, S.REFUSED, S.TRANSFERRED, S.WITHDRAWN, S.CLOSED, S.PAID}),
    # Employers often pay after a call or an order, before anything is filed.
    S.ACCEPTED: frozenset({S.FILED, S.INVESTIGATING, S.TRANSFERRED, *MEASURES, *ENDINGS}),
    S.REFUSED: frozenset({S.REOPENED}),
    S.FILED: AT_WORK,
    # The same measure may be taken again: a second interview, a second order.
    S.INVESTIGATING: AT_WORK - {S.INVESTIGATING},
    S.INTERVIEWED: AT_WORK,
    S.CONSULTED: AT_WORK,
    S.PAYMENT_ORDERED: AT_WORK | {S.ENFORCEMENT_REQUESTED},
    S.EXTENDED: AT_WORK - {S.EXTENDED},  # once, with approval
    # Only what was ordered or decided can be enforced.
    S.DECIDED: frozenset({S.PAYMENT_ORDERED, S.ENFORCEMENT_REQUESTED, S.TRANSFERRED, *ENDINGS}),
    S.TRANSFERRED: frozenset({S.REOPENED, *ENDINGS}),  # the other office may send it back
    S.ENFORCEMENT_REQUESTED: ENDINGS,
    S.WITHDRAWN: frozenset({S.REOPENED}),
    # Closed is not paid: the money may come later, or not at all.
    S.CLOSED: frozenset({S.PAID, S.REOPENED}),
    S.PAID: frozenset({S.CLOSED, S.REOPENED}),
    S.REOPENED: AT_WORK | {S.NEEDS_SUPPLEMENT, S.ACCEPTED, S.FILED},
}


class UnknownStatus(ValueError):
    """No status has this name."""

    def __init__(self) -> None:
        super().__init__(f"No such status; there are: {', '.join(Status)}.")


class IllegalStep(ValueError):
    """The case cannot go there from where it stands."""

    def __init__(self, status: Status, to: Status) -> None:
        self.status, self.to, self.allowed = status, to, allowed(status)
        super().__init__(f"A case that is {status} cannot become {to}; next can be: {', '.join(self.allowed)}.")


class ProofMissing(ValueError):
    """A case is paid only when the worker confirms it or a proof of payment is there: the note must say which."""

    def __init__(self) -> None:
        super().__init__(str(ProofMissing.__doc__))


def check_step(status: Status, to: Status, note: str | None) -> None:
    """Raises IllegalStep for a step that is not in the table, ProofMissing for paid without its proof."""
    if to not in NEXT[status]:
        raise IllegalStep(status, to)
    if to is Status.PAID and not (note and note.strip()):
        raise ProofMissing


def allowed(status: Status) -> tuple[Status, ...]:
    """What the case can become next, in the order in which cases go."""
    return tuple(to for to in Status if to in NEXT[status])


def status_named(text: str) -> Status:
    """The status that staff mean by a code or an official word; raises UnknownStatus."""
    word = "".join(unicodedata.normalize("NFKC", text).split()).replace("/", "").lower()
    if word not in _by_word():
        raise UnknownStatus
    return _by_word()[word]


def official(status: Status) -> str:
    """The official word for a status."""
    return str(_words()[status]["official"])


@cache
def _words() -> Mapping[str, Any]:
    words: Mapping[str, Any] = yaml.safe_load(WORDS.read_text("utf-8"))
    return words


@cache
def _by_word() -> Mapping[str, Status]:
    words = {word: Status(code) for code, one in _words().items() for word in (code, one["official"], *one["others"])}
    return words
