"""The service over HTTP beside the channels: probes, figures, index, page, parser and refusals."""

import re
from collections.abc import AsyncIterator
from datetime import date

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.app import make_app
from bot.web.front_page import Shown
from bot.web.metrics import Metrics, Stored
from bot.web.routes import Inside

troubles: list[str] = []


async def found_troubles() -> list[str]:
    return troubles


async def stored() -> Stored:
    return Stored({"waiting": 3, "sent": 5}, {"given_up": 1}, {("wechat", "app_secret"): 2})


def inside(*, has_wechat: bool = False) -> Inside:
    return Inside(
        shown=Shown("1.2.3", has_wechat, "https://wages.example.cn"),
        metrics=Metrics(),
        today=lambda: date(2026, 11, 24),
        troubles=found_troubles,
        stored=stored,
    )


async def echo(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


def client_of(told: Inside, *routes: Route) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(make_app(told, routes), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://test")


def assert_problem(answer: httpx.Response, status: int) -> None:
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status


@pytest.mark.asyncio
async def test_the_process_is_alive() -> None:
    async with client_of(inside()) as client:
        assert (await client.get("/healthz")).json() == {"status": "ok"}


@pytest.mark.asyncio
async def test_readiness_tells_what_is_missing() -> None:
    async with client_of(inside()) as client:
        troubles[:] = ["The database cannot be reached."]
        answer = await client.get("/readyz")
        assert_problem(answer, 503)
        assert answer.json()["troubles"] == troubles
        troubles.clear()
        assert (await client.get("/readyz")).json() == {"status": "ready"}


@pytest.mark.asyncio
async def test_figures_have_what_stands_in_the_database() -> None:
    async with client_of(inside()) as client:
        text = (await client.get("/metrics")).text
    assert 'xinsheng_outbox_rows{state="waiting"} 3.0' in text
    assert 'xinsheng_media_rows{state="given_up"} 1.0' in text
    assert 'xinsheng_channel_alarms{channel="wechat",reason="app_secret"} 2.0' in text
    assert "# TYPE xinsheng_turn_seconds histogram" in text


@pytest.mark.asyncio
async def test_the_index_lists_what_the_schema_has() -> None:
    async with client_of(inside()) as client:
        index = (await client.get("/api")).json()
        schema = (await client.get(index["openapi"])).json()
    assert index["paths"]["/model/parse"] == ["POST"]
    assert set(index["paths"]) == set(schema["paths"])


@pytest.mark.asyncio
async def test_the_page_needs_nothing_from_elsewhere() -> None:
    async with client_of(inside(has_wechat=True)) as client:
        answer = await client.get("/status")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert not re.search(r"<script|<img|<link|style=\"|https?://(?!wages\.example\.cn)", answer.text)
    assert "https://wages.example.cn/wechat" in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.asyncio
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"text": 3}', b"\xff", b"[" * 60_000])
async def test_a_body_that_is_no_text_is_refused(body: bytes) -> None:
    async with client_of(inside()) as client:
        assert_problem(await client.post("/model/parse", content=body), 400)


@pytest.mark.asyncio
async def test_large_bodies_are_refused_with_and_without_their_length() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * 8_000

    async with client_of(inside()) as client:
        assert_problem(await client.post("/model/parse", content=b"x" * 70_000), 413)
        assert_problem(await client.post("/model/parse", content=pieces()), 413)


@pytest.mark.asyncio
async def test_unknown_paths_and_methods_are_problems() -> None:
    async with client_of(inside()) as client:
        assert_problem(await client.get("/nothing"), 404)
        refused = await client.delete("/healthz")
        assert_problem(refused, 405)
        assert refused.headers["allow"] == "GET"


@pytest.mark.asyncio
async def test_without_wechat_its_address_names_the_settings() -> None:
    async with client_of(inside()) as client:
        for answer in (await client.get("/wechat"), await client.post("/wechat", content=b"<xml/>")):
            assert_problem(answer, 404)
            assert "XINSHENG_WECHAT_TOKEN" in answer.json()["detail"]


@pytest.mark.asyncio
async def test_a_channel_takes_its_bodies_itself() -> None:
    async with client_of(inside(), Route("/wechat", echo, methods=["POST"])) as client:
        assert (await client.post("/wechat", content=b"x" * 70_000)).text == "70000"


@pytest.mark.asyncio
async def test_a_channel_that_takes_its_calls_whole_is_met_before_anything_else() -> None:
    class Whole:
        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            assert "app" not in scope  # no framework has touched it
            await PlainTextResponse(scope["method"])(scope, receive, send)

    async with client_of(inside(), Route("/wechat", Whole())) as client:
        assert (await client.put("/wechat")).text == "PUT"
        assert (await client.get("/healthz")).json() == {"status": "ok"}
