"""All that proves a case, in one place: what the worker sent and what his crew sent, what each piece shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cases.desk import NoSuchCase
from cases.proof import SHOWS, missing_proof
from handlers.viewer import Viewer
from storage import audit, cases, crews, evidence, sites
from storage.cases import CaseRow, Connection
from storage.database import Database
from storage.evidence import EvidenceRow
from storage.vault import Vault


class NoSuchPiece(Exception):
    """There is no such evidence with that case."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing sent, and whether the worker himself or one of his crew sent it."""

    row: EvidenceRow
    is_own: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """A case's evidence, and what could still prove the work where there is no contract."""

    case: CaseRow
    pieces: list[Piece]
    missing: list[str]


class CaseEvidence:
    """Bounded by each viewer's area: a case outside it is not there for him."""

    def __init__(self, database: Database, vault: Vault, now: Callable[[], datetime]) -> None:
        self._database, self._vault, self._now = database, vault, now

    async def proof(self, viewer: Viewer, case_number: str) -> Proof:
        """All of it, the oldest first; raises NoSuchCase."""
        return await self._database.read(lambda connection: self._proof(connection, viewer, case_number))

    async def name(self, viewer: Viewer, case_number: str, id: str, shows: str) -> None:
        """What a piece shows, as an officer sees it; raises NoSuchCase and NoSuchPiece."""
        if shows not in SHOWS:
            raise NoSuchPiece

        def change(connection: Connection) -> None:
            proof = self._proof(connection, viewer, case_number)
            if id not in {piece.row.id for piece in proof.pieces}:
                raise NoSuchPiece
            evidence.name(connection, id, shows, viewer.name)
            if shows == "board":
                sites.see_board(connection, case_number, self._now())
            about = {"subject": case_number, "area": proof.case.county_code, "reason": shows}
            audit.add(connection, by=viewer.name, action="evidence_named", at=self._now(), **about)  # type: ignore[arg-type]

        await self._database.run(change)

    def _proof(self, connection: Connection, viewer: Viewer, case_number: str) -> Proof:
        case = cases.find_case(connection, self._vault, case_number)
        if case is None or not viewer.covers(case.county_code):
            raise NoSuchCase
        draft = cases.draft_filed(connection, case_number)
        own = evidence.of_complaint(connection, draft) if draft else []
        pieces = [Piece(row, True) for row in own]
        pieces += [Piece(row, False) for row in self._of_crew(connection, case)]
        shown = {piece.row.shows for piece in pieces if piece.row.shows}
        kinds = {*case.facts.get("evidence_kinds", ()), *shown}
        return Proof(case, pieces, missing_proof(kinds))

    def _of_crew(self, connection: Connection, case: CaseRow) -> list[EvidenceRow]:
        crew = crews.of_case(connection, self._vault, case.case_number)
        if crew is None:
            return []
        talks = [member.conversation_id for member in crews.members(connection, self._vault, crew.id) if member.counts]
        others = [talk for talk in talks if talk and talk != case.conversation_id]
        sent = [row for talk in others for row in evidence.of_conversation(connection, talk)]
        return [
            row for row in sent if row.draft_id is None
        ]  # what he sent for a complaint of his own is not the crew's
