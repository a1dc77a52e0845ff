"""The operations of the embedded desk: list cases, show one, move one on, write all out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Final

from bot.service import Answer, Refused
from bot.wiring import Parts, utc_now
from cases.desk import NoSuchCase
from cases.embedded import Step
from cases.masking import mask_facts
from cases.money import yuan_text
from cases.numbering import parse_case_number
from cases.reading import unmasked
from cases.steps import IllegalStep, ProofMissing, Status, UnknownStatus, allowed, official, status_named
from storage import audit
from storage.cases import CaseRow, Event, Selection

OPERATOR: Final = "operator"
MOST_CASES: Final = 1000


class DeskOperations:
    """The desk for who works at this machine: unmasked, and each look is kept in the audit."""

    def __init__(self, parts: Parts) -> None:
        self._parts, self._desk = parts, parts.desk

    async def case_list(self) -> Answer:
        """The cases, newest first, without who filed them."""
        cases = await self._desk.cases(Selection(count=MOST_CASES), mask_facts)
        return {"cases": [case_line(case) for case in cases]}

    async def case_show(self, *, number: str) -> Answer:
        """One case with its complaint, all that happened, and what it can become next."""
        case_number = _number(number)
        found = await self._desk.case_file(case_number, unmasked)
        if found is None:
            raise _no_case(number)
        await self._audit("case_shown", case_number)
        steps = [event_line(event) for event in found.events]
        next_steps = [str(status) for status in allowed(Status(found.case.status))]
        return {**case_line(found.case), "complaint": dict(found.case.facts), "events": steps, "allowed": next_steps}

    async def case_step(self, *, number: str, status: str, note: str | None) -> Answer:
        """The case after the step; raises Refused with what is allowed."""
        case_number = _number(number)
        try:
            taken = Step(case_number, status_named(status), note, OPERATOR, utc_now())
            case = await self._desk.take_step(taken)
        except NoSuchCase:
            raise _no_case(number) from None
        except (UnknownStatus, IllegalStep, ProofMissing) as reason:
            raise Refused(str(reason)) from None
        await self._audit("case_stepped", case_number)
        await self._parts.notices(utc_now).run_once()
        return case_line(case)

    async def export(self, *, mask: bool) -> AsyncIterator[Answer]:
        """Every complaint, in the order of filing."""
        if not mask:
            await self._audit("complaints_exported", "all")
        async for line in self._desk.export(mask_facts if mask else unmasked):
            yield line

    async def _audit(self, action: str, subject: str) -> None:
        now = utc_now()
        await self._parts.database.run(lambda c: audit.add(c, by=OPERATOR, action=action, subject=subject, at=now))


def case_line(case: CaseRow) -> dict[str, Any]:
    """What a list tells of a case."""
    fen = case.amount_claimed_fen
    return {
        "case_number": case.case_number,
        "status": case.status,
        "official": official(Status(case.status)),
        "status_at": case.status_at.isoformat(),
        "due_on": case.due_on.isoformat() if case.due_on else None,
        "county_code": case.county_code,
        "amount_claimed_yuan": yuan_text(fen) if fen is not None else None,
        "filed_at": case.filed_at.isoformat(),
    }


def event_line(event: Event) -> dict[str, Any]:
    """What is told of an event; what is no step goes by the name of its kind."""
    word = official(Status(event.status)) if event.status else None
    status = event.status or event.kind
    return {"at": event.at.isoformat(), "status": status, "official": word, "by": event.by, "note": event.note}


def _number(text: str) -> str:
    number = parse_case_number(text)
    if number is None:
        raise _no_case(text)
    return number


def _no_case(text: str) -> Refused:
    return Refused(f"There is no case with the number {text[:40]}; ./xinsheng case list shows those that there are.")
