"""Who looks: a member of staff, what his role lets him do, and how far his area reaches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from nlu.divisions import Division, divisions

CODE_LENGTHS: Final = (2, 4, 6)


class UnknownArea(ValueError):
    """An area is the GB/T 2260 code of a province, prefecture or county, such as 32, 3211 or 321102; empty is all."""

    def __str__(self) -> str:
        return str(self.__doc__)


class Role(StrEnum):
    """What somebody is hired for."""

    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"
    AUDITOR = "auditor"


class Right(StrEnum):
    """One kind of thing that can be done in the console."""

    SEE_TALKS = "see_talks"
    TALK = "talk"
    SEE_CASES = "see_cases"
    MOVE_CASES = "move_cases"
    REVEAL = "reveal"
    SEE_FIGURES = "see_figures"
    SEE_AUDIT = "see_audit"
    MANAGE_STAFF = "manage_staff"
    MANAGE_SITES = "manage_sites"
    PLACE = "place"


LOOKING: Final = frozenset({Right.SEE_TALKS, Right.SEE_CASES, Right.SEE_FIGURES})
DEALING: Final = LOOKING | {Right.TALK, Right.MOVE_CASES, Right.REVEAL}
RIGHTS: Final[Mapping[Role, frozenset[Right]]] = {
    Role.OFFICER: DEALING,
    Role.SUPERVISOR: DEALING | {Right.MANAGE_SITES, Right.PLACE},
    Role.ADMIN: frozenset(Right),  # a small office has one person for everything
    Role.AUDITOR: LOOKING | {Right.SEE_AUDIT},
}


@dataclass(frozen=True, slots=True)
class Viewer:
    """A member of staff at work; `area` is the beginning of county codes, empty for all of them."""

    staff_id: str
    name: str
    role: Role
    area: str = ""

    def may(self, right: Right) -> bool:
        """Whether his role has the right."""
        return right in RIGHTS[self.role]

    def covers(self, code: str | None) -> bool:
        """Whether a county, or a whole area, lies in his; what lies nowhere is for those who see everything."""
        return (code or "").startswith(self.area)

    def sees_talk(self, code: str | None) -> bool:
        """Whether a talk is his to see: those of his area, and those of which nobody knows yet where they belong.

        The first office deals with it or passes it on (Order 724, art. 10).
        """
        return code is None or self.covers(code)


def read_area(text: str) -> str:
    """The beginning that all county codes of the area share; raises UnknownArea."""
    code = text.strip()
    if not code:
        return ""
    division = divisions().get(code.ljust(6, "0")) if len(code) in CODE_LENGTHS else None
    if division is None:
        raise UnknownArea
    return division.code[: 2 * division.level]


def area_names(area: str) -> tuple[str, ...]:
    """The names of the area from the province down; none for all areas and for codes that nobody knows."""
    codes = [area[:length].ljust(6, "0") for length in CODE_LENGTHS if length <= len(area)]
    found: list[Division] = [divisions()[code] for code in codes if code in divisions()]
    return tuple(each.name for each in found)
