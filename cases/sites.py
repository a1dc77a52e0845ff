"""What a construction site is: its code, where it lies, and the chain of those who build there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

CODE: Final = re.compile(r"[A-Z0-9][A-Z0-9_-]{2,63}")  # WeChat takes 64 characters in a scene
LETTER: Final = "G"
DIGITS: Final = 6

Below = Callable[[int], int]


class PartyRole(StrEnum):
    """Who somebody is in a site's chain, from the top (Order 724, art. 29 to 34)."""

    OWNER = "owner"
    GENERAL_CONTRACTOR = "general_contractor"
    SUBCONTRACTOR = "subcontractor"
    WAGE_OFFICER = "wage_officer"


class Source(StrEnum):
    """Where a fact about a site comes from."""

    REGISTRY = "registry"
    COMPLAINT = "complaint"
    BOARD = "board"
    OFFICER = "officer"


@dataclass(frozen=True, slots=True)
class Party:
    """One of a site's chain, and where that is known from; `reference` is a list's id or a case's number."""

    role: PartyRole
    name: str
    phone: str | None = None
    source: Source = Source.REGISTRY
    reference: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """A construction site with its chain as it is known now."""

    id: str
    code: str
    name: str
    county_code: str | None
    address: str | None
    source: Source
    parties: tuple[Party, ...] = ()
    no_board_at: datetime | None = None
    board_at: datetime | None = None

    def named(self, role: PartyRole) -> list[str]:
        """The names in that role, as they came."""
        return [party.name for party in self.parties if party.role is role]


@dataclass(frozen=True, slots=True)
class KnownSite:
    """What a worker is spared to say because his site is known."""

    code: str
    name: str
    place: str | None
    general_contractor: str | None
    employers: tuple[str, ...]


class SiteReader(Protocol):
    """What a dialog may know of sites."""

    async def site(self, code: str) -> KnownSite | None:
        """The site with that code, None if nobody knows it."""


def parse_site_code(text: str) -> str | None:
    """The code that was meant, however it was typed; None if it can be none."""
    code = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).upper()
    return code if CODE.fullmatch(code) else None


def new_site_code(below: Below) -> str:
    """A code for a site that came without one, from chance such as `secrets.randbelow`; short enough to be typed."""
    return f"{LETTER}{below(10**DIGITS):0{DIGITS}d}"


def differing(known: Iterable[Party], said: Iterable[Party]) -> list[Party]:
    """Those of the second chain that the first does not have in the same role."""
    have = {(party.role, party.name) for party in known}
    return [party for party in said if (party.role, party.name) not in have]
