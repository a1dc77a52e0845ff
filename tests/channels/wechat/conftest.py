"""The account, the clock and the doubles that WeChat's tests share."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx
import hypothesis
import pytest
import pytest_asyncio
from starlette.applications import Starlette

from bot.channels.wechat.route import Leftovers, make_wechat_route
from bot.channels.wechat.settings import Mode, WeChatSettings
from dialogs.replies import Reply
from handlers.messages import Answer, Inbound
from tests.wechat_users import Account, Platform

# The machine may be busy with other things: no property depends on how long it takes.
RELAXED = hypothesis.settings(deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    at: datetime = NOON

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@dataclass
class FakeHandler:
    """Keeps each key once and repeats its answer, as the real handler does."""

    answers: Callable[[Inbound], Answer] = lambda message: Answer((Reply(f"echo {message.text}"),))
    heard: list[Inbound] = field(default_factory=list)
    kept: dict[str, Answer] = field(default_factory=dict)
    patiences: list[float | None] = field(default_factory=list)
    seconds: float = 0.0
    failures: list[Exception] = field(default_factory=list)

    async def handle(self, message: Inbound, *, patience: float | None) -> Answer:
        self.patiences.append(patience)
        if self.failures:
            raise self.failures.pop(0)
        if message.key not in self.kept:
            await asyncio.sleep(self.seconds)
        if message.key not in self.kept:
            self.heard.append(message)
            self.kept[message.key] = self.answers(message)
        return self.kept[message.key]


@dataclass
class Rests:
    """What did not fit, as a queue with a key would hold it."""

    put: dict[str, str] = field(default_factory=dict)

    async def __call__(self, message: Inbound, rest: Reply) -> None:
        self.put[message.key] = rest.text


@dataclass
class World:
    """One account with its address, and the handler behind it."""

    account: Account
    handler: FakeHandler
    rests: Rests
    clock: Clock
    app: Starlette
    platform: Platform


def settings_of(account: Account, patience: float = 4.0) -> WeChatSettings:
    return WeChatSettings(
        app_id=account.app_id,
        app_secret="secretForTests",
        token=account.token,
        aes_key=account.aes_key,
        mode=account.mode,
        patience=patience,
    )


Build = Callable[..., World]


@pytest_asyncio.fixture
async def build() -> AsyncIterator[Build]:
    clients: list[httpx.AsyncClient] = []

    def build(mode: Mode = "safe", *, as_json: bool = False, patience: float = 4.0) -> World:
        account, clock = Account(mode=mode, as_json=as_json), Clock()
        handler, rests = FakeHandler(), Rests()
        route = make_wechat_route(settings_of(account, patience), handler, Leftovers(rests), now=clock)
        app = Starlette(routes=[route])
        client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app))
        clients.append(client)
        return World(account, handler, rests, clock, app, Platform(account, client, now=clock))

    yield build
    for client in clients:
        await client.aclose()


@pytest.fixture(params=["safe", "compat", "plain"])
def mode(request: pytest.FixtureRequest) -> Mode:
    found: Mode = request.param
    return found
