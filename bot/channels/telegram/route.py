"""The address that Telegram calls: proves the caller by the secret, keeps the update, and only then says yes."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.channels.telegram.outcomes import kind_of
from bot.channels.telegram.settings import PATH

log = structlog.get_logger(__name__)
HEADER: Final = "x-telegram-bot-api-secret-token"
MOST_BYTES: Final = 1024 * 1024  # a text of 4,096 characters with its marks and what it answers to
BODY_SECONDS: Final = 10.0

Take = Callable[[Sequence[Any]], Awaitable[None]]
TakeUnread = Callable[[bytes], Awaitable[None]]


def make_telegram_route(secret: str, take: Take, take_unread: TakeUnread) -> Route:
    """The route for Starlette or FastAPI; `take` keeps updates, `take_unread` what is none."""
    return Route(PATH, endpoint=TelegramEndpoint(secret, take, take_unread), name="telegram")


class TelegramEndpoint:
    """Telegram repeats what is not answered with 200, at last for a day."""

    def __init__(self, secret: str, take: Take, take_unread: TakeUnread) -> None:
        self._secret, self._take, self._take_unread = secret.encode(), take, take_unread

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            status = await self._status(request)
        except ClientDisconnect:
            return
        headers = {"connection": "close"} if status >= 400 else {}
        await Response(status_code=status, headers=headers)(scope, receive, send)

    async def _status(self, request: Request) -> int:
        if request.method != "POST":
            return 405
        if not hmac.compare_digest(request.headers.get(HEADER, "").encode("latin-1", "replace"), self._secret):
            log.warning("A call to Telegram's address was refused", reason="secret")
            return 403
        body = await _body(request)
        if body is None:
            return 413
        try:
            await self._kept(body)
        except Exception as failure:  # not kept: Telegram comes again
            log.error("An update of Telegram could not be kept", failure=kind_of(failure))
            return 503
        return 200

    async def _kept(self, body: bytes) -> None:
        try:
            update = json.loads(body)
        except (ValueError, RecursionError):
            log.error("What came as an update of Telegram is no JSON; it is kept for staff")
            await self._take_unread(body)
            return
        await self._take([update])


async def _body(request: Request) -> bytes | None:
    """None when it is too large, or does not come."""
    content = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for some in request.stream():
                content += some
                if len(content) > MOST_BYTES:
                    return None
    except TimeoutError:
        return None
    return bytes(content)
