"""One call to WeChat's API, with everything that can go wrong on the way as a value."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import httpx

from bot.channels.base import Later, Unknown

NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


@dataclass(frozen=True, slots=True)
class Answered:
    """WeChat's JSON object, whatever it says; `errcode` is None where it gives none."""

    body: dict[str, Any]

    @property
    def errcode(self) -> int | None:
        code = self.body.get("errcode")
        return code if type(code) is int else None


async def call(client: httpx.AsyncClient, url: str, payload: dict[str, Any]) -> Answered | Later | Unknown:
    """Posts once. Later: nothing has left us. Unknown: it may have arrived, or something else than WeChat answered."""
    content = json.dumps(payload, ensure_ascii=False).encode("utf-8", "replace")  # WeChat shows \\u escapes as written
    try:
        response = await client.post(url, content=content, headers={"content-type": "application/json; charset=utf-8"})
    except NEVER_LEFT:
        return Later("unreachable_api")
    except httpx.HTTPError as failure:
        return Unknown(type(failure).__name__)
    return _read(response)


async def look(client: httpx.AsyncClient, url: str) -> Answered | Unknown:
    """Gets once; nothing is changed by it, whatever becomes of it."""
    try:
        return _read(await client.get(url))
    except (httpx.HTTPError, httpx.InvalidURL) as failure:
        return Unknown(type(failure).__name__)


def _read(response: httpx.Response) -> Answered | Unknown:
    try:
        body = json.loads(response.content)
    except (ValueError, RecursionError):
        return Unknown(f"not_json_{response.status_code}")
    return Answered(body) if isinstance(body, dict) else Unknown(f"not_an_object_{response.status_code}")
