"""The list of cases: filtered, a page at a time, renewed while it is looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

from starlette.responses import Response

from cases.numbering import parse_case_number
from cases.steps import Status, official
from console.access import Asked
from console.pages import Pages
from console.parts import Console
from console.words import words
from handlers.casework import CasePage
from handlers.viewer import area_names
from storage.case_lists import Listed, Tally

PAGE: Final = 40
LONGEST_SEARCH: Final = 60
KEPT: Final = ("status", "county", "late")


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter, with how many cases it would show."""

    code: str
    label: str
    cases: int


class CaseListViews:
    """What an officer starts from when he looks for a case."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._casework, self._placing, self._pages = console.casework, console.placing, pages

    async def show(self, asked: Asked) -> Response:
        """A page of cases, or for a script its rows alone."""
        page = await self._casework.page(asked.viewer, self._wanted(asked))
        name = "parts/case_rows.html" if asked.wants_part else "cases.html"
        shown = {**self._shown(asked, page), "unplaced": await self._placing.count(asked.viewer)}
        return self._pages.page(name, asked=asked, here="cases", **shown)

    async def find(self, asked: Asked) -> Response:
        """The cases with a number, a phone or an ID number; posted, for addresses are written down everywhere."""
        sought = asked.field("search")[:LONGEST_SEARCH]
        wanted = replace(Listed(area=asked.viewer.area, count=PAGE), **_sought(sought))
        page = await self._casework.page(asked.viewer, wanted)
        name = "parts/case_rows.html" if asked.wants_part else "cases.html"
        unplaced = await self._placing.count(asked.viewer)
        shown = {**self._shown(asked, page), "renews": not sought, "sought": sought, "unplaced": unplaced}
        return self._pages.page(name, asked=asked, here="cases", **shown)

    def _wanted(self, asked: Asked) -> Listed:
        return Listed(
            area=asked.viewer.area,
            county=_digits(asked.query("county")),
            statuses=_statuses(asked.query("status")),
            late_on=self._casework.today if asked.query("late") else None,
            before=parse_case_number(asked.query("before")),
            count=PAGE + 1,
        )

    def _shown(self, asked: Asked, page: CasePage) -> dict[str, Any]:
        kept = {name: asked.query(name) for name in KEPT if asked.query(name)}
        older = page.cases[PAGE - 1].case_number if len(page.cases) > PAGE else None
        return {
            "cases": page.cases[:PAGE],
            "official": lambda status: official(Status(status)),
            "sought": "",
            "renews": not asked.query("before"),
            "chosen": {name: asked.query(name) for name in (*KEPT, "before")},
            "statuses": _status_choices(page.tallies),
            "counties": _county_choices(page.tallies, asked.viewer.area),
            "total": sum(tally.cases for tally in page.tallies),
            "late": sum(tally.late for tally in page.tallies),
            "older": f"?{urlencode({**kept, 'before': older})}" if older else None,
            "newest": f"?{urlencode(kept)}",
            "same": f"?{urlencode({**kept, **({'before': asked.query('before')} if asked.query('before') else {})})}",
        }


def _statuses(text: str) -> tuple[str, ...]:
    """A status, or a family of them such as those that wait."""
    family = tuple(status for status, name in words()["family"].items() if name == text)
    return family or ((text,) if text in set(Status) else ())


def _sought(text: str) -> dict[str, Any]:
    """A case number, a phone or an ID number, each as it may be spaced; what is none of them finds nothing."""
    plain = "".join(text.split()).replace("-", "").upper()
    if not plain:
        return {}
    if number := parse_case_number(text):
        return {"number": number}
    if len(plain) == 11 and plain.isdecimal():
        return {"phone": plain}
    return {"id_number": plain} if len(plain) in (15, 18) else {"number": plain}


def _digits(text: str) -> str:
    return text if text.isascii() and text.isdecimal() and len(text) <= 6 else ""


def _status_choices(tallies: Iterable[Tally]) -> list[Choice]:
    counted = Counter[str]()
    for tally in tallies:
        counted[tally.status] += tally.cases
    return [Choice(status, official(status), counted[status]) for status in Status if counted[status]]


def _county_choices(tallies: Iterable[Tally], area: str) -> list[Choice]:
    counted = Counter[str]()
    for tally in tallies:
        counted[tally.county_code or ""] += tally.cases
    known = {code: area_names(code) for code in counted if code and code.startswith(area)}
    return [Choice(code, " ".join(names[-2:]), counted[code]) for code, names in sorted(known.items())]
