"""What comes by itself: the stream tells each thing once, beats in between, and ends when it should."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import anyio
import pytest
from sse_starlette import ServerSentEvent

from bot.channels.web.events import MOST_STREAMS, Events
from handlers.visitors import Visitor
from storage import conversations
from tests.channels.web.service import Browser, WebService, conversation_of
from tests.rows import Clock

pytestmark = pytest.mark.asyncio


async def begun(service: WebService) -> tuple[Browser, Visitor]:
    browser = service.browser()
    await browser.begin()
    visitor = await service.parts.visitors.known(browser.client.cookies["xinsheng-worker"])
    assert visitor is not None
    return browser, visitor


def stream(service: WebService, visitor: Visitor, after: int = 0, beat: float = 5) -> AsyncIterator[ServerSentEvent]:
    return Events(service.parts, beat=beat).events(visitor, after, anyio.Event())


async def next_of(events: AsyncIterator[ServerSentEvent]) -> ServerSentEvent:
    return await asyncio.wait_for(anext(events), 5)


def texts(event: ServerSentEvent) -> list[str]:
    assert event.event == "feed"
    return [one["text"] for one in json.loads(str(event.data))["messages"]]


def state(event: ServerSentEvent) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(str(event.data))["state"]
    return told


async def test_what_is_said_on_one_phone_comes_to_the_other(service: WebService) -> None:
    browser, visitor = await begun(service)
    events = stream(service, visitor)
    assert texts(await next_of(events)) == ["您好，我是薪声。"]
    await browser.say("一")
    assert texts(await next_of(events)) == ["一", "听到一"]


async def test_notices_come_when_it_rings(service: WebService) -> None:
    _, visitor = await begun(service)
    events = stream(service, visitor)
    first = await next_of(events)
    running = asyncio.create_task(service.parts.newsroom.run())
    await asyncio.sleep(0)  # it listens
    await service.tell(visitor.conversation_id, "已受理")
    service.database.ring()
    told = await next_of(events)
    assert texts(told) == ["已受理"] and int(str(told.id)) > int(str(first.id))
    running.cancel()


async def test_nothing_rings_unheard(service: WebService) -> None:
    _, visitor = await begun(service)
    events = stream(service, visitor)
    running = asyncio.create_task(service.parts.newsroom.run())
    await next_of(events)
    for number in range(5):
        await service.tell(visitor.conversation_id, str(number))
        service.database.ring()
        assert texts(await asyncio.wait_for(anext(events), 2)) == [str(number)]
    running.cancel()


async def test_a_stream_taken_up_again_tells_what_was_missed(service: WebService) -> None:
    browser, visitor = await begun(service)
    last = (await browser.say("一"))["messages"][-1]["id"]
    await service.tell(visitor.conversation_id, "已受理")
    told = texts(await next_of(stream(service, visitor, after=last)))
    assert told[-1] == "已受理"


async def test_silence_is_filled_with_beats(service: WebService) -> None:
    _, visitor = await begun(service)
    events = stream(service, visitor, beat=0.01)
    assert [(await next_of(events)).event for _ in range(3)] == ["feed", "beat", "beat"]


async def test_that_staff_are_typing_shows_for_some_seconds(service: WebService) -> None:
    _, visitor = await begun(service)
    events = stream(service, visitor)
    assert not state(await next_of(events))["typing"]
    service.parts.typing.note(visitor.conversation_id)
    assert state(await next_of(events))["typing"]
    service.parts.typing.stop(visitor.conversation_id)
    assert not state(await next_of(events))["typing"]
    service.parts.typing.note(visitor.conversation_id)
    service.seconds += 7
    assert not service.parts.typing.is_typing(visitor.conversation_id)


async def test_that_staff_have_the_word_shows_at_once(service: WebService, clock: Clock) -> None:
    _, visitor = await begun(service)
    events, id = stream(service, visitor), visitor.conversation_id
    await next_of(events)
    await service.database.run(lambda connection: conversations.hold(connection, id, "li.na", clock()))
    await service.parts.newsroom.look()
    assert state(await next_of(events))["staff"]


async def test_the_stream_ends_when_the_browser_is_no_longer_his(service: WebService) -> None:
    browser, visitor = await begun(service)
    events = stream(service, visitor)
    await next_of(events)
    await browser.client.post("/chat/leave", json={"which": "this"})
    service.parts.newsroom.stir(visitor.conversation_id)
    assert (await next_of(events)).event == "gone"
    with pytest.raises(StopAsyncIteration):
        await next_of(events)


async def test_the_stream_ends_by_itself_when_the_service_does(service: WebService) -> None:
    _, visitor = await begun(service)
    ending = anyio.Event()
    events = Events(service.parts).events(visitor, 0, ending)
    await next_of(events)
    ending.set()
    with pytest.raises(StopAsyncIteration):
        await next_of(events)


async def test_nobody_opens_endless_streams(service: WebService) -> None:
    browser, visitor = await begun(service)
    streams = [stream(service, visitor) for _ in range(MOST_STREAMS)]
    for one in streams:
        await next_of(one)
    assert (await browser.client.get("/chat/events")).status_code == 429
    for one in streams:
        await one.aclose()  # type: ignore[attr-defined]
    assert service.parts.newsroom.count(await conversation_of(service.database)) == 0


async def test_strangers_get_no_stream(service: WebService) -> None:
    assert (await service.browser().client.get("/chat/events")).status_code == 401
