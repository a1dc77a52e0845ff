"""Who may be asked to pay beside the debtor, and by which article of Order 724; what it comes to the inspector decides.

Regulation on ensuring wage payment to migrant workers, State Council Order 724, in force since May 2020.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

Payer = Literal["general_contractor", "owner", "who_gave_it_to_a_person", "user_of_the_agency"]
ARTICLES: Final[Mapping[Payer, int]] = {
    "general_contractor": 30,  # pays first what a subcontractor owes
    "owner": 29,  # up to the works money that it has not paid
    "who_gave_it_to_a_person": 36,  # a firm that gave the work to a person or to somebody not fit for it
    "user_of_the_agency": 18,  # who used workers of a person or firm without a licence to hire out
}


@dataclass(frozen=True, slots=True)
class Liability:
    """Somebody who may be asked, and why: an article."""

    payer: Payer

    @property
    def article(self) -> int:
        return ARTICLES[self.payer]


@dataclass(frozen=True, slots=True)
class Signs:
    """Words in a firm's name that tell what it is; they are Chinese and come from the texts."""

    agency: tuple[str, ...]
    contractor: tuple[str, ...]


def who_may_be_asked(facts: Mapping[str, Any], signs: Signs) -> Liability | None:
    """Whom the facts point to first beside the debtor; None where they point to nobody."""
    employer, foreman = str(facts.get("employer") or ""), facts.get("foreman")
    if any(word in employer for word in signs.agency):
        return Liability("user_of_the_agency")
    if not facts.get("project"):  # the other articles are about building sites
        return None
    if not employer and foreman:
        return Liability("who_gave_it_to_a_person")
    if any(word in employer for word in signs.contractor):
        return Liability("owner")
    return Liability("general_contractor")
