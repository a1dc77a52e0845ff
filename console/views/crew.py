"""A case's crew: totals, who has joined and confirmed, each one's own answers; one member for a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from starlette.responses import Response

from cases.crew_told import CrewBook
from cases.desk import NoSuchCase
from cases.numbering import is_case_number
from console.access import Asked, NotThere
from console.pages import Pages
from console.parts import Console
from console.words import told, words
from handlers.casework import ReasonMissing
from handlers.crewwork import Crewwork, MemberPeek
from storage.crews import MemberRow

PAGE: Final = 100
FILTERS: Final = ("all", "joined", "waiting", "differs", "late", "left")


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to look at the crew, and how many it shows."""

    code: str
    count: int


class CrewViews:
    """What an officer sees of a crew."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._crewwork, self._pages = Crewwork(console.database, console.vault, console.now), pages

    async def card(self, asked: Asked) -> Response:
        """The totals, for the page of the case; nothing where there is no crew."""
        book = await self._book(asked)
        if book is None:
            return Response(status_code=204)
        return self._pages.page("crew/card.html", book=book, number=_number(asked))

    async def show(self, asked: Asked) -> Response:
        """The crew, a page at a time, all or one kind of its members."""
        book = await self._book(asked)
        if book is None:
            raise NotThere
        chosen = asked.query("show") if asked.query("show") in FILTERS else "all"
        found = [member for member in book.members if is_kind(member, chosen)]
        start = _whole(asked.query("from"))
        choices = [Choice(code, sum(is_kind(member, code) for member in book.members)) for code in FILTERS]
        shown: dict[str, Any] = {"members": found[start : start + PAGE], "chosen": chosen, "choices": choices}
        more = start + PAGE if len(found) > start + PAGE else None
        return self._pages.page(
            "crew/crew.html", asked=asked, here="cases", book=book, number=_number(asked), more=more, **shown
        )

    async def member(self, asked: Asked) -> Response:
        """One member, masked, with the question why somebody wants to see him."""
        return await self._member(asked, None)

    async def reveal(self, asked: Asked) -> Response:
        """The member as he is, or the reason that is missing."""
        reason = asked.field("reason")
        if reason not in words()["reason"]:
            return await self._member(asked, told("reason_missing"))
        peek = MemberPeek(_number(asked), _id(asked), reason, asked.field("words"))
        try:
            seen = await self._crewwork.reveal(asked.viewer, peek)
        except NoSuchCase:
            raise NotThere from None
        except ReasonMissing:
            return await self._member(asked, told("reason_missing"))
        return await self._member(asked, None, seen)

    async def _member(self, asked: Asked, wrong: str | None, seen: MemberRow | None = None) -> Response:
        book = await self._book(asked)
        found = [member for member in book.members if member.id == _id(asked)] if book else []
        if not found:
            raise NotThere
        shown = {"book": book, "member": seen or found[0], "is_seen": seen is not None, "wrong": wrong}
        status = 422 if wrong else 200
        return self._pages.page(
            "crew/member.html", status=status, asked=asked, here="cases", number=_number(asked), **shown
        )

    async def _book(self, asked: Asked) -> CrewBook | None:
        try:
            return await self._crewwork.book(asked.viewer, _number(asked))
        except NoSuchCase:
            raise NotThere from None


def is_kind(member: MemberRow, kind: str) -> bool:
    """Whether a filter shows the member."""
    match kind:
        case "joined":
            return member.state == "joined"
        case "waiting":
            return member.state == "listed"
        case "differs":
            return differs(member)
        case "late":
            return member.is_late and member.state == "joined"
        case "left":
            return member.state == "left"
    return True


def differs(member: MemberRow) -> bool:
    """Whether what he says is not what the leader listed."""
    days = None not in (member.listed_days, member.said_days) and member.listed_days != member.said_days
    return days or (None not in (member.listed_fen, member.said_fen) and member.listed_fen != member.said_fen)


def _number(asked: Asked) -> str:
    number = str(asked.request.path_params["number"])
    if not is_case_number(number):
        raise NotThere
    return number


def _id(asked: Asked) -> int:
    return _whole(str(asked.request.path_params["member"]))


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else 0
