"""The routes of the service beside those of the channels."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from bot.web.front_page import Shown, render_front_page
from bot.web.metrics import CONTENT_TYPE, Metrics, Stored
from bot.web.parse import parse_body
from bot.web.problems import Problem, problem

PARSE_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}}
            }
        },
    }
}
PROBLEM: dict[int | str, dict[str, Any]] = {400: {"description": "Not the JSON that was asked for"}}
NO_WECHAT = (
    "WeChat is not set up: set XINSHENG_WECHAT_APP_ID, XINSHENG_WECHAT_TOKEN and XINSHENG_WECHAT_AES_KEY, "
    "then start again."
)


@dataclass(frozen=True, slots=True)
class Inside:
    """What the routes need of the running service."""

    shown: Shown
    metrics: Metrics
    today: Callable[[], date]
    troubles: Callable[[], Awaitable[list[str]]]
    stored: Callable[[], Awaitable[Stored]]


def add_routes(app: FastAPI, inside: Inside) -> None:
    """The page, the probes, the figures, the index of the API and the parser."""
    router = APIRouter()
    _add_probes(router, inside)
    _add_api(router, inside)

    @router.get("/status", response_class=HTMLResponse, include_in_schema=False)
    async def front_page() -> Response:
        return render_front_page(inside.shown)

    app.include_router(router)


def add_missing_wechat(app: FastAPI) -> None:
    """/wechat of an installation without WeChat says which settings are missing."""

    @app.api_route("/wechat", methods=["GET", "POST"], include_in_schema=False)
    async def missing_wechat() -> Response:
        raise Problem(404, NO_WECHAT)


def _add_probes(router: APIRouter, inside: Inside) -> None:
    @router.get("/healthz", tags=["running"], summary="Whether the process is alive")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @router.get("/readyz", tags=["running"], summary="Whether messages can be taken", responses={503: {}})
    async def readyz() -> Response:
        if troubles := await inside.troubles():
            return problem(503, " ".join(troubles), troubles=troubles)
        return JSONResponse({"status": "ready"})

    @router.get("/metrics", tags=["running"], summary="Figures for Prometheus")
    async def metrics() -> Response:
        return Response(inside.metrics.page(await inside.stored()), media_type=CONTENT_TYPE)


def _add_api(router: APIRouter, inside: Inside) -> None:
    @router.get("/api", tags=["api"], summary="What there is")
    async def index(request: Request) -> dict[str, Any]:
        schema = request.app.openapi()
        paths = {path: sorted(method.upper() for method in methods) for path, methods in schema["paths"].items()}
        return {"name": "xinsheng", "version": inside.shown.version, "openapi": "/api/openapi.json", "paths": paths}

    @router.post(
        "/model/parse",
        tags=["understanding"],
        summary="Understand a text, in Rasa's format",
        responses=PROBLEM,
        openapi_extra=PARSE_BODY,
    )
    async def parse(request: Request) -> dict[str, Any]:
        return parse_body(await request.body(), today=inside.today)
