"""The page and the talk on it: beginning, reading, writing, having seen."""

from __future__ import annotations

from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.channels.web import bodies, identity
from bot.channels.web.floods import BEGINNING, BEGINNING_ALL, WRITING, address_of
from bot.channels.web.parts import WebParts
from bot.channels.web.shown import feed_shown, key_of
from handlers.messages import Inbound, Kind
from handlers.visitors import CHANNEL, Visitor

log = structlog.get_logger(__name__)


class Talking:
    """What a worker does on his page with words."""

    def __init__(self, parts: WebParts) -> None:
        self._parts = parts

    async def show(self, request: Request) -> Response:
        """The page, with the talk for who is known; a calm one when that fails."""
        try:
            visitor = await self._parts.visitor(request)
            feed = await self._parts.feed(visitor, 0) if visitor else None
        except Exception as failure:
            log.error("The worker's page could not be shown", failure=type(failure).__name__)
            return self._parts.page.calm()
        answer = self._parts.page.talk(feed, bodies.scene(request.query_params.get("scene")))
        if visitor:
            identity.keep(request, answer, visitor.token)
        return answer

    async def show_offline(self, _: Request) -> Response:
        """What the browser keeps for when there is no network."""
        return self._parts.page.offline()

    async def begin(self, request: Request) -> Response:
        """Makes the browser known, which is harmless when it is, and welcomes who comes in."""
        identity.refuse_strangers(request, self._parts.hosts)
        asked = await bodies.read_object(request)
        visitor = await self._parts.visitor(request) or await self._somebody_new(request)
        scene = bodies.scene(asked.get("scene"))
        await self._hear(visitor, f"entered:{scene}" if scene else "entered", "entered", scene=scene)
        answer = await self._feed(visitor, asked.get("after", 0))
        identity.keep(request, answer, visitor.token)
        return answer

    async def read(self, request: Request) -> Response:
        """The messages after one, or the page before one."""
        visitor = await self._parts.known(request)
        if "before" in request.query_params:
            before = bodies.position(request.query_params["before"])
            page = await self._parts.transcript.before(visitor.conversation_id, before)
            return JSONResponse(feed_shown(page, visitor.id))
        return await self._feed(visitor, request.query_params.get("after", 0))

    async def write(self, request: Request) -> Response:
        """Takes a message once, and gives back what is new since."""
        visitor = await self._parts.writer(request)
        asked = await bodies.read_object(request)
        client_id, after = bodies.client_id(asked.get("client_id")), bodies.position(asked.get("after", 0))
        self._parts.floods.let_through(WRITING, visitor.id)
        if "location" in asked:
            await self._hear(visitor, client_id, "location", location=bodies.location(asked["location"]))
        elif "choice" in asked:
            await self._hear(visitor, client_id, "choice", text=bodies.words(asked["choice"]))
        else:
            await self._hear(visitor, client_id, "text", text=bodies.words(asked.get("text")))
        return await self._feed(visitor, after)

    async def see(self, request: Request) -> Response:
        """What he has seen counts as sent."""
        visitor = await self._parts.writer(request)
        asked = await bodies.read_object(request)
        seen = await self._parts.transcript.seen(visitor.conversation_id, bodies.position(asked.get("position")))
        return JSONResponse({"seen": seen})

    async def _somebody_new(self, request: Request) -> Visitor:
        self._parts.floods.let_through(BEGINNING, address_of(request))
        self._parts.floods.let_through(BEGINNING_ALL)
        return await self._parts.visitors.begin()

    async def _hear(self, visitor: Visitor, client_id: str, kind: Kind, **more: Any) -> None:
        now = self._parts.now()
        message = Inbound(CHANNEL, CHANNEL, visitor.id, key_of(visitor.id, client_id), kind, now, **more)
        await self._parts.inbound.handle(message, patience=self._parts.patience)
        self._parts.newsroom.stir(visitor.conversation_id)

    async def _feed(self, visitor: Visitor, after: object) -> Response:
        return JSONResponse(await self._parts.feed(visitor, bodies.position(after)))
