"""Gives talks and cases that lie in no known county to an area, so that those who work there find them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cases.counties import county_code
from handlers.casework import show_on_screen
from handlers.desk_talks import masked_facts
from handlers.takeover import NotAllowed
from handlers.viewer import Right, UnknownArea, Viewer, read_area
from nlu.divisions import divisions
from storage import audit, unplaced
from storage.cases import CaseRow, Connection
from storage.conversations import ConversationRow
from storage.database import Database
from storage.vault import Vault

PLACED: Final = "area_assigned"


class PlacedAlready(Exception):
    """Somebody has said where it belongs, or the worker has, or there is no such thing."""


@dataclass(frozen=True, slots=True)
class UnplacedTalk:
    """A talk, and what its complaint says so far, masked."""

    row: ConversationRow
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Unplaced:
    """The newest of both."""

    cases: tuple[CaseRow, ...]
    talks: tuple[UnplacedTalk, ...]


class Placing:
    """For those who answer for an area: what lies nowhere is shown to each of them, whichever area is his.

    The first office deals with it or passes it on (Order 724, art. 10).
    """

    def __init__(self, database: Database, vault: Vault, now: Callable[[], datetime]) -> None:
        self._database, self._vault, self._now = database, vault, now

    async def listed(self, viewer: Viewer) -> Unplaced:
        """What is to be given to somebody; raises NotAllowed."""
        _refuse(viewer)
        return await self._database.read(self._listed)

    async def count(self, viewer: Viewer) -> int:
        """How much it is; 0 for who may not."""
        if not viewer.may(Right.PLACE):
            return 0
        return await self._database.read(lambda connection: unplaced.count(connection, self._now()))

    async def place_case(self, viewer: Viewer, number: str, where: str) -> str:
        """The area that the case belongs to now; raises NotAllowed, UnknownArea and PlacedAlready."""
        return await self._place(viewer, number, where, unplaced.place_case)

    async def place_talk(self, viewer: Viewer, id: str, where: str) -> str:
        """The area that the talk belongs to now; raises NotAllowed, UnknownArea and PlacedAlready."""
        return await self._place(viewer, id, where, unplaced.place_talk)

    async def _place(
        self, viewer: Viewer, subject: str, where: str, place: Callable[[Connection, str, str], bool]
    ) -> str:
        _refuse(viewer)
        area = read_where(where)

        def placed(connection: Connection) -> None:
            if not place(connection, subject, area):
                raise PlacedAlready
            at = self._now()
            audit.add(connection, by=viewer.name, action=PLACED, subject=subject, at=at, reason=area, area=area)

        await self._database.run(placed)
        self._database.ring()
        return area

    def _listed(self, connection: Connection) -> Unplaced:
        cases = tuple(unplaced.cases(connection, self._vault, show_on_screen))
        talks = unplaced.talks(connection, self._vault, self._now())
        return Unplaced(cases, tuple(UnplacedTalk(row, masked_facts(row)) for row in talks))


def read_where(text: str) -> str:
    """The area of a code, or of a place by its name; raises UnknownArea, also for all areas."""
    words = "".join(text.split())
    if not words:
        raise UnknownArea
    if words.isascii() and words.isdecimal():
        return read_area(words)
    if county := county_code(words):
        return county
    named = [one for one in divisions().values() if words in (one.name, one.short)]
    if len(named) != 1:
        raise UnknownArea
    return named[0].code[: 2 * named[0].level]


def _refuse(viewer: Viewer) -> None:
    if not viewer.may(Right.PLACE):
        raise NotAllowed
