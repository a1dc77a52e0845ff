"""Leaves a request without any answer, so that the platform sends it again."""

from __future__ import annotations

import asyncio

from starlette.types import Receive

LINGER_SECONDS = 2.0


class NotAnswered(Exception):
    """The server offers no way to close this connection unanswered."""


async def hang_up(receive: Receive, *, after: float) -> None:
    """Waits for the caller to leave, closes the connection when he has not after so many seconds, and sends nothing.

    Waiting is deliberate: WeChat pushes three times, and an early close would spend all three within a moment.
    """
    if await _gone(receive, after):
        return
    _close(receive)
    if not await _gone(receive, LINGER_SECONDS):
        raise NotAnswered("the request stays unanswered")


async def _gone(receive: Receive, seconds: float) -> bool:
    try:
        async with asyncio.timeout(max(seconds, 0.0)):
            while (await receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        return False
    return True


def _close(receive: Receive) -> None:
    # ASGI has no word for this. Under uvicorn `receive` is a method of the object that holds the socket; where a
    # middleware has wrapped it we only linger: WeChat itself leaves 5 s after its push.
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    if close := getattr(transport, "close", None):
        close()
