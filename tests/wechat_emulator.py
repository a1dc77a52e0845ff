"""WeChat's API on the loopback: tokens that expire, windows and quotas by a clock of its own, and every way to fail.

`Emulator.app` is an ASGI application for httpx's ASGITransport; `served(app)` puts any application on a real socket.
"""

from __future__ import annotations

import asyncio
import json
import re
import socket
import sys
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Literal

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

WINDOW = timedelta(hours=48)
MINUTE = timedelta(minutes=1)
QUOTAS: dict[str, tuple[timedelta, int]] = {"message": (WINDOW, 5), "tap": (MINUTE, 3)}
MOST_BYTES = 2_048
TRAVEL_SECONDS = 0.002  # so that calls overlap as they do on a network

Path = Literal["token", "send", "typing", "notice", "media", "picture", "manage"]
Weather = Literal["html", "broken", "half", "reset", "slow", "lost", "vanished"]
Fault = int | Weather


@dataclass(frozen=True)
class Delivered:
    """One message that truly reached a phone."""

    openid: str
    text: str
    at: datetime
    entries: tuple[str, ...] = ()


@dataclass(frozen=True)
class Noticed:
    """One notice that was taken; whether it arrives is told by an event."""

    openid: str
    template: str
    fields: dict[str, str]
    at: datetime
    number: int
    key: str | None


@dataclass
class Window:
    """When a user last did something, and how many messages that still allows."""

    opened_at: datetime
    lasts: timedelta
    left: int


async def cut(receive: Receive) -> None:
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    assert transport is not None, "only a real socket can be cut"
    transport.close()
    while (await receive())["type"] != "http.disconnect":
        pass


class Reset:
    """Answers nothing: the connection ends."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await cut(receive)


class Half:
    """Announces more than it sends."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"application/json"), (b"content-length", b"27")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"errcode":0,', "more_body": True})
        await cut(receive)


@dataclass
class Emulator:
    """The server's state, open to tests: move `now`, queue `faults`, read `delivered` and `calls`."""

    app_id: str = "wx5f0c1d2e3a4b5c6d"
    secret: str = "secretForTests"
    now: datetime = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    slow_seconds: float = 0.5
    delivered: list[Delivered] = field(default_factory=list)
    calls: list[tuple[Path, dict[str, Any]]] = field(default_factory=list)
    windows: dict[str, Window] = field(default_factory=dict)
    faults: dict[Path, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    token: str = ""
    token_until: datetime = datetime(2000, 1, 1, tzinfo=UTC)
    stubborn: bool = False
    media: dict[str, bytes | str] = field(default_factory=dict)
    menu: list[dict[str, Any]] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)
    numbers: count[int] = field(default_factory=lambda: count(1))
    templates: dict[str, str] = field(default_factory=dict)
    noticed: list[Noticed] = field(default_factory=list)
    refusers: set[tuple[str, str]] = field(default_factory=set)

    @property
    def app(self) -> ASGIApp:
        return Starlette(
            routes=[
                Route("/cgi-bin/stable_token", self.stable_token, methods=["POST"]),
                Route("/cgi-bin/message/custom/send", self.custom_send, methods=["POST"]),
                Route("/cgi-bin/message/custom/typing", self.typing, methods=["POST"]),
                Route("/cgi-bin/media/get", self.media_get),
                Route("/pictures/{name}", self.picture),
                Route("/cgi-bin/openapi/quota/get", self.quota_get, methods=["POST"]),
                Route("/cgi-bin/get_current_selfmenu_info", self.menu_info),
                Route("/cgi-bin/menu/create", self.menu_create, methods=["POST"]),
                Route("/cgi-bin/qrcode/create", self.qrcode_create, methods=["POST"]),
                Route("/cgi-bin/template/get_all_private_template", self.template_list),
                Route("/cgi-bin/message/template/send", self.template_send, methods=["POST"]),
                Route("/cgi-bin/message/subscribe/bizsend", self.bizsend, methods=["POST"]),
            ]
        )

    def heard_from(self, openid: str, kind: str = "message") -> None:
        """The user wrote (`message`: 5 in 48 h) or tapped, followed, scanned (`tap`: 3 in a minute)."""
        lasts, most = QUOTAS[kind]
        before = self.windows.get(openid)
        if kind == "tap" and before and before.left > 0 and self.now - before.opened_at <= before.lasts - lasts:
            return  # what a message has opened is wider
        self.windows[openid] = Window(self.now, lasts, most)

    def left_by(self, openid: str) -> None:
        """The user follows no more."""
        self.windows.pop(openid, None)

    def fail(self, path: Path, *faults: Fault) -> None:
        """The next calls of that path meet these: an errcode, or a kind of weather; 0 lets one call pass."""
        self.faults[path].extend(faults)

    def revoke(self) -> None:
        """The token in use stops working before its time."""
        self.token_until = self.now

    def count_of(self, path: Path) -> int:
        return sum(1 for called, _ in self.calls if called == path)

    async def stable_token(self, request: Request) -> Response | Reset | Half:
        asked = json.loads(await request.body())
        await asyncio.sleep(TRAVEL_SECONDS)
        self.calls.append(("token", asked))
        if fault := self._fault("token"):
            return await self._weather(fault)
        if asked.get("appid") != self.app_id:
            return refusal(40013, "invalid appid")
        if asked.get("secret") != self.secret:
            return refusal(40125, "invalid appsecret")
        if asked.get("grant_type") != "client_credential":
            return refusal(40002, "invalid grant_type")
        if self.token_until <= self.now and not (self.stubborn and self.token):
            self.token, self.token_until = f"{next(self.numbers)}_INVENTED", self.now + timedelta(hours=2)
        seconds = int((self.token_until - self.now).total_seconds())
        return JSONResponse({"access_token": self.token, "expires_in": seconds if seconds > 0 else 7_200})

    async def custom_send(self, request: Request) -> Response | Reset | Half:
        raw = await request.body()
        await asyncio.sleep(TRAVEL_SECONDS)
        message = as_shown(raw)
        self.calls.append(("send", message))
        fault = self._fault("send")
        if fault and fault not in ("lost", "vanished"):
            return await self._weather(fault)
        refused = self._refused(request.query_params.get("access_token", ""), message)
        if refused:
            return refusal(*refused)
        self._deliver(message)
        if fault == "lost":  # delivered, and then the answer never comes
            await asyncio.sleep(self.slow_seconds)
        return Reset() if fault == "vanished" else refusal(0, "ok")

    async def typing(self, request: Request) -> Response | Reset | Half:
        """Refused while it is shown already, as WeChat does."""
        asked = as_shown(await request.body())
        self.calls.append(("typing", asked))
        return refusal(45081 if self.count_of("typing") > 1 else 0, "")

    async def media_get(self, request: Request) -> Response | Reset | Half:
        """What a user sent, by its id; a video's is the address it lies at. Also refusals come with 200, as text."""
        name = request.query_params.get("media_id", "")
        self.calls.append(("media", {"media_id": name}))
        if fault := self._fault("media"):
            return as_text(await self._weather(fault))
        token, kept = request.query_params.get("access_token", ""), self.media.get(name)
        if refused := self._token_refused(token):
            return as_text(refusal(*refused))
        if kept is None:
            return as_text(refusal(40007, "invalid media_id"))
        if isinstance(kept, str):
            return JSONResponse({"video_url": kept})
        return Response(kept, media_type="image/jpeg", headers={"content-disposition": 'attachment; filename="M.jpg"'})

    async def picture(self, request: Request) -> Response | Reset | Half:
        name = request.path_params["name"]
        self.calls.append(("picture", {"name": name}))
        if fault := self._fault("picture"):
            return await self._weather(fault)
        return Response(self.pictures[name]) if name in self.pictures else Response(status_code=404)

    async def quota_get(self, request: Request) -> Response | Reset | Half:
        quota = {"daily_limit": 500_000, "used": 3, "remain": 499_997}
        return await self._managed(request, lambda asked: {"errcode": 0, "quota": quota})

    async def menu_info(self, request: Request) -> Response | Reset | Half:
        """As WeChat writes it: entries stand in a list of their own."""
        shown = [
            {**button, "sub_button": {"list": button["sub_button"]}} if "sub_button" in button else button
            for button in self.menu
        ]
        told = {"is_menu_open": int(bool(shown)), "selfmenu_info": {"button": shown}}
        return await self._managed(request, lambda asked: told)

    async def menu_create(self, request: Request) -> Response | Reset | Half:
        def create(asked: dict[str, Any]) -> dict[str, Any]:
            self.menu = asked["button"]
            return {"errcode": 0, "errmsg": "ok"}

        return await self._managed(request, create)

    async def qrcode_create(self, request: Request) -> Response | Reset | Half:
        def create(asked: dict[str, Any]) -> dict[str, Any]:
            scene = asked["action_info"]["scene"]["scene_str"]
            assert len(scene) <= 64 and asked["action_name"] in ("QR_LIMIT_STR_SCENE", "QR_STR_SCENE")
            return {"ticket": f"gQ+{scene}==", "url": f"http://weixin.qq.com/q/{scene}"}

        return await self._managed(request, create)

    async def template_list(self, request: Request) -> Response | Reset | Half:
        listed = [{"template_id": id, "title": id, "content": content} for id, content in self.templates.items()]
        return await self._managed(request, lambda asked: {"template_list": listed})

    async def template_send(self, request: Request) -> Response | Reset | Half:
        return await self._notice(request, asks_first=False)

    async def bizsend(self, request: Request) -> Response | Reset | Half:
        """As template messages, but only to who has agreed, and without a number in the answer."""
        return await self._notice(request, asks_first=True)

    async def _notice(self, request: Request, *, asks_first: bool) -> Response | Reset | Half:
        asked = as_shown(await request.body())
        await asyncio.sleep(TRAVEL_SECONDS)
        self.calls.append(("notice", asked))
        fault = self._fault("notice")
        if fault and fault != "vanished":
            return await self._weather(fault)
        refused = self._token_refused(request.query_params.get("access_token", "")) or self._template_refuses(asked)
        openid, template = str(asked.get("touser")), str(asked.get("template_id"))
        if not refused and asks_first and (openid, template) in self.refusers:
            refused = 43101, "user refuse to accept the msg"
        if refused:
            return refusal(*refused)
        number = self._noticed(openid, template, asked)
        if fault == "vanished":
            return Reset()
        return JSONResponse({"errcode": 0, "errmsg": "ok"} | ({} if asks_first else {"msgid": number}))

    def _template_refuses(self, asked: dict[str, Any]) -> tuple[int, str] | None:
        content = self.templates.get(str(asked.get("template_id")))
        if content is None:
            return 40037, "invalid template_id"
        for name in re.findall(r"\{\{(\w+)\.DATA\}\}", content):
            value = asked.get("data", {}).get(name, {}).get("value", "")
            if not fits(name, value):
                return 47003, f"argument invalid! data.{name}.value invalid"
        return None

    def _noticed(self, openid: str, template: str, asked: dict[str, Any]) -> int:
        """The number of the notice; the same client_msg_id within ten minutes is one notice."""
        key = asked.get("client_msg_id")
        for one in self.noticed:
            if key and (one.openid, one.key) == (openid, key) and self.now - one.at < timedelta(minutes=10):
                return one.number
        fields = {name: str(field["value"]) for name, field in asked["data"].items()}
        self.noticed.append(Noticed(openid, template, fields, self.now, next(self.numbers), key))
        return self.noticed[-1].number

    async def _managed(
        self, request: Request, answer: Callable[[dict[str, Any]], dict[str, Any]]
    ) -> Response | Reset | Half:
        asked = as_shown(await request.body())
        self.calls.append(("manage", asked))
        if fault := self._fault("manage"):
            return await self._weather(fault)
        if refused := self._token_refused(request.query_params.get("access_token", "")):
            return refusal(*refused)
        return JSONResponse(answer(asked))

    def _fault(self, path: Path) -> Fault | None:
        return self.faults[path].popleft() if self.faults[path] else None

    async def _weather(self, fault: Fault) -> Response | Reset | Half:
        if isinstance(fault, int):
            return refusal(fault, "on demand")
        if fault == "html":
            return HTMLResponse("<html><body>502 Bad Gateway</body></html>")
        if fault == "broken":
            return Response('{"errcode":0,"errm', media_type="application/json")
        if fault == "slow":
            await asyncio.sleep(self.slow_seconds)
            return refusal(-1, "system busy")
        return Reset() if fault == "reset" else Half()

    def _token_refused(self, token: str) -> tuple[int, str] | None:
        if not token:
            return 41001, "access_token missing"
        if token != self.token:
            return 40001, "invalid credential, access_token is invalid or not latest"
        return (42001, "access_token expired") if self.token_until <= self.now else None

    def _refused(self, token: str, message: dict[str, Any]) -> tuple[int, str] | None:
        if refused := self._token_refused(token):
            return refused
        if message.get("msgtype") not in ("text", "msgmenu"):
            return 47001, "data format error"
        if len("".join(words_of(message)).encode()) > MOST_BYTES:
            return 45002, "content size out of limit"
        return self._window_refuses(str(message["touser"]))

    def _window_refuses(self, openid: str) -> tuple[int, str] | None:
        window = self.windows.get(openid)
        if window is None:
            return 40003, "invalid openid"
        if self.now - window.opened_at > window.lasts:
            return 45015, "response out of time limit or subscription is canceled"
        return (45047, "out of response count limit") if window.left <= 0 else None

    def _deliver(self, message: dict[str, Any]) -> None:
        openid = str(message["touser"])
        self.windows[openid].left -= 1
        head, *entries = words_of(message)
        self.delivered.append(Delivered(openid, head, self.now, tuple(entries)))


FIELDS = {
    "thing": r".{1,20}",
    "phrase": r"[\u4e00-\u9fff]{1,5}",
    "character_string": r"[\x20-\x7e]{1,32}",
    "time": r"(\d{4}-\d\d-\d\d )?\d\d:\d\d",
    "date": r"\d{4}-\d\d-\d\d",
}


def fits(name: str, value: Any) -> bool:
    """Whether a field takes the value, as WeChat's page says it of those that tests use."""
    return isinstance(value, str) and re.fullmatch(FIELDS[name.rstrip("0123456789")], value) is not None


def refusal(code: int, words: str) -> Response:
    return JSONResponse({"errcode": code, "errmsg": words})


def words_of(message: dict[str, Any]) -> list[str]:
    """The words of a message, then those of its entries."""
    if message["msgtype"] == "text":
        return [str(message["text"]["content"])]
    menu = message["msgmenu"]
    assert len({entry["id"] for entry in menu["list"]}) == len(menu["list"]) <= 10
    return [str(menu["head_content"]), *(str(entry["content"]) for entry in menu["list"])]


def as_text(answer: Response | Reset | Half) -> Response | Reset | Half:
    """WeChat calls the JSON in place of a medium text."""
    if isinstance(answer, Response):
        answer.headers["content-type"] = "text/plain"
    return answer


def as_shown(raw: bytes) -> dict[str, Any]:
    """The message as phones show it: WeChat does not undo \\u escapes; {} when it is not JSON."""
    try:
        loaded = json.loads(re.sub(r"\\u(?=[0-9a-fA-F]{4})", r"\\\\u", raw.decode()))
    except ValueError:
        return {}
    return loaded if isinstance(loaded, dict) else {}


@contextmanager
def served(app: ASGIApp, *, http: Literal["httptools", "h11"] = "httptools") -> Iterator[str]:
    """The application on a real loopback socket in a thread of its own; yields its address."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    listening.listen(64)  # so that callers wait in line until the server is up
    server = uvicorn.Server(uvicorn.Config(app, http=http, lifespan="off", log_level="critical"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()


def main() -> None:
    """Serves the API by itself, to try commands by hand: python -m tests.wechat_emulator [PORT]."""
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8801
    emulator = Emulator(now=datetime.now(UTC))
    emulator.templates["TM-progress"] = "{{character_string1.DATA}} {{phrase2.DATA}} {{time3.DATA}} {{thing4.DATA}}"
    print(f"AppID {emulator.app_id}, AppSecret {emulator.secret}; templates: {', '.join(emulator.templates)}")
    uvicorn.run(emulator.app, port=port, log_level="info")


if __name__ == "__main__":
    main()
