"""Lists of construction sites: given in, looked at before anything is changed, taken in while one looks on."""

from __future__ import annotations

import asyncio
from typing import Final

from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from cases.registry_template import registry_template
from cases.roster_tables import LARGEST, RosterRefused
from console.access import Asked, NotThere
from console.pages import Pages
from console.parts import Console
from console.words import told, words
from handlers.sites import NoSuchSite

TEMPLATE_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN_FAULTS: Final = 200


class SiteListViews:
    """For supervisors and admins, each within his area."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._lists, self._pages = console.site_lists, pages
        self._running: set[asyncio.Task[None]] = set()

    async def show(self, asked: Asked) -> Response:
        """Where a list is given in, and the last ones."""
        return await self._front(asked)

    async def template(self, asked: Asked) -> Response:
        """An empty list with the right columns."""
        names = words()["registry_column"]
        content = await asyncio.to_thread(registry_template, names, words()["registry_example"])
        disposition = {"Content-Disposition": 'attachment; filename="sites.xlsx"'}
        return Response(content, media_type=TEMPLATE_TYPE, headers=disposition)

    async def give(self, asked: Asked) -> Response:
        """What was read of the list; nothing is taken in yet."""
        given = asked.form.get("list")
        if not isinstance(given, UploadFile) or not given.filename:
            return await self._front(asked, wrong=told("list_refused_empty"))
        content = await given.read(LARGEST + 1)
        try:
            id = await self._lists.read(asked.viewer, given.filename, content)
        except RosterRefused as refused:
            return await self._front(asked, wrong=told(f"list_refused_{refused.code}"))
        return RedirectResponse(f"/console/sites/lists/{id}", 303)

    async def one(self, asked: Asked) -> Response:
        """What a list would do, or how far it is."""
        try:
            shown = await self._lists.show(asked.viewer, _id(asked))
        except NoSuchSite:
            raise NotThere from None
        name = "parts/site_list_progress.html" if asked.wants_part else "site_list.html"
        faults = shown.faults[:SHOWN_FAULTS]
        return self._pages.page(name, asked=asked, here="sites", list=shown, faults=faults, stopped=not self._running)

    async def take_in(self, asked: Asked) -> Response:
        """The list is being taken in; the page shows how far it is."""
        try:
            await self._lists.show(asked.viewer, _id(asked))
        except NoSuchSite:
            raise NotThere from None
        task = asyncio.create_task(self._lists.take_in(asked.viewer, _id(asked)))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        await asyncio.wait({task}, timeout=0.3)
        return RedirectResponse(f"/console/sites/lists/{_id(asked)}", 303)

    async def drop(self, asked: Asked) -> Response:
        """Back to where lists are given in."""
        try:
            await self._lists.drop(asked.viewer, _id(asked))
        except NoSuchSite:
            raise NotThere from None
        return RedirectResponse("/console/sites/lists", 303)

    async def _front(self, asked: Asked, *, wrong: str | None = None) -> Response:
        recent = await self._lists.recent(asked.viewer)
        status = 422 if wrong else 200
        return self._pages.page("site_lists.html", status=status, asked=asked, here="sites", recent=recent, wrong=wrong)


def _id(asked: Asked) -> str:
    return str(asked.request.path_params["id"])
