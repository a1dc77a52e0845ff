"""The pages of crews: the link that one taps to join, and the leader's own page with totals, template and upload."""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import segno
from jinja2 import Environment, FileSystemLoader
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.channels.web.bodies import MEGABYTE
from bot.channels.web.files import Files
from bot.channels.web.floods import READING, Floods, Rate, address_of
from bot.channels.web.forms import TooMuch, form_with_files
from bot.channels.web.refusals import Refused, answered
from bot.channels.web.route import WebRoutes
from cases.roster_tables import LARGEST, RosterRefused
from dialogs.said import CREW_SCENE
from handlers.rosters import CrewPage, Rosters

TEMPLATES: Final = Path(__file__).resolve().parent.parent.parent / "templates"
KEY: Final = re.compile(r"[\w-]{6,64}", re.ASCII)
UPLOADING: Final = Rate("roster", 20, 600)
LOOKING: Final = Rate("crew", 60, 60)
MOST_SHOWN: Final = 60
HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class CrewParts:
    """What these pages work with; `public_url` is how others reach us."""

    rosters: Rosters
    floods: Floods
    files: Files
    public_url: str | None


class CrewPages:
    """Shows and takes; whoever has no good key is told the same as one whose key is old."""

    def __init__(self, parts: CrewParts) -> None:
        self._parts = parts
        self._words = json.loads((TEMPLATES / "crew" / "words.json").read_text("utf-8"))
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
        )

    def routes(self) -> list[BaseRoute]:
        """Those whose bodies are small."""
        return [
            Route("/g/{key}", self.join, methods=["GET"]),
            Route("/crew/template.xlsx", self.template, methods=["GET"]),
            Route("/crew/{key}", answered(self.show), methods=["GET"]),
            Route("/crew/{key}/totals", answered(self.totals), methods=["GET"]),
            Route("/crew/{key}/code.svg", answered(self.code), methods=["GET"]),
        ]

    def uploads(self) -> list[BaseRoute]:
        """Those that take files."""
        return [Route("/roster", answered(self.take), methods=["POST"])]

    async def join(self, request: Request) -> Response:
        """The talk, in which the crew of that key, or of that word, is asked for."""
        key = request.path_params["key"]
        scene = f"?scene={CREW_SCENE}{key}" if KEY.fullmatch(key) else ""
        return RedirectResponse(f"/{scene}", 303, headers={"Cache-Control": "no-store"})

    async def template(self, _: Request) -> Response:
        """An empty roster with the columns that are read best."""
        from bot.channels.web.crew_template import roster_template  # openpyxl costs each process 13 MB

        content = roster_template(self._words["template"])
        return Response(content, media_type=XLSX, headers={"Content-Disposition": 'attachment; filename="roster.xlsx"'})

    async def show(self, request: Request) -> Response:
        """The leader's page."""
        self._parts.floods.let_through(LOOKING, address_of(request))
        key = request.path_params["key"]
        return self._page(key, await self._found(key))

    async def totals(self, request: Request) -> Response:
        """Counts and sum, for the page that renews them."""
        key = request.path_params["key"]
        self._parts.floods.let_through(READING, key)
        page = await self._found(key)
        return JSONResponse(_counted(page) if page else {}, 200 if page else 404)

    async def code(self, request: Request) -> Response:
        """The QR code of the link for joining."""
        page = await self._found(request.path_params["key"])
        if page is None or not page.is_open:
            return Response(status_code=404)
        drawn = io.BytesIO()
        segno.make(self._join_url(request, page), error="m").save(drawn, kind="svg", scale=6, border=3, xmldecl=False)
        return Response(drawn.getvalue(), media_type="image/svg+xml", headers={"Cache-Control": "no-store"})

    async def take(self, request: Request) -> Response:
        """The page with what came of the roster."""
        key, content = await _form(request)
        self._parts.floods.let_through(UPLOADING, key)
        if content is None:
            return self._page(key, await self._found(key), refused="empty", status=422)
        try:
            taken = await self._parts.rosters.take(key, content) if KEY.fullmatch(key) else None
        except RosterRefused as refusal:
            return self._page(key, await self._found(key), refused=refusal.code, status=422)
        return self._page(key, taken.page if taken else None, taken=taken)

    async def _found(self, key: str) -> CrewPage | None:
        return await self._parts.rosters.page(key) if KEY.fullmatch(key) else None

    def _page(self, key: str, page: CrewPage | None, *, status: int = 200, **values: Any) -> HTMLResponse:
        shown = {"refused": None, "taken": None, "most": MOST_SHOWN, **values}
        shown |= {"counted": _counted(page) if page else {}, "megabytes": LARGEST // MEGABYTE}
        html = self._environment.get_template("crew/leader.html").render(
            key=key, page=page, words=self._words, files=self._parts.files.address, **shown
        )
        return HTMLResponse(html, status if page else 404, headers=HEADERS)

    def _join_url(self, request: Request, page: CrewPage) -> str:
        base = self._parts.public_url or str(request.base_url).rstrip("/")
        return f"{base}/g/{page.join_key}"


def _counted(page: CrewPage) -> dict[str, Any]:
    whole, cents = divmod(page.totals.fen, 100)
    sum_told = f"{whole:,}.{cents:02}" if cents else f"{whole:,}"
    return {"people": page.totals.people, "joined": page.totals.joined, "sum": sum_told}


async def _form(request: Request) -> tuple[str, bytes | None]:
    """The key and the file; raises Refused for what is no form, or too large."""
    try:
        async with form_with_files(request, LARGEST, 1) as form:
            file, key = form.get("file"), form.get("key")
            content = await file.read() if isinstance(file, UploadFile) else None
            return (key if isinstance(key, str) else ""), content
    except TooMuch:
        raise Refused(413, "too_large", f"A roster may have at most {LARGEST // MEGABYTE} MB.") from None


def with_crews(routes: WebRoutes, parts: CrewParts) -> WebRoutes:
    """The addresses of the worker's page and those of crews."""
    crews = CrewPages(parts)
    return WebRoutes([*routes.pages, *crews.routes()], [*routes.uploads, *crews.uploads()])
