"""Recordings: what a worker says instead of writing, kept as evidence, and his own again when he reads his talk."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.web.floods import SENDING_VOICES
from bot.channels.web.parts import WebParts
from bot.channels.web.photos import SAFELY, Pieces
from bot.channels.web.refusals import Refused

TYPES: Final = {"webm": "audio/webm", "ogg": "audio/ogg", "m4a": "audio/mp4", "mp3": "audio/mpeg", "wav": "audio/wav"}


class Voices:
    """Takes and plays them."""

    def __init__(self, parts: WebParts, pieces: Pieces) -> None:
        self._parts, self._pieces = parts, pieces

    async def take(self, request: Request) -> Response:
        """Keeps the recording and hears it, both once."""
        return await self._pieces.take(request, "voice", "voice", SENDING_VOICES)

    async def play(self, request: Request) -> Response:
        """The recording as it came, to him who made it."""
        visitor = await self._parts.known(request)
        found = await self._parts.evidence.open(request.path_params["id"], visitor.conversation_id)
        if found is None or found[0].kind != "voice":
            raise Refused(404, "no_voice", "There is no such recording.")
        row, content = found
        media_type = TYPES.get(row.format, "application/octet-stream")
        return Response(content, headers=SAFELY, media_type=media_type)
