"""What staff see of a case's crew within their areas: everything masked, and one member for a reason that is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from cases.crew_told import CrewBook, read_book
from cases.desk import NoSuchCase
from cases.masking import mask_id_number, mask_name, mask_phone
from handlers.casework import LONGEST_NOTE, ReasonMissing
from handlers.viewer import Viewer
from storage import audit, cases, crews
from storage.cases import CaseRow, Connection
from storage.crews import CrewRow, MemberRow
from storage.database import Database
from storage.vault import Vault

REVEALED: Final = "revealed"


@dataclass(frozen=True, slots=True)
class MemberPeek:
    """Which member somebody wants to see, and why: a code, and words where the code says too little."""

    case_number: str
    member_id: int
    reason: str
    words: str = ""


class Crewwork:
    """Bounded by each viewer's area, as cases are."""

    def __init__(self, database: Database, vault: Vault, now: Callable[[], datetime]) -> None:
        self._database, self._vault, self._now = database, vault, now

    async def book(self, viewer: Viewer, case_number: str) -> CrewBook | None:
        """The crew, masked; None where the case has none. Raises NoSuchCase."""

        def read(connection: Connection) -> CrewBook | None:
            self._case(connection, viewer, case_number)
            crew = crews.of_case(connection, self._vault, case_number)
            return masked(read_book(connection, self._vault, crew)) if crew else None

        return await self._database.read(read)

    async def reveal(self, viewer: Viewer, peek: MemberPeek) -> MemberRow:
        """The member as he is, once it is kept who looked and why; raises NoSuchCase and ReasonMissing."""
        if not peek.reason or (peek.reason == "other" and not peek.words.strip()):
            raise ReasonMissing
        return await self._database.run(lambda connection: self._revealed(connection, viewer, peek))

    def _revealed(self, connection: Connection, viewer: Viewer, peek: MemberPeek) -> MemberRow:
        case = self._case(connection, viewer, peek.case_number)
        crew = crews.of_case(connection, self._vault, peek.case_number)
        member = crews.member(connection, self._vault, peek.member_id)
        if crew is None or member is None or member.crew_id != crew.id:
            raise NoSuchCase
        note = self._vault.seal(peek.words[:LONGEST_NOTE], place=audit.NOTE_PLACE) if peek.words.strip() else None
        about = {"reason": f"crew_member:{member.id} {peek.reason}", "area": case.county_code, "note": note}
        audit.add(connection, by=viewer.name, action=REVEALED, subject=case.case_number, at=self._now(), **about)
        return member

    def _case(self, connection: Connection, viewer: Viewer, case_number: str) -> CaseRow:
        case = cases.find_case(connection, self._vault, case_number)
        if case is None or not viewer.covers(case.county_code):
            raise NoSuchCase
        return case


def masked(book: CrewBook) -> CrewBook:
    """Names, phones and ID numbers hidden; no word, no key, no conversation goes to a screen."""
    return replace(book, crew=_bare(book.crew), members=tuple(map(_hidden, book.members)))


def _bare(crew: CrewRow) -> CrewRow:
    return replace(crew, secrets={}, conversation_id="")


def _hidden(member: MemberRow) -> MemberRow:
    return replace(
        member,
        conversation_id=None,
        name=mask_name(member.name),
        listed_name=mask_name(member.listed_name) if member.listed_name else None,
        phone=mask_phone(member.phone) if member.phone else None,
        id_number=mask_id_number(member.id_number) if member.id_number else None,
    )
