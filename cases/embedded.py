"""Our own desk: takes complaints inside the turn's transaction, moves cases on, and tells how they stand."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from cases.clocks import Calendar, Standing, accept_by, due_after
from cases.complaint import Complaint
from cases.desk import CaseState, NoSuchCase
from cases.reading import CaseFile, Line, export_page, show_case, state_of
from cases.site_chain import known_site
from cases.sites import KnownSite
from cases.steps import ENDINGS, IllegalStep, Status, check_step
from cases.visit_book import booked_by, offered
from cases.visits import Booked, Offer
from storage import cases as rows
from storage import tasks
from storage.cases import CaseRow, ComplaintRow, Connection, Happening, Selection, Show
from storage.database import Database
from storage.links import cases_seen
from storage.tasks import Done
from storage.vault import Vault

PUBLISHED: Final = Calendar()
WORKER: Final = "worker"
NOT_OFFICERS: Final = frozenset({WORKER, "operator"})
PAGE: Final = 200


class NumberTaken(Exception):
    """Another case has this number already: think the turn again with a new one."""


class WithdrawalWaits(IllegalStep):
    """A wish to withdraw is granted a day later at the soonest: he may have been talked into it."""

    def __init__(self, until: datetime) -> None:
        ValueError.__init__(self, f"The worker can change his mind until {until:%Y-%m-%d %H:%M} UTC.")
        self.until = until


@dataclass(frozen=True, slots=True)
class Filing:
    """A draft that becomes a complaint."""

    draft_id: str
    conversation_id: str
    case_number: str
    facts: Mapping[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class Supplement:
    """What a worker adds to a filed complaint: his words, and the facts read from them."""

    case_number: str
    words: str
    facts: Mapping[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """What an officer decided; the note is for the worker."""

    case_number: str
    status: Status
    note: str | None
    by: str
    at: datetime


def file(connection: Connection, vault: Vault, filing: Filing, calendar: Calendar = PUBLISHED) -> str:
    """The case number of the draft: the one given, or the one it was filed under before.

    Raises BadFact for facts that cannot be held, and NumberTaken.
    """
    rows.share_events(connection)
    complaint = Complaint.from_facts(filing.facts)
    new = _row(complaint, filing.conversation_id, filing.case_number)
    if not rows.add_complaint(connection, vault, new, {"draft_id": filing.draft_id, "filed_at": filing.at}):
        return _filed_before(connection, filing.draft_id)
    values = {
        "status": Status.REGISTERED.value,
        "status_at": filing.at,
        "due_on": accept_by(calendar, filing.at).due_on,
        "county_code": complaint.county_code,
    }
    rows.add_case(connection, filing.case_number, values)
    registered = Happening(filing.case_number, "step", filing.at, WORKER, Status.REGISTERED.value)
    rows.add_event(connection, vault, registered)
    return filing.case_number


def supplement(connection: Connection, vault: Vault, added: Supplement, calendar: Calendar = PUBLISHED) -> None:
    """Keeps the words and the facts before them as an event, and the facts as they are now.

    A fact that cannot be held changes nothing but is kept in the event. Raises NoSuchCase.
    """
    rows.share_events(connection)
    case = locked(connection, vault, added.case_number)
    before = Complaint.from_facts(case.facts)
    after = before.with_facts(added.facts)
    rows.update_complaint(connection, vault, _row(after, case.conversation_id, case.case_number))
    values: dict[str, Any] = {"county_code": after.county_code or case.county_code}
    if case.status == Status.NEEDS_SUPPLEMENT:
        values["due_on"] = accept_by(calendar, added.at).due_on  # the clock starts when it is supplemented
    rows.change_case(connection, added.case_number, values)
    kept = {"words": added.words, "facts": dict(added.facts), "before": _replaced(before, after)}
    note = json.dumps(kept, ensure_ascii=False)
    rows.add_event(connection, vault, Happening(added.case_number, "supplement", added.at, WORKER, note=note))


def step(connection: Connection, vault: Vault, taken: Step, calendar: Calendar = PUBLISHED) -> CaseRow:
    """The case after the step; raises NoSuchCase, IllegalStep, ProofMissing and WithdrawalWaits.

    Of two officers who step at once the second sees what the first has done.
    """
    rows.share_events(connection)
    case = locked(connection, vault, taken.case_number)
    check_step(Status(case.status), taken.status, taken.note)
    _check_withdrawal(connection, taken)
    values = {
        "status": taken.status.value,
        "status_at": taken.at,
        "due_on": _due(connection, case, taken, calendar),
        **({"officer": taken.by} if taken.by not in NOT_OFFICERS else {}),
    }
    rows.change_case(connection, taken.case_number, values)
    happened = Happening(taken.case_number, "step", taken.at, taken.by, taken.status.value, taken.note)
    rows.add_event(connection, vault, happened)
    return locked(connection, vault, taken.case_number)


def _check_withdrawal(connection: Connection, taken: Step) -> None:
    """A wish to withdraw waits a day; with the case's end it is dealt with."""
    due_at = tasks.open_of_case(connection, taken.case_number, "withdrawal") if taken.status in ENDINGS else None
    if due_at is None:
        return
    if taken.status is Status.WITHDRAWN and taken.at < due_at:
        raise WithdrawalWaits(due_at)
    ended = Done(taken.by, taken.at, "withdraws" if taken.status is Status.WITHDRAWN else "done")
    tasks.finish_of_case(connection, taken.case_number, "withdrawal", ended)


def _due(connection: Connection, case: CaseRow, taken: Step, calendar: Calendar) -> date | None:
    filed_at = rows.last_step_at(connection, case.case_number, Status.FILED.value)
    return due_after(calendar, taken.status, taken.at, Standing(filed_at, case.due_on))


def locked(connection: Connection, vault: Vault, case_number: str) -> CaseRow:
    """The case, which nobody else changes until the transaction ends; raises NoSuchCase."""
    case = rows.lock_case(connection, vault, case_number)
    if case is None:
        raise NoSuchCase
    return case


def _filed_before(connection: Connection, draft_id: str) -> str:
    number = rows.number_filed(connection, draft_id)
    if number is None:
        raise NumberTaken
    return number


def _row(complaint: Complaint, conversation_id: str, case_number: str) -> ComplaintRow:
    return ComplaintRow(
        conversation_id=conversation_id,
        case_number=case_number,
        facts=complaint.to_facts(),
        claimed_fen=complaint.money.claimed_fen,
        claimed_max_fen=complaint.money.claimed_max_fen,
        headcount=complaint.headcount,
        county_code=complaint.county_code,
    )


def _replaced(before: Complaint, after: Complaint) -> dict[str, Any]:
    return {field: value for field, value in before.facts.items() if after.facts.get(field) != value}


class EmbeddedDesk:
    """Reads cases, each time on one snapshot, and takes steps in transactions of their own."""

    def __init__(self, database: Database, vault: Vault, calendar: Calendar = PUBLISHED) -> None:
        self._database, self._vault, self._calendar = database, vault, calendar

    async def state(self, case_number: str) -> CaseState | None:
        """The case as it stands, None if there is no such case."""
        case = await self._database.read(lambda connection: rows.find_case(connection, self._vault, case_number))
        return state_of(case) if case else None

    async def cases_of(self, conversation_id: str) -> list[CaseState]:
        """The cases filed in that conversation, or in others of the same worker, newest first."""
        cases = await self._database.read(lambda connection: cases_seen(connection, self._vault, conversation_id))
        return [state_of(case) for case in cases]

    async def site(self, code: str) -> KnownSite | None:
        """The site with that code, None if nobody knows it."""
        return await self._database.read(lambda connection: known_site(connection, self._vault, code))

    async def offers(self, county: str | None, now: datetime, count: int, after: str | None = None) -> list[Offer]:
        """The next times for a visit with room in a county or near it, those after the slot `after`."""
        return await self._database.read(lambda connection: offered(connection, county, now, count, after))

    async def visits_of(self, conversation_id: str, now: datetime) -> list[Booked]:
        """The worker's visits to come, in order."""
        return await self._database.read(lambda connection: booked_by(connection, conversation_id, now))

    async def cases(self, wanted: Selection, show: Show) -> list[CaseRow]:
        """A page of cases, newest first."""
        return await self._database.read(lambda connection: rows.list_cases(connection, self._vault, wanted, show))

    async def case_file(self, case_number: str, show: Show) -> CaseFile | None:
        """One case and its events; supplements are shown as the facts are."""
        return await self._database.read(lambda connection: show_case(connection, self._vault, case_number, show))

    async def export(self, show: Show, *, at_once: int = PAGE) -> AsyncIterator[Line]:
        """All complaints with their steps, in the order of their filing, read a page at a time."""
        page = Selection(count=at_once)
        while lines := await self._read_page(page, show):
            for line in lines:
                yield line
            page = Selection(before=lines[-1]["case_number"], count=at_once)

    async def take_step(self, taken: Step) -> CaseRow:
        """The case after the step, told on to whoever waits for news; raises what `embedded.step` raises."""
        case = await self._database.run(lambda connection: step(connection, self._vault, taken, self._calendar))
        self._database.ring()
        return case

    async def _read_page(self, page: Selection, show: Show) -> list[Line]:
        return await self._database.read(lambda connection: export_page(connection, self._vault, page, show))
