"""All that proves a case in one viewer: pictures to be turned and enlarged, voices to be heard, what each shows."""

from __future__ import annotations

from typing import Final

from starlette.responses import RedirectResponse, Response

from cases.desk import NoSuchCase
from cases.numbering import is_case_number
from cases.proof import SHOWS
from console.access import Asked, NotThere
from console.pages import Pages
from console.parts import Console
from console.views.talks.looks import PICTURE_HEADERS
from handlers.case_evidence import NoSuchPiece
from handlers.takeover import NoSuchTalk

# What a browser plays by itself; WeChat's amr and silk are saved and played elsewhere.
PLAYED: Final = {
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "wav": "audio/wav",
    "m4a": "audio/mp4",
    "mp4": "video/mp4",
    "webm": "video/webm",
}


class EvidenceViews:
    """For officers, each within his area."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._evidence, self._photos, self._pages = console.case_evidence, console.live.photos, pages

    async def show(self, asked: Asked) -> Response:
        """All of it."""
        try:
            proof = await self._evidence.proof(asked.viewer, _number(asked))
        except NoSuchCase:
            raise NotThere from None
        return self._pages.page("evidence.html", asked=asked, here="cases", proof=proof, shows=SHOWS, played=PLAYED)

    async def name(self, asked: Asked) -> Response:
        """Back to the viewer, after an officer said what a piece shows."""
        number, id = _number(asked), str(asked.request.path_params["id"])
        try:
            await self._evidence.name(asked.viewer, number, id, asked.field("shows"))
        except (NoSuchCase, NoSuchPiece):
            raise NotThere from None
        return RedirectResponse(f"/console/cases/{number}/evidence#piece-{id}", 303)

    async def play(self, asked: Asked) -> Response:
        """A voice or a video as it came, where a browser plays it; 404 otherwise."""
        try:
            row, content = await self._photos.heard(asked.viewer, str(asked.request.path_params["id"]))
        except NoSuchTalk:
            raise NotThere from None
        if row.kind == "image" or row.format not in PLAYED:
            raise NotThere
        return _ranged(asked, content, PLAYED[row.format])


def _ranged(asked: Asked, content: bytes, media_type: str) -> Response:
    """The whole, or the part that a player asks for (RFC 9110, section 14)."""
    headers = {**PICTURE_HEADERS, "Accept-Ranges": "bytes"}
    unit, _, wanted = asked.request.headers.get("range", "").partition("=")
    first, _, last = wanted.partition("-")
    if unit != "bytes" or not first.isdecimal() or len(first) > 12 or int(first) >= len(content):
        return Response(content, media_type=media_type, headers=headers)
    end = min(int(last), len(content) - 1) if last.isdecimal() and len(last) < 13 else len(content) - 1
    part = {"Content-Range": f"bytes {first}-{end}/{len(content)}"}
    return Response(content[int(first) : end + 1], 206, media_type=media_type, headers={**headers, **part})


def _number(asked: Asked) -> str:
    number = str(asked.request.path_params["number"])
    if not is_case_number(number):
        raise NotThere
    return number
