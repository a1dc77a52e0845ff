"""The stream of an open page: what changed and nothing that names anybody; being open means being there."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from sse_starlette import ServerSentEvent

from console.parts import Console
from console.views.talks.place import event_name
from console.views.talks.stream import TalkStream
from storage import sessions
from storage.sessions import Since
from tests.console.talks.room import OTHER_PLACE, REPORT, WORKER, lies_in, says
from tests.console.talks.test_acts import here
from tests.rows import START, Clock

pytestmark = pytest.mark.asyncio
SOON = 10.0


async def next_of(stream: AsyncIterator[ServerSentEvent], *names: str) -> ServerSentEvent:
    """The next event of such a name."""
    async with asyncio.timeout(SOON):
        async for event in stream:
            if event.event in names:
                return event
    raise AssertionError("the stream has ended")


async def closed(stream: AsyncIterator[ServerSentEvent]) -> None:
    await stream.aclose()  # type: ignore[attr-defined]


async def test_a_page_hears_which_talk_changed_and_nothing_more(console: Console, clock: Clock) -> None:
    await says(console, clock, REPORT)
    session = await here(console)
    stream = TalkStream(console).events(session)
    await next_of(stream, "here")
    await console.live.news.look()
    await says(console, clock, "在吗")
    event = await next_of(stream, "talks")
    assert json.loads(str(event.data)) == [event_name(WORKER)]
    assert "w1" not in str(event.data)
    await closed(stream)


async def test_what_lies_elsewhere_is_not_heard(console: Console, clock: Clock) -> None:
    await says(console, clock, REPORT)
    await says(console, clock, REPORT, worker="web:page:w2")
    await lies_in(console, OTHER_PLACE)
    session = await here(console)
    near = type(session)(session.token, type(session.viewer)("id", "li", session.viewer.role, "3211"), False)
    stream = TalkStream(console).events(near)
    await next_of(stream, "here")
    await console.live.news.look()
    await says(console, clock, "在吗")
    await says(console, clock, "在吗", worker="web:page:w2")
    event = await next_of(stream, "talks")
    assert json.loads(str(event.data)) == [event_name("web:page:w2")]
    await closed(stream)


async def test_an_open_page_is_presence_and_a_closed_one_is_not(console: Console, clock: Clock) -> None:
    session = await here(console)
    await console.live.presence.close(session)
    stream = TalkStream(console).events(session)
    await next_of(stream, "here")
    assert await console.live.presence.is_staffed(WORKER)
    await closed(stream)
    async with asyncio.timeout(SOON):
        while await console.live.presence.is_staffed(WORKER):
            await asyncio.sleep(0.01)


async def test_it_beats_and_ends_with_the_session(console: Console, clock: Clock) -> None:
    session = await here(console)
    stream = TalkStream(console, beat=0.01).events(session)
    await next_of(stream, "beat")
    later = Since(START.replace(year=2030), START.replace(year=2030))
    await console.database.run(lambda connection: sessions.forget_ended(connection, later))
    assert (await next_of(stream, "over")).event == "over"
    assert [event async for event in stream] == []
