"""The stream of what comes by itself, as server-sent events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any, Final

import structlog
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request
from starlette.responses import Response

from bot.channels.web import bodies
from bot.channels.web.parts import WebParts
from bot.channels.web.refusals import Refused
from handlers.visitors import Visitor

log = structlog.get_logger(__name__)
BEAT_SECONDS: Final = 15.0
AGAIN_MILLISECONDS: Final = 3000
MOST_STREAMS: Final = 6


class Events:
    """Streams to the pages that are open."""

    def __init__(self, parts: WebParts, *, beat: float = BEAT_SECONDS) -> None:
        self._parts, self._beat = parts, beat

    async def stream(self, request: Request) -> Response:
        """What is new after the message that the page names, or after the last that came through."""
        visitor = await self._parts.known(request)
        if self._parts.newsroom.count(visitor.conversation_id) >= MOST_STREAMS:
            raise Refused(429, "too_many_streams", "The talk is open in too many places.", wait=10)
        named = bodies.position(request.query_params.get("after", 0))
        heard = bodies.position(request.headers.get("last-event-id") or 0)
        return EventSourceResponse(self.events(visitor, max(named, heard)), ping=0)

    async def events(self, visitor: Visitor, after: int) -> AsyncIterator[ServerSentEvent]:
        """The news as they come, and a beat where there are none; it ends when the browser is no longer his."""
        try:
            with self._parts.newsroom.reading(visitor.conversation_id) as news:
                async for event in self._following(visitor, after, news):
                    yield event
        except Exception as failure:  # the browser comes again by itself
            log.error("A stream of the worker's page broke off", failure=type(failure).__name__)

    async def _following(self, visitor: Visitor, after: int, news: asyncio.Event) -> AsyncIterator[ServerSentEvent]:
        told = _Told(after)
        while await self._parts.visitors.known(visitor.token):
            news.clear()
            if fresh := told.fresh(await self._parts.feed(visitor, told.position)):
                text = json.dumps(fresh, ensure_ascii=False, separators=(",", ":"))
                yield ServerSentEvent(text, event="feed", id=str(told.position), retry=AGAIN_MILLISECONDS)
            try:
                await asyncio.wait_for(news.wait(), self._beat)
            except TimeoutError:
                yield ServerSentEvent("", event="beat")
        yield ServerSentEvent("", event="gone")


class _Told:
    """What one stream has told already."""

    def __init__(self, after: int) -> None:
        self.position = after
        self._ids = set[int]()
        self._state: dict[str, Any] | None = None

    def fresh(self, feed: dict[str, Any]) -> dict[str, Any] | None:
        """Of the feed what is new; None when nothing is."""
        messages = [one for one in feed["messages"] if one["id"] not in self._ids]
        if not messages and feed["state"] == self._state:
            return None
        self._ids.update(one["id"] for one in messages)
        self.position = max(self.position, *(one["id"] for one in messages), 0)
        self._state = feed["state"]
        return {**feed, "messages": messages}
