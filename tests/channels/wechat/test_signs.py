"""What a worker sees while somebody writes to him, and when nothing is asked of WeChat."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
import pytest_asyncio

from bot.channels.wechat.signs import WeChatSigns
from bot.channels.wechat.tokens import Tokens
from tests.channels.wechat.test_channel import settings_for
from tests.rows import Clock, clock
from tests.wechat_emulator import Emulator

__all__ = ["clock"]
pytestmark = pytest.mark.asyncio
TALK = "wechat:gh_1:oSomebody"


@dataclass
class World:
    api: Emulator
    signs: WeChatSigns

    async def seen(self) -> list[str]:
        await self.signs.finish()
        return [asked["touser"] for path, asked in self.api.calls if path == "typing"]


@pytest_asyncio.fixture
async def world(clock: Clock) -> AsyncIterator[World]:
    api, settings = Emulator(now=clock()), settings_for("http://api.test")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=api.app)) as client:
        tokens = Tokens(settings, client, now=clock)
        yield World(api, WeChatSigns(settings, client, tokens, lambda: clock().timestamp()))


async def test_that_somebody_writes_is_shown_once_in_fifteen_seconds(world: World, clock: Clock) -> None:
    for seconds in (0, 3, 11, 1):
        clock.later(seconds=seconds)
        world.signs.note(TALK)
    assert await world.seen() == ["oSomebody"] * 2


@pytest.mark.parametrize("talk", ["web:here:worker", "telegram:1:2", "wechat:gh_1:", "nonsense"])
async def test_other_channels_talks_are_none_of_its_business(world: World, talk: str) -> None:
    world.signs.note(talk)
    assert await world.seen() == []


@pytest.mark.parametrize("code", [40125, -1])
async def test_a_sign_that_cannot_be_shown_does_no_harm(world: World, code: int) -> None:
    world.api.fail("token", code)
    world.signs.note(TALK)
    assert await world.seen() == []
