"""A message that was not kept ends in a closed connection, proved on raw sockets against real servers."""

from __future__ import annotations

import asyncio
import socket
import time
from typing import Literal
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.types import ASGIApp

from bot.channels.wechat.route import Leftovers, make_wechat_route
from tests.channels.wechat.conftest import FakeHandler, Rests, settings_of
from tests.wechat_emulator import served
from tests.wechat_users import Account, Platform, Push, Shown, User

ACCOUNT = Account()


def application(handler: FakeHandler, kind: str, patience: float = 0.3) -> ASGIApp:
    platform = Platform(ACCOUNT, httpx.AsyncClient())
    route = make_wechat_route(settings_of(ACCOUNT, patience), handler, Leftovers(Rests()), now=platform.now)
    if kind == "starlette":
        return Starlette(routes=[route])
    app = FastAPI()
    app.router.routes.append(route)
    return app


def raw_exchange(address: str, push: Push) -> tuple[bytes, float]:
    """Everything that came back until the server closed, and after how many seconds that was."""
    parts = urlsplit(address)
    assert parts.hostname and parts.port
    head = f"POST /wechat?{push.query} HTTP/1.1\r\nHost: bot\r\nContent-Length: {len(push.body)}\r\n\r\n"
    started = time.monotonic()
    with socket.create_connection((parts.hostname, parts.port), timeout=5) as peer:
        peer.sendall(head.encode() + push.body)
        received = b""
        while chunk := peer.recv(4096):
            received += chunk
    return received, time.monotonic() - started


def push_now() -> Push:
    return User(Platform(ACCOUNT, httpx.AsyncClient())).text("hello")


@pytest.mark.parametrize("http", ["httptools", "h11"])
@pytest.mark.parametrize("kind", ["starlette", "fastapi"])
def test_not_one_byte_is_sent_when_nothing_was_kept(kind: str, http: Literal["httptools", "h11"]) -> None:
    handler = FakeHandler(failures=[ConnectionError("database")])
    with served(application(handler, kind), http=http) as address:
        received, seconds = raw_exchange(address, push_now())
    assert received == b""
    assert 0.2 < seconds < 2.0  # not later, or the linger was needed


def test_the_server_still_serves_others_on_other_connections() -> None:
    handler = FakeHandler(failures=[ConnectionError("database")])
    with served(application(handler, "fastapi")) as address:
        raw_exchange(address, push_now())
        push = push_now()
        response = httpx.post(f"{address}/wechat?{push.query}", content=push.body)
    assert response.status_code == 200


def test_a_turn_that_ignores_its_patience_is_not_answered_and_not_lost() -> None:
    handler = FakeHandler(seconds=2.0)
    with served(application(handler, "fastapi", patience=0.2)) as address:
        push = push_now()
        received, seconds = raw_exchange(address, push)
        assert (received, seconds < 1.9) == (b"", True)
        time.sleep(2.4 - seconds)
        received, _ = raw_exchange_keepalive(address, push)
    assert received.startswith(b"HTTP/1.1 200 OK")
    assert len(handler.heard) == 1


def raw_exchange_keepalive(address: str, push: Push) -> tuple[bytes, float]:
    closing = Push(push.query + " HTTP/1.1\r\nConnection: close\r\nX-Rest: ", push.body)
    return raw_exchange(address, closing)


@pytest.mark.asyncio
async def test_a_slow_turn_is_cut_pushed_again_and_answered_once() -> None:
    handler = FakeHandler(seconds=0.8)
    with served(application(handler, "fastapi", patience=0.4)) as address:
        async with httpx.AsyncClient() as client:
            platform = Platform(ACCOUNT, client, url=f"{address}/wechat", speed=10)
            shown = await User(platform).says("slow")
    assert shown == Shown("echo slow", 3)
    assert len(handler.heard) == 1


@pytest.mark.asyncio
async def test_over_a_real_socket_three_attempts_outlast_a_short_fault() -> None:
    handler = FakeHandler(failures=[ConnectionError("database"), ConnectionError("database")])
    with served(application(handler, "fastapi")) as address:
        async with httpx.AsyncClient() as client:
            platform = Platform(ACCOUNT, client, url=f"{address}/wechat")
            shown = await asyncio.wait_for(User(platform).says("hello"), 5)
    assert shown == Shown("echo hello", 3)
