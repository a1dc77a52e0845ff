"""What is shown of cases: how they stand, their files, the lines of the export."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from cases import case_proof, crew_told
from cases.desk import CaseState
from storage import cases as rows
from storage import crews
from storage.cases import CaseRow, Connection, Event, Selection, Show
from storage.vault import Vault

Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One case with all that happened to it."""

    case: CaseRow
    events: tuple[Event, ...]


def unmasked(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as they are, for whoever may see them; the other choice is `masking.mask_facts`."""
    return dict(facts)


def show_case(connection: Connection, vault: Vault, case_number: str, show: Show) -> CaseFile | None:
    """One case and its events, on the snapshot of that connection."""
    case = rows.find_case(connection, vault, case_number)
    if case is None:
        return None
    events = rows.events_of(connection, vault, [case_number])
    return CaseFile(replace(case, facts=show(case.facts)), tuple(_shown(event, show) for event in events))


def _shown(event: Event, show: Show) -> Event:
    if event.kind not in ("supplement", "money", "sums") or event.note is None:
        return event
    return replace(event, note=json.dumps(show(json.loads(event.note)), ensure_ascii=False))


def export_page(connection: Connection, vault: Vault, page: Selection, show: Show) -> list[Line]:
    """The next lines of the export, after the case with the number `page.before`."""
    cases = rows.cases_after(connection, vault, page, show)
    events = rows.events_of(connection, vault, [case.case_number for case in cases])
    lines = [export_line(case, [event for event in events if event.case_number == case.case_number]) for case in cases]
    return [_with_proof(connection, vault, _with_crew(connection, vault, line, show)) for line in lines]


def _with_proof(connection: Connection, vault: Vault, line: Line) -> Line:
    """The line with what was sent to prove it and the site that it is about; what there is none of is left out."""
    proof, site = (
        case_proof.evidence_list(connection, line["case_number"]),
        case_proof.site_told(connection, vault, line),
    )
    return {**line, **({"evidence": proof} if proof else {}), **({"site": site} if site else {})}


def _with_crew(connection: Connection, vault: Vault, line: Line, show: Show) -> Line:
    """The line with the crew whose claim it is: its workers take the place of those whom the leader named."""
    crew = crews.of_case(connection, vault, line["case_number"])
    if crew is None:
        return line
    book = crew_told.read_book(connection, vault, crew)
    workers = [dict(worker) for worker in crew_told.roster(book, show)]
    return {**line, "complaint": {**line["complaint"], "workers": workers}, "crew": crew_told.told(book, show)}


def export_line(case: CaseRow, events: list[Event]) -> Line:
    """What the export says of one complaint; a conversation goes by the name that its channel knows."""
    channel, _, user = case.conversation_id.split(":", 2)
    return {
        "case_number": case.case_number,
        "status": case.status,
        "filed_at": case.filed_at.isoformat(),
        "channel": channel,
        "conversation": user,
        "complaint": dict(case.facts),
        "events": [{"status": one.status, "at": one.at.isoformat()} for one in events if one.kind == "step"],
    }


def state_of(case: CaseRow) -> CaseState:
    """What a dialog may know of the case."""
    return CaseState(
        case_number=case.case_number,
        status=case.status,
        status_at=case.status_at,
        filed_at=case.filed_at,
        due_on=case.due_on,
        facts=case.facts,
        officer=case.officer,
        paid_fen=case.paid_fen,
        owed_fen=owed_of(case),
    )


def owed_of(case: CaseRow) -> int | None:
    """What should come: what was agreed, else verified, else claimed."""
    return next((fen for fen in (case.agreed_fen, case.verified_fen, case.amount_claimed_fen) if fen is not None), None)
