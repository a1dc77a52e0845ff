"""The desk that takes complaints: ours, or an agency's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from cases.sites import SiteReader
from cases.visits import VisitReader


@dataclass(frozen=True, slots=True)
class CaseState:
    """How a case stands: its status code, when it came to that, and the day by which the next step is due.

    `officer` is who of the staff has it; `paid_fen` is what came since it was filed.
    """

    case_number: str
    status: str
    status_at: datetime
    filed_at: datetime
    due_on: date | None
    facts: Mapping[str, Any]
    officer: str | None = None
    paid_fen: int | None = None
    owed_fen: int | None = None


class NoSuchCase(Exception):
    """There is no case with this number."""


class CaseReader(Protocol):
    """What a dialog may know of cases."""

    async def state(self, case_number: str) -> CaseState | None:
        """The case as it stands, None if there is no such case."""

    async def cases_of(self, conversation_id: str) -> list[CaseState]:
        """The cases filed in that conversation, or in others of the same worker, newest first."""


class DeskReader(CaseReader, SiteReader, VisitReader, Protocol):
    """What a dialog may know of cases, of the sites that they are about, and of visits."""
