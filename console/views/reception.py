"""Reception points, their times, and who comes."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any, cast

from starlette.responses import Response

from cases.clocks import day_of
from console.access import Asked
from console.pages import Pages
from console.parts import Console
from console.words import told
from handlers.reception import BadPoint, BadTimes, NewPoint, NoSuchPoint, ReceptionPage, Times, read_clock
from storage.visits import VisitState


class ReceptionViews:
    """Bounded by each viewer's area."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._reception, self._pages, self._now = console.reception, pages, console.now

    async def show(self, asked: Asked) -> Response:
        """The points, the days ahead, the visits."""
        return await self._page(asked)

    async def add_point(self, asked: Asked) -> Response:
        """One point more, or what is missing."""
        new = NewPoint(asked.field("name"), asked.field("address"), asked.field("phone"), asked.field("county"))
        try:
            await self._reception.add_point(asked.viewer, new)
        except BadPoint:
            return await self._page(asked, wrong=told("point_bad"))
        return await self._page(asked, done=told("point_saved"))

    async def close_point(self, asked: Asked) -> Response:
        """The point is booked no more."""
        return await self._closed(asked, self._reception.close_point(asked.viewer, asked.field("point")))

    async def add_times(self, asked: Asked) -> Response:
        """More times to book, or why there are none."""
        try:
            count = await self._reception.add_times(asked.viewer, asked.field("point"), times_in(asked))
        except BadTimes:
            return await self._page(asked, wrong=told("times_bad"))
        except NoSuchPoint:
            return await self._page(asked, wrong=told("nothing_there"))
        return await self._page(asked, done=told("times_saved", count=count))

    async def note_visit(self, asked: Asked) -> Response:
        """Whether somebody came."""
        state = cast(VisitState, asked.field("state"))
        return await self._closed(asked, self._reception.note_visit(asked.viewer, asked.field("visit"), state))

    async def call_off(self, asked: Asked) -> Response:
        """The worker need not come, and is told so."""
        return await self._closed(asked, self._reception.call_off(asked.viewer, asked.field("visit")))

    async def _closed(self, asked: Asked, work: Any) -> Response:
        try:
            await work
        except NoSuchPoint:
            return await self._page(asked, wrong=told("nothing_there"))
        return await self._page(asked, done=told("visit_noted"))

    async def _page(self, asked: Asked, **said: Any) -> Response:
        page = await self._reception.page(asked.viewer)
        shown = {"wrong": None, "done": None, **said}
        return self._pages.page(
            "reception.html",
            status=422 if shown["wrong"] else 200,
            asked=asked,
            here="reception",
            page=page,
            days=days_of(page),
            today=day_of(self._now()).isoformat(),
            **shown,
        )


def times_in(asked: Asked) -> Times:
    """The times as they were typed; raises BadTimes."""
    try:
        return Times(
            first_on=date.fromisoformat(asked.field("first")),
            last_on=date.fromisoformat(asked.field("last") or asked.field("first")),
            begins=read_clock(asked.field("begins")),
            ends=read_clock(asked.field("ends")),
            minutes=int(asked.field("minutes")),
            people=int(asked.field("people")),
        )
    except ValueError:
        raise BadTimes from None


def days_of(page: ReceptionPage) -> list[tuple[date, list[Any]]]:
    """The times ahead, day by day."""
    return [(day, list(slots)) for day, slots in groupby(page.slots, key=lambda one: day_of(one.starts_at))]
