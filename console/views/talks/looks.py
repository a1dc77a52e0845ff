"""What is seen of talks: the page with its three columns, each of them alone, earlier words, photos."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from starlette.responses import PlainTextResponse, Response

from console.access import Asked, NotThere
from console.pages import HEADERS, Pages
from console.parts import Console
from console.views.talks.place import place_of
from console.views.talks.shown import lasted, list_values, panel_values, talk_values
from console.words import told
from handlers.pictures import NoCopy
from handlers.takeover import NoSuchTalk

PICTURE_HEADERS: Final[Mapping[str, str]] = {  # a browser shows it and does nothing else with it
    **HEADERS,
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, max-age=600",
}


class TalkLooks:
    """Where the day begins, and where most of it is spent."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._live, self._pages, self._now = console.live, pages, console.now

    async def show(self, asked: Asked) -> Response:
        """The whole page, or for a script its three columns."""
        return await self.desk(asked)

    async def desk(self, asked: Asked, **more: Any) -> Response:
        """As `show`, with what came of something that was done."""
        place, viewer = more.pop("place", None) or place_of(asked), asked.viewer
        values = {
            **await list_values(self._live, viewer, place),
            **await talk_values(self._live, viewer, place),
            **await panel_values(self._live, viewer, place, self._now),
        }
        if place.talk and values["open"] is None and not asked.wants_part:
            raise NotThere
        name = "talks/columns.html" if asked.wants_part else "talks/desk.html"
        return self._page(asked, name, **{**values, **more})

    async def listed(self, asked: Asked) -> Response:
        """The column of lists."""
        return self._page(asked, "talks/list.html", **await list_values(self._live, asked.viewer, place_of(asked)))

    async def talk(self, asked: Asked, **more: Any) -> Response:
        """The column of the talk."""
        values = await talk_values(self._live, asked.viewer, place_of(asked))
        return self._page(asked, "talks/talk.html", **{**values, "new_from": 0, **more})

    async def panel(self, asked: Asked, **more: Any) -> Response:
        """The column beside it."""
        values = await panel_values(self._live, asked.viewer, place_of(asked), self._now)
        return self._page(asked, "talks/panel.html", **{**values, **more})

    async def earlier(self, asked: Asked) -> Response:
        """The words before those that are shown."""
        place, before = place_of(asked), asked.query("before")
        if not (before.isascii() and before.isdecimal() and len(before) < 19):
            raise NotThere
        try:
            page = await self._live.desk.earlier(asked.viewer, place.talk, int(before))
        except NoSuchTalk:
            raise NotThere from None
        return self._page(asked, "talks/earlier.html", place=place, page=page)

    async def badge(self, asked: Asked) -> Response:
        """How many talks want something of him."""
        counts = await self._live.desk.counts(asked.viewer)
        return self._page(asked, "talks/badge.html", counts=counts)

    async def photo(self, asked: Asked) -> Response:
        """A copy of what a worker sent, small for lists; 415 where there can be none."""
        id = str(asked.request.path_params["id"])
        try:
            copy = await self._live.photos.copy(asked.viewer, id, "thumb" if asked.query("small") else "screen")
        except NoSuchTalk:
            raise NotThere from None
        except NoCopy as none:
            return PlainTextResponse(told(f"no_copy_{none.reason}"), 415, headers=HEADERS)
        return Response(copy.content, media_type="image/jpeg", headers=PICTURE_HEADERS)

    async def original(self, asked: Asked) -> Response:
        """What a worker sent, as it came, to be saved; that it was opened is kept."""
        try:
            row, content = await self._live.photos.original(asked.viewer, str(asked.request.path_params["id"]))
        except NoSuchTalk:
            raise NotThere from None
        name = f'attachment; filename="{row.id}.{row.format}"'
        headers = {**PICTURE_HEADERS, "Content-Disposition": name, "Cache-Control": "no-store"}
        return Response(content, media_type="application/octet-stream", headers=headers)

    def _page(self, asked: Asked, name: str, **values: Any) -> Response:
        shown = {"wrong": None, "done": None, "typed": "", "step_wrong": None, "step_of": "", **values}
        now = self._now()
        return self._pages.page(name, asked=asked, here="talks", now=now, lasted=lasted, **shown)
