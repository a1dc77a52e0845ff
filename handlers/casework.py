"""What staff do with cases within their areas: look through them, open one, move it on, see a masked value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from cases.clocks import Calendar, day_of
from cases.desk import NoSuchCase
from cases.embedded import Step, step
from cases.masking import MASKS, mask_facts, mask_numbers
from cases.reading import CaseFile, show_case, unmasked
from cases.steps import Status
from cases.wishes import Sums, set_sums
from handlers.notice_kinds import is_guarded
from handlers.viewer import Role, Viewer
from storage import audit, case_lists
from storage import cases as rows
from storage.case_lists import Listed, Tally
from storage.cases import CaseRow, Connection
from storage.database import Database
from storage.vault import Vault

REVEALABLE: Final = frozenset(MASKS) - {"words", "name"} | {"workers"}
LONGEST_NOTE: Final = 500


class MovedMeanwhile(Exception):
    """The case is not where it was when somebody decided what to do with it."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


class FormerOfficer(Exception):
    """The worker's money did not come while he had the case: somebody else takes it up again."""


class NoteTooLong(ValueError):
    """A note is for a worker to read on his phone: at most 500 characters."""


class ReasonMissing(ValueError):
    """Who looks at what is masked says why."""


@dataclass(frozen=True, slots=True)
class CasePage:
    """A page of cases, one more than fits when there are more, and the counts of all in the area."""

    cases: list[CaseRow]
    tallies: list[Tally]


@dataclass(frozen=True, slots=True)
class Move:
    """A step that somebody decided when he saw the case stand at `seen`."""

    case_number: str
    seen: str
    status: Status
    note: str | None


@dataclass(frozen=True, slots=True)
class Peek:
    """Which masked value somebody wants to see, and why: a code, and words where the code says too little."""

    case_number: str
    field: str
    reason: str
    words: str = ""


class Casework:
    """Bounded by each viewer's area: a case outside it is not there for him."""

    def __init__(self, database: Database, vault: Vault, calendar: Calendar, now: Callable[[], datetime]) -> None:
        self._database, self._vault, self._calendar, self._now = database, vault, calendar, now

    @property
    def today(self) -> date:
        """The day that it is in China."""
        return day_of(self._now())

    async def page(self, viewer: Viewer, wanted: Listed) -> CasePage:
        """The cases wanted, masked, and how many there are of each kind in his area."""
        bounded = replace(wanted, area=viewer.area)

        def read(connection: Connection) -> CasePage:
            cases = case_lists.list_page(connection, self._vault, bounded, show_on_screen)
            return CasePage(cases, case_lists.tallies(connection, viewer.area, self.today))

        return await self._database.read(read)

    async def file(self, viewer: Viewer, case_number: str) -> CaseFile:
        """One case, masked, with all that happened; raises NoSuchCase."""
        found = await self._database.read(lambda c: show_case(c, self._vault, case_number, show_on_screen))
        if found is None or not viewer.covers(found.case.county_code):
            raise NoSuchCase
        return found

    async def move(self, viewer: Viewer, move: Move) -> CaseRow:
        """The case after the step, the worker told by and by.

        Raises NoSuchCase, MovedMeanwhile, FormerOfficer, NoteTooLong, IllegalStep, WithdrawalWaits and ProofMissing.
        """
        if move.note and len(move.note) > LONGEST_NOTE:
            raise NoteTooLong
        case = await self._database.run(lambda connection: self._moved(connection, viewer, move))
        self._database.ring()
        return case

    async def set_sums(self, viewer: Viewer, case_number: str, sums: Sums) -> None:
        """Keeps what is known of a case's money, beside what is claimed; raises NoSuchCase."""

        def put(connection: Connection) -> None:
            rows.share_events(connection)
            case = self._within(viewer, rows.find_case(connection, self._vault, case_number))
            set_sums(connection, self._vault, case_number, sums, viewer.name, self._now())
            self._note(connection, viewer, "sums_set", case)

        await self._database.run(put)

    async def is_guarded(self, viewer: Viewer, case_number: str) -> bool:
        """Whether the worker is told in words that betray nothing; raises NoSuchCase."""

        def read(connection: Connection) -> bool:
            case = self._within(viewer, rows.find_case(connection, self._vault, case_number))
            return is_guarded(connection, self._vault, case.conversation_id)

        return await self._database.read(read)

    async def reveal(self, viewer: Viewer, peek: Peek) -> Any:
        """The value as it was said, once it is kept who looked and why; raises NoSuchCase and ReasonMissing."""
        if not peek.reason or (peek.reason == "other" and not peek.words.strip()):
            raise ReasonMissing
        return await self._database.run(lambda connection: self._revealed(connection, viewer, peek))

    def _moved(self, connection: Connection, viewer: Viewer, move: Move) -> CaseRow:
        rows.share_events(connection)
        case = self._within(viewer, rows.lock_case(connection, self._vault, move.case_number))
        if case.status != move.seen:
            raise MovedMeanwhile(case.status)
        if is_formers(case, viewer):
            raise FormerOfficer
        taken = Step(move.case_number, move.status, move.note, viewer.name, self._now())
        after = step(connection, self._vault, taken, self._calendar)
        self._note(connection, viewer, "case_stepped", case, reason=move.status.value)
        return after

    def _revealed(self, connection: Connection, viewer: Viewer, peek: Peek) -> Any:
        case = self._within(viewer, rows.find_case(connection, self._vault, peek.case_number))
        if peek.field not in REVEALABLE or case.facts.get(peek.field) is None:
            raise NoSuchCase
        note = self._vault.seal(peek.words[:LONGEST_NOTE], place=audit.NOTE_PLACE) if peek.words.strip() else None
        self._note(connection, viewer, "revealed", case, reason=f"{peek.field} {peek.reason}", note=note)
        return unmasked(case.facts)[peek.field]

    def _within(self, viewer: Viewer, case: CaseRow | None) -> CaseRow:
        if case is None or not viewer.covers(case.county_code):
            raise NoSuchCase
        return case

    def _note(self, connection: Connection, viewer: Viewer, action: str, case: CaseRow, **more: str | None) -> None:
        about = {"subject": case.case_number, "area": case.county_code, **more}
        audit.add(connection, by=viewer.name, action=action, at=self._now(), **about)  # type: ignore[arg-type]


def is_formers(case: CaseRow, viewer: Viewer) -> bool:
    """Whether it was reopened because the money did not come in his hands; who is above officers may go on with it."""
    was_his = case.officer is None and case.former_officer == viewer.name
    return was_his and case.status == Status.REOPENED and viewer.role is Role.OFFICER


def show_on_screen(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts masked; of a worker's own words only the numbers, for staff must be able to read them."""
    words = facts.get("words")
    return {**mask_facts(facts), **({"words": mask_numbers(words)} if isinstance(words, str) else {})}
