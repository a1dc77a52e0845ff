"""The page on which a worker gives what his channel cannot carry: documents, long videos, ten photos at once."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from bot.channels.web.bodies import MEGABYTE
from bot.channels.web.crews import HEADERS
from bot.channels.web.files import Files
from bot.channels.web.floods import Floods, Rate, address_of
from bot.channels.web.forms import TooMuch, form_with_files
from bot.channels.web.refusals import answered
from bot.channels.web.route import WebRoutes
from handlers.evidence import LARGEST, Evidence
from handlers.uploads import MOST_FILES, KeyOver, Uploads

TEMPLATES: Final = Path(__file__).resolve().parent.parent.parent / "templates"
KEY: Final = re.compile(r"[\w-]{20,600}", re.ASCII)
SENDING: Final = Rate("upload", 30, 600)
LOOKING: Final = Rate("upload page", 60, 60)
MOST_BYTES: Final = 4 * LARGEST  # of all files together


@dataclass(frozen=True, slots=True)
class UploadParts:
    """What the page works with."""

    uploads: Uploads
    evidence: Evidence
    floods: Floods
    files: Files


class UploadPages:
    """Whoever has no good key is told the same as one whose key is old."""

    def __init__(self, parts: UploadParts) -> None:
        self._parts = parts
        self._words = json.loads((TEMPLATES / "upload" / "words.json").read_text("utf-8"))
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
        )

    async def show(self, request: Request) -> Response:
        """The page, empty."""
        self._parts.floods.let_through(LOOKING, address_of(request))
        key = request.path_params["key"]
        return self._page(key, is_good=self._is_good(key))

    async def take(self, request: Request) -> Response:
        """The page with what became of each file."""
        key = request.query_params.get("key", "")  # also when the body is cut off
        self._parts.floods.let_through(SENDING, key)
        if not self._is_good(key):  # before anything of his is read
            return self._page(key, is_good=False)
        files = await _form(request)
        if not files:
            return self._page(key, is_good=True, refused="too_much" if files is None else "nothing", status=422)
        taken = await self._parts.uploads.take(self._parts.evidence, key, files)
        return self._page(key, is_good=True, taken=taken, left_out=max(0, len(files) - MOST_FILES))

    def _is_good(self, key: str) -> bool:
        try:
            return bool(KEY.fullmatch(key) and self._parts.uploads.conversation(key))
        except KeyOver:
            return False

    def _page(self, key: str, *, is_good: bool, status: int = 200, **values: Any) -> HTMLResponse:
        shown = {"refused": None, "taken": None, "left_out": 0, **values}
        limits = {"most": MOST_FILES, "megabytes": LARGEST // MEGABYTE}
        template = self._environment.get_template("upload/page.html")
        html = template.render(
            key=key, is_good=is_good, words=self._words, files=self._parts.files.address, **limits, **shown
        )
        return HTMLResponse(html, status if is_good else 404, headers=HEADERS)


async def _form(request: Request) -> list[tuple[str, bytes]] | None:
    """The files, None when they are too many bytes; raises Refused for what is no form."""
    try:
        async with form_with_files(request, MOST_BYTES, 3 * MOST_FILES) as form:
            given = [one for one in form.getlist("file") if isinstance(one, UploadFile) and one.filename]
            return [(str(one.filename)[:80], await one.read()) for one in given]
    except TooMuch:
        return None


def with_uploads(routes: WebRoutes, parts: UploadParts) -> WebRoutes:
    """The addresses so far, and those of this page."""
    pages = UploadPages(parts)
    show: list[BaseRoute] = [Route("/u/{key}", answered(pages.show), methods=["GET"])]
    take: list[BaseRoute] = [Route("/u", answered(pages.take), methods=["POST"])]
    return WebRoutes([*routes.pages, *show], [*routes.uploads, *take])
