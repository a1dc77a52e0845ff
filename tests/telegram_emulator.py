"""Telegram's Bot API on the loopback, and people who write to the bot: updates that wait until they are confirmed,
chats that block, floods, answers that are lost, pages in place of JSON."""

from __future__ import annotations

import asyncio
import json
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Literal
from urllib.parse import parse_qs

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from tests.wechat_emulator import Half, Reset, served

TOKEN = "7000000001:InventedTokenForTests_0123456789"
BOT = int(TOKEN.partition(":")[0])
WORKER = 138_0000_0001
SECRET = "secretOfTheWebhookForTests"
MOST_UNITS = 4_096
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(500)
OGG = b"OggS" + bytes(300)

Weather = Literal["html", "html200", "reset", "half", "lost", "late", "slow"]
Fault = int | Weather
Answer = Response | Reset | Half
Json = dict[str, Any]


@dataclass
class Emulator:
    """The server's state, open to tests: `updates` wait, `sent` has arrived, `faults` meet the next calls."""

    token: str = TOKEN
    updates: list[Json] = field(default_factory=list)
    sent: list[Json] = field(default_factory=list)
    calls: list[tuple[str, Json]] = field(default_factory=list)
    faults: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    files: dict[str, bytes] = field(default_factory=dict)
    blocked: set[int] = field(default_factory=set)
    webhook: Json = field(default_factory=dict)
    retry_after: int = 1
    slow_seconds: float = 0.5
    update_ids: Iterator[int] = field(default_factory=lambda: count(500))
    message_ids: Iterator[int] = field(default_factory=lambda: count(1))
    asked: int = 0  # questions for updates so far; an older one that still waits is ended by a newer
    conflicts: int = 0

    @property
    def app(self) -> ASGIApp:
        routes = [
            Route("/bot{token}/{method}", self.call, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", self.file),
        ]
        return Starlette(routes=routes)

    def fail(self, method: str, *faults: Fault) -> None:
        """The next calls of that method meet these: an HTTP status, or a kind of weather; 0 lets one pass."""
        self.faults[method].extend(faults)

    def count_of(self, method: str) -> int:
        return sum(1 for called, _ in self.calls if called == method)

    def texts(self, chat: int = WORKER) -> list[str]:
        return [message["text"] for message in self.sent if message["chat"]["id"] == chat]

    def push(self, **content: Any) -> Json:
        """An update that waits until somebody asks for it."""
        update = {"update_id": next(self.update_ids), **content}
        self.updates.append(update)
        return update

    async def call(self, request: Request) -> Answer:
        method, asked = request.path_params["method"], await parameters(request)
        self.calls.append((method, asked))
        if request.path_params["token"] != self.token:
            return refusal(401, "Unauthorized")
        fault = self.faults[method].popleft() if self.faults[method] else None
        if fault and fault not in ("lost", "late"):
            return await self._weather(fault)
        answer: Answer = await getattr(self, f"on_{method}", self._on_other)(asked)
        if fault == "late":  # done, and the answer comes when nobody waits for it any more
            await asyncio.sleep(self.slow_seconds)
        return Reset() if fault == "lost" else answer  # done, and then the answer never comes

    async def file(self, request: Request) -> Answer:
        self.calls.append(("file", {"path": request.path_params["path"]}))
        if self.faults["file"]:
            return await self._weather(self.faults["file"].popleft())
        found = self.files.get(request.path_params["path"].removeprefix("photos/"))
        return Response(found) if found is not None else refusal(404, "Not Found")

    async def on_getMe(self, _: Json) -> Answer:
        return ok({"id": BOT, "is_bot": True, "first_name": "Xinsheng", "username": "xinsheng_test_bot"})

    async def on_getUpdates(self, asked: Json) -> Answer:
        self.asked += 1
        mine = self.asked
        if self.webhook.get("url"):
            return refusal(409, "Conflict: can't use getUpdates method while webhook is active")
        if "offset" in asked:
            self.updates = [update for update in self.updates if update["update_id"] >= int(asked["offset"])]
        for _ in range(int(float(asked.get("timeout", 0)) / 0.02) + 1):
            if found := self.updates[: int(asked.get("limit", 100))]:
                return ok(found)
            await asyncio.sleep(0.02)
            if self.asked != mine:
                self.conflicts += 1
                return refusal(409, "Conflict: terminated by other getUpdates request")
        return ok([])

    async def on_sendMessage(self, asked: Json) -> Answer:
        chat, text = int(asked["chat_id"]), asked.get("text", "")
        if chat in self.blocked:
            return refusal(403, "Forbidden: bot was blocked by the user")
        if not text.strip():
            return refusal(400, "Bad Request: message text is empty")
        if len(text.encode("utf-16-le")) // 2 > MOST_UNITS:
            return refusal(400, "Bad Request: message is too long")
        message = message_of(chat, next(self.message_ids), self.bot, text=text)
        message |= {"reply_markup": asked["reply_markup"]} if "reply_markup" in asked else {}
        check_buttons(message.get("reply_markup", {}))
        self.sent.append(message)
        plain = {key: value for key, value in message.items() if key != "reply_markup" or "inline_keyboard" in value}
        return ok(plain)

    async def on_getFile(self, asked: Json) -> Answer:
        if asked["file_id"] not in self.files:
            return refusal(400, "Bad Request: invalid file_id")
        content = self.files[asked["file_id"]]
        if len(content) > 20 * 1024 * 1024:
            return refusal(400, "Bad Request: file is too big")
        id = asked["file_id"]
        return ok({"file_id": id, "file_unique_id": f"u{id}", "file_size": len(content), "file_path": f"photos/{id}"})

    async def on_setWebhook(self, asked: Json) -> Answer:
        self.webhook = asked
        return ok(True)

    async def on_deleteWebhook(self, asked: Json) -> Answer:
        self.webhook = {}
        if asked.get("drop_pending_updates") == "true":
            self.updates.clear()
        return ok(True)

    async def on_getWebhookInfo(self, _: Json) -> Answer:
        waiting = len(self.updates)
        told = {"url": self.webhook.get("url", ""), "has_custom_certificate": False, "pending_update_count": waiting}
        return ok(told)

    async def _on_other(self, _: Json) -> Answer:
        return ok(True)

    @property
    def bot(self) -> Json:
        return {"id": BOT, "is_bot": True, "first_name": "Xinsheng"}

    async def _weather(self, fault: Fault) -> Answer:
        match fault:
            case 429:
                more = {"parameters": {"retry_after": self.retry_after}}
                return refusal(429, f"Too Many Requests: retry after {self.retry_after}", **more)
            case int():
                return refusal(fault, {403: "Forbidden: bot was blocked by the user"}.get(fault, "on demand"))
            case "html" | "html200":
                return HTMLResponse("<html><body>502 Bad Gateway</body></html>", 502 if fault == "html" else 200)
            case "slow":
                await asyncio.sleep(self.slow_seconds)
                return refusal(500, "Internal Server Error")
            case "half":
                return Half()
        return Reset()


@dataclass
class Person:
    """Somebody with a phone, in his private chat with the bot."""

    api: Emulator
    id: int = WORKER

    @property
    def talk(self) -> str:
        return f"telegram:{BOT}:{self.id}"

    @property
    def chat(self) -> Json:
        return {"id": self.id, "type": "private", "first_name": "Invented"}

    def message(self, **content: Any) -> Json:
        sender = {"id": self.id, "is_bot": False, "first_name": "Invented"}
        return message_of(self.id, next(self.api.message_ids), sender, **content)

    def says(self, text: str) -> Json:
        return self.api.push(message=self.message(text=text))

    def sends(self, **content: Any) -> Json:
        return self.api.push(message=self.message(**content))

    def edits(self, text: str, message_id: int = 1) -> Json:
        edited = {**self.message(text=text), "message_id": message_id, "edit_date": 1_764_000_100}
        return self.api.push(edited_message=edited)

    def photo(self, id: str = "p1", **more: Any) -> Json:
        sizes = [(f"{id}-small", 90), (id, 1280)]
        photo = [{"file_id": name, "file_unique_id": f"u{name}", "width": side, "height": side} for name, side in sizes]
        return self.sends(photo=photo, **more)

    def contact(self, phone: str = "+8613800000001", owner: int | None = None) -> Json:
        card = {"phone_number": phone, "first_name": "Invented", "user_id": owner or self.id}
        return self.sends(contact=card)

    def taps(self, message: Json, number: int = 1, changed: Json | None = None) -> Json:
        """A button of a message that the bot sent."""
        buttons = [button for row in message["reply_markup"]["inline_keyboard"] for button in row]
        query = {
            "id": str(next(self.api.message_ids)),
            "from": {"id": self.id, "is_bot": False, "first_name": "Invented"},
            "chat_instance": "1",
            "message": message,
            "data": buttons[number - 1]["callback_data"],
        }
        return self.api.push(callback_query={**query, **(changed or {})})

    @property
    def shown(self) -> list[Json]:
        return [message for message in self.api.sent if message["chat"]["id"] == self.id]

    @property
    def texts(self) -> list[str]:
        return self.api.texts(self.id)


@dataclass
class Caller:
    """Telegram as it calls a webhook: again until it is told 200."""

    client: httpx.AsyncClient
    url: str
    secret: str = SECRET

    async def call(self, update: Any, **changed: Any) -> int:
        """One call; its status."""
        headers = {"x-telegram-bot-api-secret-token": self.secret, "content-type": "application/json"}
        content = update if isinstance(update, bytes) else json.dumps(update).encode()
        return (await self.client.post(self.url, **{"content": content, "headers": headers, **changed})).status_code


def message_of(chat: int, id: int, sender: Json, **content: Any) -> Json:
    kind = "private" if chat > 0 else "supergroup"
    place = {"id": chat, "type": kind, **({"first_name": "Invented"} if chat > 0 else {"title": "A site"})}
    return {"message_id": id, "date": int(time.time()), "chat": place, "from": sender, **content}


def check_buttons(markup: Json) -> None:
    """What Telegram refuses of a keyboard."""
    for row in markup.get("inline_keyboard", []):
        for button in row:
            assert 1 <= len(button["callback_data"].encode()) <= 64 and button["text"]


async def parameters(request: Request) -> Json:
    """Those of the address and of the body; python-telegram-bot sends inner objects as JSON."""
    given = {name: value for name, value in request.query_params.items()}
    given |= {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
    return {name: _loaded(value) for name, value in given.items()}


def _loaded(value: str) -> Any:
    if not value.startswith(("{", "[")):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def ok(result: Any) -> Response:
    return Response(json.dumps({"ok": True, "result": result}), media_type="application/json")


def refusal(code: int, words: str, **more: Any) -> Response:
    return JSONResponse({"ok": False, "error_code": code, "description": words, **more}, code)


@contextmanager
def telegram() -> Iterator[tuple[Emulator, str]]:
    """An emulator on a socket of its own, in a thread of its own, and its address."""
    api = Emulator()
    with served(api.app) as base:
        yield api, base
