"""Photos: what a worker sends as evidence, and his own again when he reads his talk."""

from __future__ import annotations

import asyncio
from typing import Final, Literal

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.channels.web import bodies
from bot.channels.web.floods import SENDING_PHOTOS, Rate
from bot.channels.web.parts import WebParts
from bot.channels.web.refusals import Refused
from bot.channels.web.shown import key_of
from handlers.evidence import NoContent, OtherContent, Piece, TooLarge, TooMany
from handlers.messages import Inbound, Media
from handlers.pictures import NoCopy
from handlers.visitors import CHANNEL, Visitor
from storage.evidence import EvidenceRow

AT_ONCE: Final = 8  # each is in memory as a whole
SAFELY: Final = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, max-age=86400",
}


class Pieces:
    """Keeps what comes as a body, and has it heard."""

    def __init__(self, parts: WebParts) -> None:
        self._parts = parts
        self._room = asyncio.Semaphore(AT_ONCE)

    async def take(self, request: Request, noun: str, kind: Literal["image", "voice"], rate: Rate) -> Response:
        """Keeps the piece and hears it as a message, both once; an album is answered with its last one."""
        visitor = await self._parts.writer(request)
        client_id = bodies.client_id(request.query_params.get("client_id"))
        after = bodies.position(request.query_params.get("after", 0))
        self._parts.floods.let_through(rate, visitor.id)
        key = key_of(visitor.id, client_id)
        async with self._room:
            content = await bodies.upload(request, noun)
            row = await self._kept(Piece(key, visitor.conversation_id, content, kind), noun)
        await self._heard(visitor, row, is_answered="more" not in request.query_params)
        return JSONResponse(await self._parts.feed(visitor, after))

    async def _kept(self, piece: Piece, noun: str) -> EvidenceRow:
        """The row it is kept in; raises Refused with the noun in its code."""
        try:
            return await self._parts.evidence.take(piece)
        except NoContent:
            raise Refused(400, f"{noun}_empty", f"The {noun} has no content.") from None
        except OtherContent:
            raise Refused(415, f"not_a_{noun}", f"The content is no {noun}.") from None
        except TooLarge:
            raise bodies.too_large(noun) from None
        except TooMany:
            raise Refused(403, f"too_many_{noun}s", f"Too many {noun}s came in one day.") from None

    async def _heard(self, visitor: Visitor, row: EvidenceRow, *, is_answered: bool) -> None:
        """As a message of his; one that others of the same album follow is shown and not answered."""
        kind: Literal["voice", "image"] = "voice" if row.kind == "voice" else "image"
        media, now = (Media(kind, row.id, format=row.format),), self._parts.now()
        message = Inbound(CHANNEL, CHANNEL, visitor.id, row.key, kind, now, media=media, is_event=not is_answered)
        await self._parts.inbound.handle(message, patience=self._parts.patience)
        self._parts.newsroom.stir(visitor.conversation_id)


class Photos:
    """Takes and shows them."""

    def __init__(self, parts: WebParts, pieces: Pieces) -> None:
        self._parts, self._pieces = parts, pieces

    async def take(self, request: Request) -> Response:
        """Keeps the photo and hears it, both once."""
        return await self._pieces.take(request, "photo", "image", SENDING_PHOTOS)

    async def show(self, request: Request) -> Response:
        """A copy of the photo to him who sent it, small for the talk; where there can be none, the photo as it came."""
        visitor = await self._parts.known(request)
        row = await self._parts.evidence.find(request.path_params["id"], visitor.conversation_id)
        if row is None:
            raise Refused(404, "no_photo", "There is no such photo.")
        try:
            copy = await self._parts.pictures.copy(row, "thumb" if "small" in request.query_params else "screen")
        except NoCopy:
            return await self._original(row)
        return Response(copy.content, headers=SAFELY, media_type="image/jpeg")

    async def _original(self, row: EvidenceRow) -> Response:
        found = await self._parts.evidence.open(row.id, row.conversation_id)
        if found is None:
            raise Refused(404, "no_photo", "There is no such photo.")
        headers = {**SAFELY, "Content-Disposition": f'attachment; filename="photo.{row.format}"'}
        return Response(found[1], headers=headers, media_type="application/octet-stream")
