"""WeChat's API as the crowd's workers would see it: what it delivers, and the faults that it has on the way."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Final

import uvicorn
from starlette.types import Receive, Scope, Send

FAULTS: Final = ("busy", "html", "cut", "slow", "stale")
SLOW_SECONDS: Final = 1.5
LIFE_SECONDS: Final = 7_200


@dataclass(frozen=True, slots=True)
class Pushed:
    """A message that reached a phone."""

    text: str
    at: float


@dataclass
class Api:
    """An ASGI application; a share of its calls meets one of the faults, drawn by chance."""

    chance: Callable[[], float]
    share: float = 0.0
    faults: tuple[str, ...] = FAULTS
    pushed: dict[str, list[Pushed]] = field(default_factory=lambda: defaultdict(list))
    calls: Counter[str] = field(default_factory=Counter)
    token: str = field(default_factory=lambda: secrets.token_hex(16))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        body = await _body(receive)
        fault = self._fault()
        self.calls[fault or "well"] += 1
        if fault == "slow":
            await asyncio.sleep(SLOW_SECONDS)
        if scope["path"].endswith("/stable_token"):
            await self._answer(send, receive, fault, {"access_token": self.token, "expires_in": LIFE_SECONDS})
        else:
            await self._answer(send, receive, fault, self._delivered(scope, json.loads(body), fault))

    def _fault(self) -> str | None:
        if self.chance() >= self.share:
            return None
        return self.faults[int(self.chance() * len(self.faults))]

    def _delivered(self, scope: Scope, message: dict[str, Any], fault: str | None) -> dict[str, Any]:
        """WeChat's answer once it has, or has not, shown the message."""
        if fault in ("busy", "html"):
            return {"errcode": -1, "errmsg": "system busy"}
        if fault == "stale":
            self.token = secrets.token_hex(16)
        if f"access_token={self.token}" not in scope["query_string"].decode():
            return {"errcode": 40001, "errmsg": "access_token is invalid or not latest"}
        text = message["text"]["content"] if message["msgtype"] == "text" else message["msgmenu"]["head_content"]
        self.pushed[message["touser"]].append(Pushed(text, perf_counter()))
        return {"errcode": 0, "errmsg": "ok"}

    async def _answer(self, send: Send, receive: Receive, fault: str | None, answer: dict[str, Any]) -> None:
        if fault == "cut":
            _hang_up(receive)
            return
        if fault == "busy":
            answer = {"errcode": -1, "errmsg": "system busy"}
        body = b"<html>502 Bad Gateway</html>" if fault == "html" else json.dumps(answer).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


@asynccontextmanager
async def served(api: Api, port: int) -> AsyncIterator[str]:
    """The API on that port of this machine, in this loop; its address."""
    config = uvicorn.Config(api, port=port, lifespan="off", log_level="critical", access_log=False, ws="none")
    server = _Quiet(config)
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn tells it no other way
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await running


class _Quiet(uvicorn.Server):
    """Leaves signals to who runs the measurement."""

    def install_signal_handlers(self) -> None:
        return


async def _body(receive: Receive) -> bytes:
    body = b""
    while True:
        event = await receive()
        body += event.get("body", b"")
        if not event.get("more_body", False):
            return bytes(body)


def _hang_up(receive: Receive) -> None:
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    if transport is not None:
        transport.close()
