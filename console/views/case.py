"""One case: the complaint with its masked values, what happened, and what can be done next."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from cases.desk import NoSuchCase
from cases.money import NotMoney, fen
from cases.numbering import is_case_number
from cases.reading import CaseFile
from cases.steps import Status, allowed, official
from cases.wishes import Sums
from console.access import Asked, NotThere
from console.pages import Pages
from console.parts import Console
from console.views.moving import why_not_moved
from console.words import told, word, words
from dialogs.notices import notice_text
from handlers.casework import LONGEST_NOTE, REVEALABLE, Move, Peek, ReasonMissing
from storage.cases import Event

MONEY = ("amount_agreed_yuan", "amount_paid_yuan", "amount_per_person_yuan", "daily_wage_yuan", "monthly_wage_yuan")
PEOPLE = ("person", "id_number", "phone", "bank_card", "job")
RESPONDENT = ("employer", "foreman", "project", "place")
ELSEWHERE = frozenset({"amount_owed_yuan", "amount_owed_max_yuan", "amount_approx", "period_start", "period_end"})

SUMS = ("verified", "agreed", "paid")
MARKED = ("id_valid", "confidential", "reporter_role")  # shown as marks, not as lines
READ = frozenset({"supplement", "money", "sums", "rating"})


@dataclass(frozen=True, slots=True)
class Told:
    """An event as the time line shows it; of a supplement what was said, and each fact it changed."""

    event: Event
    label: str
    words: str | None
    changes: tuple[tuple[str, Any, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Next:
    """A step that can be taken, its word, and what the worker would read."""

    status: Status
    label: str
    needs_note: bool


class CaseViews:
    """What an officer does with one case."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._casework, self._sites, self._script, self._pages = console.casework, console.sites, console.script, pages

    async def show(self, asked: Asked) -> Response:
        """The whole file."""
        return await self._page(asked, _number(asked))

    async def preview(self, asked: Asked) -> Response:
        """What the worker would read."""
        status, note = _status(asked), asked.field("note")[:LONGEST_NOTE]
        number = _number(asked)
        try:
            guarded = await self._casework.is_guarded(asked.viewer, number)
        except NoSuchCase:
            raise NotThere from None
        values = {"case_number": number, "note": note or None}
        said = notice_text(self._script, status, values, guarded=guarded)
        return self._pages.page("parts/preview.html", said=said.text, guarded=guarded)

    async def step(self, asked: Asked) -> Response:
        """The file after the step, or as it stands with the reason why it could not be taken."""
        number, status = _number(asked), _status(asked)
        move = Move(number, asked.field("seen"), status, asked.field("note") or None)
        if wrong := await why_not_moved(self._casework, asked.viewer, move):
            return await self._page(asked, number, wrong=wrong)
        return await self._page(asked, number, done=told("stepped", status=official(status)))

    async def sums(self, asked: Asked) -> Response:
        """The file with what staff know of its money, or what is no sum."""
        number = _number(asked)
        try:
            sums = Sums(*(_fen(asked.field(name)) for name in SUMS))
            await self._casework.set_sums(asked.viewer, number, sums)
        except NoSuchCase:
            raise NotThere from None
        except NotMoney:
            return await self._page(asked, number, wrong=told("sums_bad"))
        return await self._page(asked, number, done=told("sums_saved"))

    async def reveal(self, asked: Asked) -> Response:
        """The value in place of the masked one, or the reason that is missing."""
        peek = Peek(_number(asked), asked.field("field"), asked.field("reason"), asked.field("words"))
        if peek.reason not in words()["reason"]:
            return self._pages.page("parts/wrong.html", status=422, wrong=told("reason_missing"))
        try:
            value = await self._casework.reveal(asked.viewer, peek)
        except NoSuchCase:
            raise NotThere from None
        except ReasonMissing:
            return self._pages.page("parts/wrong.html", status=422, wrong=told("reason_missing"))
        return self._pages.page("parts/revealed.html", field=peek.field, value=value)

    async def _page(self, asked: Asked, number: str, *, wrong: str | None = None, done: str | None = None) -> Response:
        try:
            found = await self._casework.file(asked.viewer, number)
        except NoSuchCase:
            raise NotThere from None
        site = await self._sites.of_case(asked.viewer, number)
        name = "parts/case.html" if asked.wants_part else "case.html"
        shown = {"wrong": wrong, "done": done, "note": asked.field("note") if wrong else ""}
        status = 422 if wrong and not asked.wants_part else 200
        return self._pages.page(name, status=status, asked=asked, here="cases", site=site, **shown, **_shown(found))


def _shown(found: CaseFile) -> dict[str, Any]:
    case, facts = found.case, found.case.facts
    status = Status(case.status)
    known = [*PEOPLE, *RESPONDENT, *MONEY, "headcount", "evidence_kinds", "workers", *ELSEWHERE]
    return {
        "case": case,
        "facts": facts,
        "official": lambda code: official(Status(code)),
        "groups": {"people": PEOPLE, "respondent": RESPONDENT, "money": MONEY},
        "others": {name: value for name, value in facts.items() if name not in (*known, *MARKED)},
        "revealable": REVEALABLE,
        "events": [told_of(event) for event in reversed(found.events)],
        "urged": sum(event.kind == "urge" for event in found.events),
        "sums": {name: getattr(case, f"{name}_fen") for name in SUMS},
        "nexts": [Next(to, official(to), to is Status.PAID) for to in allowed(status)],
    }


def told_of(event: Event) -> Told:
    """The event as the time line shows it."""
    if event.kind == "step":
        return Told(event, official(Status(str(event.status))), event.note)
    if event.kind not in READ or not event.note:
        return Told(event, word("event", event.kind), event.note if event.kind == "confirmed" else None)
    note: Mapping[str, Any] = json.loads(event.note)
    if event.kind == "money":
        note = {"words": note.get("words"), "facts": {"paid_yuan": note["paid_yuan"]} if note.get("paid_yuan") else {}}
    added, before = note.get("facts", {}), note.get("before", {})
    changes = tuple((name, before.get(name), value) for name, value in added.items())
    return Told(event, word("event", event.kind), note.get("words"), changes)


def _number(asked: Asked) -> str:
    number = str(asked.request.path_params["number"])
    if not is_case_number(number):
        raise NotThere
    return number


def _fen(typed: str) -> int | None:
    return fen(typed.replace(",", "")) if typed else None


def _status(asked: Asked) -> Status:
    try:
        return Status(asked.field("status"))
    except ValueError:
        raise NotThere from None
