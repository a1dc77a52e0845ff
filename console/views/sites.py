"""Construction sites: the list, one site with its chain and cases, and somebody added to a chain."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from starlette.responses import Response

from cases.sites import PartyRole, Source
from cases.steps import Status, official
from console.access import Asked, NotThere
from console.pages import Pages
from console.parts import Console
from console.words import told
from handlers.sites import BadParty, NoSuchSite
from storage.sites import PAGE, PartyRow, Wanted

LONGEST_SEARCH: Final = 60
MOST_AFTER: Final = 100_000


class SiteViews:
    """What an officer knows of sites, each within his area."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._sites, self._pages = console.sites, pages

    async def show(self, asked: Asked) -> Response:
        """A page of sites, or for a script its rows alone."""
        search, after = asked.query("search")[:LONGEST_SEARCH], _number(asked.query("after"))
        page = await self._sites.page(asked.viewer, Wanted(search=search, after=after, count=PAGE))
        kept = {"search": search} if search else {}
        shown: dict[str, Any] = {
            "sites": page.sites,
            "total": page.total,
            "search": search,
            "first": f"?{urlencode(kept)}" if after else None,
            "next": f"?{urlencode({**kept, 'after': after + PAGE})}" if page.total > after + PAGE else None,
        }
        name = "parts/site_rows.html" if asked.wants_part else "sites.html"
        return self._pages.page(name, asked=asked, here="sites", **shown)

    async def one(self, asked: Asked) -> Response:
        """One site."""
        return await self._page(asked)

    async def add_party(self, asked: Asked) -> Response:
        """The site with one more in its chain."""
        party = PartyRow(asked.field("role"), asked.field("name"), asked.field("phone") or None, asked.field("source"))
        try:
            await self._sites.add_party(asked.viewer, _code(asked), party)
        except BadParty:
            return await self._page(asked, wrong=told("bad_party"))
        except NoSuchSite:
            raise NotThere from None
        return await self._page(asked, done=told("party_added", name=party.name))

    async def end_party(self, asked: Asked) -> Response:
        """The site with one less in its chain."""
        party = PartyRow(asked.field("role"), asked.field("name"), None, asked.field("source"))
        try:
            await self._sites.end_party(asked.viewer, _code(asked), party)
        except NoSuchSite:
            raise NotThere from None
        return await self._page(asked, done=told("party_ended", name=party.name))

    async def _page(self, asked: Asked, *, wrong: str | None = None, done: str | None = None) -> Response:
        try:
            file = await self._sites.file(asked.viewer, _code(asked))
        except NoSuchSite:
            raise NotThere from None
        chain = [(role.value, [party for party in file.parties if party.role == role]) for role in PartyRole]
        typed = {name: asked.field(name) if wrong else "" for name in ("role", "name", "phone", "source")}
        return self._pages.page(
            "site.html",
            status=422 if wrong else 200,
            asked=asked,
            here="sites",
            **{"site": file.site, "chain": chain, "cases": file.cases, "wrong": wrong, "done": done, "typed": typed},
            official=lambda status: official(Status(status)),
            sources=[Source.BOARD.value, Source.OFFICER.value],
        )


def _code(asked: Asked) -> str:
    return str(asked.request.path_params["code"])


def _number(text: str) -> int:
    return min(int(text), MOST_AFTER) if text.isdecimal() and len(text) < 7 else 0
