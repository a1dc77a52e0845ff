"""Reads a request's body within a limit, and writes the short answers of a callback."""

from __future__ import annotations

import asyncio

from starlette.types import Receive, Scope, Send

from bot.channels.wechat.refusals import TOO_LARGE, TOO_SLOW, BadPush

MOST_BYTES = 64 * 1024


class CallerLeft(Exception):
    """The caller closed the connection before his request was whole."""


async def read_body(scope: Scope, receive: Receive, *, seconds: float) -> bytes:
    """The whole body; raises BadPush as soon as it is too large, announced or not, or when it takes too long."""
    announced = dict(scope["headers"]).get(b"content-length", b"0")
    if not announced.isdigit() or len(announced) > 9 or int(announced) > MOST_BYTES:
        raise BadPush("too_large", TOO_LARGE)
    try:
        async with asyncio.timeout(seconds):
            return await _collected(receive)
    except TimeoutError:
        raise BadPush("slow_body", TOO_SLOW) from None


async def _collected(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise CallerLeft
        body += event.get("body", b"")
        if len(body) > MOST_BYTES:
            raise BadPush("too_large", TOO_LARGE)
        if not event.get("more_body", False):
            return bytes(body)


async def respond(send: Send, body: bytes, *, status: int = 200, content_type: bytes = b"text/plain") -> None:
    """One short answer; a refusal also ends the connection, since its body may not have been read."""
    headers = [
        (b"content-type", content_type + b"; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"x-content-type-options", b"nosniff"),
    ]
    if status >= 400:
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
