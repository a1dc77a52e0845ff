"""What lies in no known county: cases and talks to be given to an area."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Final

from starlette.responses import Response

from cases.numbering import is_case_number
from cases.steps import Status, official
from console.access import Asked, NotThere
from console.formats import area_name
from console.pages import Pages
from console.parts import Console
from console.words import told
from handlers.placing import PlacedAlready
from handlers.viewer import UnknownArea

LONGEST: Final = 60


class UnplacedViews:
    """For supervisors and admins."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._placing, self._pages = console.placing, pages

    async def show(self, asked: Asked) -> Response:
        """Both lists."""
        return await self._page(asked)

    async def place(self, asked: Asked) -> Response:
        """The lists without what was given to an area, or with the reason why it was not."""
        subject, where = asked.field("subject"), asked.field("where")[:LONGEST]
        if not subject:
            raise NotThere
        act = self._placing.place_case if is_case_number(subject) else self._placing.place_talk
        return await self._done(asked, subject, act(asked.viewer, subject, where))

    async def _done(self, asked: Asked, subject: str, act: Awaitable[str]) -> Response:
        try:
            area = await act
        except UnknownArea:
            return await self._page(asked, wrong=told("where_unknown"), wrong_of=subject)
        except PlacedAlready:
            return await self._page(asked, wrong=told("placed_already"))
        return await self._page(asked, done=told("placed", area=area_name(area)))

    async def _page(
        self, asked: Asked, *, wrong: str | None = None, wrong_of: str = "", done: str | None = None
    ) -> Response:
        shown = {
            "found": await self._placing.listed(asked.viewer),
            "official": lambda status: official(Status(status)),
            "typed": asked.field("where")[:LONGEST] if wrong_of else "",
        }
        values = {"wrong": wrong, "wrong_of": wrong_of, "done": done, **shown}
        return self._pages.page("unplaced.html", status=422 if wrong else 200, asked=asked, here="cases", **values)
