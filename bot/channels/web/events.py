"""The stream of what comes by itself, as server-sent events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Final

import anyio
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
GRACE_SECONDS: Final = 3.0


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
        ending = anyio.Event()
        events = self.events(visitor, max(named, heard), ending)
        return EventSourceResponse(events, ping=0, shutdown_event=ending, shutdown_grace_period=GRACE_SECONDS)

    async def events(self, visitor: Visitor, after: int, ending: anyio.Event) -> AsyncIterator[ServerSentEvent]:
        """The news as they come, and a beat where there are none.

        It ends when the browser is no longer his, and when the service ends.
        """
        try:
            with self._parts.newsroom.reading(visitor.conversation_id) as news:
                async for event in self._following(visitor, after, _Signals(news, ending)):
                    yield event
        except Exception as failure:  # the browser comes again by itself
            log.error("A stream of the worker's page broke off", failure=type(failure).__name__)

    async def _following(self, visitor: Visitor, after: int, signals: _Signals) -> AsyncIterator[ServerSentEvent]:
        told = _Told(after)
        while await self._parts.visitors.known(visitor.token):
            signals.news.clear()
            if fresh := told.fresh(await self._parts.feed(visitor, told.position)):
                text = json.dumps(fresh, ensure_ascii=False, separators=(",", ":"))
                yield ServerSentEvent(text, event="feed", id=str(told.position), retry=AGAIN_MILLISECONDS)
            if not await signals.given(self._beat):
                yield ServerSentEvent("", event="beat")
            if signals.ending.is_set():
                return
        yield ServerSentEvent("", event="gone")


@dataclass(frozen=True, slots=True)
class _Signals:
    """What a stream waits for."""

    news: asyncio.Event
    ending: anyio.Event

    async def given(self, seconds: float) -> bool:
        """Whether there was one within so many seconds."""
        waits = {asyncio.create_task(self.news.wait()), asyncio.create_task(self.ending.wait())}
        try:
            done, _ = await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            return bool(done)
        finally:
            for wait in waits:
                wait.cancel()


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
