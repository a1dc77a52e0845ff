"""Recordings: what a worker says instead of writing, kept as evidence, and his own again when he reads his talk."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.channels.web import bodies
from bot.channels.web.floods import SENDING_VOICES
from bot.channels.web.parts import WebParts
from bot.channels.web.photos import SAFELY, Pieces
from bot.channels.web.refusals import Refused
from bot.channels.web.shown import key_of
from handlers.evidence import Piece

TYPES: Final = {"webm": "audio/webm", "ogg": "audio/ogg", "m4a": "audio/mp4", "mp3": "audio/mpeg", "wav": "audio/wav"}


class Voices:
    """Takes and plays them."""

    def __init__(self, parts: WebParts, pieces: Pieces) -> None:
        self._parts, self._pieces = parts, pieces

    async def take(self, request: Request) -> Response:
        """Keeps the recording and hears it as a message, both once."""
        visitor = await self._parts.writer(request)
        client_id = bodies.client_id(request.query_params.get("client_id"))
        after = bodies.position(request.query_params.get("after", 0))
        self._parts.floods.let_through(SENDING_VOICES, visitor.id)
        async with self._pieces.room:
            content = await bodies.upload(request, "voice")
            key = key_of(visitor.id, client_id)
            row = await self._pieces.kept(Piece(key, visitor.conversation_id, content, "voice"), "voice")
        await self._pieces.heard(visitor, row)
        return JSONResponse(await self._parts.feed(visitor, after))

    async def play(self, request: Request) -> Response:
        """The recording as it came, to him who made it."""
        visitor = await self._parts.known(request)
        found = await self._parts.evidence.open(request.path_params["id"], visitor.conversation_id)
        if found is None or found[0].kind != "voice":
            raise Refused(404, "no_voice", "There is no such recording.")
        row, content = found
        media_type = TYPES.get(row.format, "application/octet-stream")
        return Response(content, headers=SAFELY, media_type=media_type)
