"""What a construction site is: its code, where it lies, and the chain of those who build there."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

CODE: Final = re.compile(r"[A-Z0-9][A-Z0-9_-]{2,63}")  # WeChat takes 64 characters in a scene
LETTER: Final = "G"
DIGITS: Final = 6


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


def own_code(site_id: str, attempt: int = 0) -> str:
    """A code for a site that came without one: short enough to be typed, another one at each attempt."""
    digest = hashlib.sha256(f"{site_id} {attempt}".encode()).digest()
    return f"{LETTER}{int.from_bytes(digest[:8]) % 10**DIGITS:0{DIGITS}d}"
