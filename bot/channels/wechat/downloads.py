"""One download from WeChat, bounded in size, with everything that can go wrong on the way as a value."""

from __future__ import annotations

import json
from dataclasses import dataclass

import httpx

from bot.channels.base import Later
from bot.channels.wechat.calls import Answered

LONGEST_JSON = 4_096  # an error, or where a video lies


@dataclass(frozen=True, slots=True)
class Content:
    """What came, whatever it was called."""

    content: bytes


@dataclass(frozen=True, slots=True)
class TooMuch:
    """More than is taken; the rest was not read."""


async def download(client: httpx.AsyncClient, url: str, *, largest: int) -> Content | Answered | TooMuch | Later:
    """Follows no redirect. WeChat says also what it refuses with 200, as JSON that it calls text."""
    try:
        async with client.stream("GET", url, follow_redirects=False) as response:
            content = await _bounded(response, largest)
            if content is None:
                return TooMuch()
            if response.status_code != httpx.codes.OK:
                return Later(f"status_{response.status_code}")
    except (httpx.HTTPError, httpx.InvalidURL) as failure:
        return Later(type(failure).__name__)
    return _told(content) or Content(content)


async def _bounded(response: httpx.Response, largest: int) -> bytes | None:
    content = bytearray()
    async for some in response.aiter_bytes():
        content += some
        if len(content) > largest:
            return None
    announced = response.headers.get("content-length", "")
    if announced.isdigit() and "content-encoding" not in response.headers and int(announced) != len(content):
        raise httpx.RemoteProtocolError("less came than was announced")
    return bytes(content)


def _told(content: bytes) -> Answered | None:
    """The object that stands in place of what was asked for."""
    if len(content) > LONGEST_JSON or not content.lstrip().startswith(b"{"):
        return None
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return Answered(body) if isinstance(body, dict) else None
