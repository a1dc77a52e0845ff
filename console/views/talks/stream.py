"""The stream that tells an open page which talks have changed, and by being open that its owner is there."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Final

import structlog
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.responses import Response

from console.access import Asked
from console.parts import Console
from console.views.talks.place import event_name
from handlers.news import Follower
from handlers.presence import NOTED_EVERY
from handlers.sign_in import Session

log = structlog.get_logger(__name__)
AGAIN_MILLISECONDS: Final = 3000
HEADERS: Final = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class TalkStream:
    """One for each open page; nothing that names a worker goes through it."""

    def __init__(self, console: Console, *, beat: float = NOTED_EVERY) -> None:
        self._news, self._presence, self._beat = console.live.news, console.live.presence, beat
        self._leaving = set[asyncio.Task[None]]()

    async def stream(self, asked: Asked) -> Response:
        """The stream, for as long as the page is open and the session goes on."""
        return EventSourceResponse(self.events(asked.session), ping=0, headers=HEADERS)

    async def events(self, session: Session) -> AsyncIterator[ServerSentEvent]:
        """Changes as they come, and a beat where there are none."""
        try:
            with self._news.followed_by(session.viewer) as follower:
                goes_on = await self._presence.open(session)
                yield ServerSentEvent("", event="here", retry=AGAIN_MILLISECONDS)
                while goes_on:
                    async for event in self._until_beat(follower):
                        yield event
                    goes_on = await self._presence.stay(session)
                yield ServerSentEvent("", event="over")
        except Exception as failure:  # the page comes again by itself
            log.error("a stream of the console broke off", failure=type(failure).__name__)
        finally:
            self._leave(session)

    async def _until_beat(self, follower: Follower) -> AsyncIterator[ServerSentEvent]:
        loop = asyncio.get_running_loop()
        ends = loop.time() + self._beat
        while (left := ends - loop.time()) > 0:
            if changed := await follower.changed(left):
                yield ServerSentEvent(json.dumps(sorted(map(event_name, changed))), event="talks")
        yield ServerSentEvent("", event="beat")

    def _leave(self, session: Session) -> None:
        """Where the page was closed, what runs here is cancelled; that he has left is kept all the same."""
        task = asyncio.get_running_loop().create_task(self._presence.close(session))
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)
