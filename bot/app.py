"""The web application, put together from its routes and the channels'."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager

from fastapi import FastAPI
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.limits import BodyLimit
from bot.web.problems import install_problems
from bot.web.routes import Inside, add_missing_wechat, add_routes

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]
SAFE_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
]


def make_app(
    inside: Inside,
    channels: Sequence[BaseRoute],
    pages: Sequence[BaseRoute] = (),
    *,
    lifespan: Lifespan | None = None,
) -> ASGIApp:
    """The application; the channels' routes come first and take their bodies themselves, pages of ours come next."""
    app = FastAPI(
        title="Xinsheng",
        version=inside.shown.version,
        lifespan=lifespan,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    install_problems(app)
    app.router.routes[:0] = [*channels, *pages]
    add_routes(app, inside)
    from console.routes import LARGER_BODIES

    own = {str(getattr(route, "path", "")) for route in channels}
    if "/wechat" not in own:
        add_missing_wechat(app)
    return Straight(SafeHeaders(BodyLimit(app, leave_alone=own, larger=LARGER_BODIES), leave_alone=own), channels)


class Straight:
    """Hands what a channel takes whole to it before anything else looks at it, because that is the hot path."""

    def __init__(self, app: ASGIApp, channels: Sequence[BaseRoute]) -> None:
        whole = [route for route in channels if isinstance(route, Route) and route.methods is None]
        self._app, self._own = app, {route.path: route.app for route in whole if "{" not in route.path}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        own = self._own.get(scope["path"]) if scope["type"] == "http" else None
        await (own or self._app)(scope, receive, send)


class SafeHeaders:
    """Adds the headers that keep a browser from guessing, framing and telling others."""

    def __init__(self, app: ASGIApp, *, leave_alone: set[str]) -> None:
        self._app, self._leave_alone = app, leave_alone

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", []), *SAFE_HEADERS]}
            await send(message)

        plain = scope["type"] != "http" or scope["path"] in self._leave_alone
        await self._app(scope, receive, send if plain else with_headers)
