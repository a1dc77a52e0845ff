"""The worker's page with everything behind it, but for the dialog, which does as it is told."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import select
from starlette.types import ASGIApp

from bot.app import make_app
from bot.channels.web.crews import CrewParts, with_crews
from bot.channels.web.files import Files
from bot.channels.web.floods import Floods
from bot.channels.web.newsroom import Newsroom
from bot.channels.web.page import Page
from bot.channels.web.parts import WebParts
from bot.channels.web.route import make_web_routes
from bot.channels.web.uploads import UploadParts, with_uploads
from bot.web.front_page import Shown
from bot.web.metrics import Metrics, Stored
from bot.web.routes import Inside
from bot.wiring import new_id
from cases.clocks import Calendar
from dialogs.conversation import Conversation, Turn
from dialogs.effects import DraftClosed, Effect
from dialogs.replies import Reply
from dialogs.said import Said
from dialogs.script import Script, load_script
from handlers.effects import Desk
from handlers.evidence import Evidence
from handlers.inbound import InboundHandler
from handlers.pictures import Pictures
from handlers.rosters import Rosters
from handlers.telling import tell
from handlers.transcript import Transcript
from handlers.turns import Turns
from handlers.typing import Typing
from handlers.uploads import Uploads
from handlers.visitors import Chance, Visitors
from storage.blobs import FolderBlobs
from storage.database import Database
from storage.outbox import Entry, Kind
from storage.tables import conversation
from storage.vault import Vault
from tests.pictures import photo
from tests.rows import Clock

SCRIPT = load_script()
HOME = "http://wages.test"
OURS = {"Origin": HOME}
JPEG = photo()
IDS = itertools.count(1)
WELCOME = Reply("您好，我是薪声。", ("登记欠薪", "进度", "人工"))


@dataclass
class Scripted:
    """A dialog that repeats what it hears, and does a few things at a word."""

    script: Script = SCRIPT
    heard: list[str] = field(default_factory=list)
    gate: asyncio.Event | None = None
    answers: dict[str, Reply] = field(default_factory=lambda: {"选": Reply("选一个：", ("对", "不对"))})

    async def turn(self, conversation: Conversation, said: Said) -> Turn:
        self.heard.append(said.text or said.kind)
        if self.gate:
            await self.gate.wait()
        refuses = said.text == "不同意"
        effects: tuple[Effect, ...] = (DraftClosed("draft-1", "consent_refused"),) if refuses else ()
        after = Conversation(conversation.id, {}, None, conversation.handed_over or said.text == "人工")
        return Turn(after, (self._answer(said),), effects)

    def _answer(self, said: Said) -> Reply:
        if said.kind == "entered":
            return WELCOME
        return self.answers.get(said.text) or Reply(f"听到{said.text or said.kind}")


class WebService:
    """One process of it."""

    def __init__(
        self, database: Database, vault: Vault, clock: Clock, dialog: Any, folder: Path, *, patience: float = 6.0
    ) -> None:
        self.database, self.vault, self.clock, self.dialog = database, vault, clock, dialog
        self.seconds = 0.0
        self.numbers = itertools.count(314159265358)
        self.blobs = FolderBlobs(folder, vault)
        turns = Turns(database, Desk(vault, Calendar()), dialog, clock)
        self.inbound = InboundHandler(database, vault, turns, clock)
        self.files = Files()
        self.parts = self._parts(patience)
        self.app = self._app()

    def _parts(self, patience: float) -> WebParts:
        chance = Chance(new_id, self._below)
        newsroom, typing = Newsroom(self.database), Typing(lambda: self.seconds)
        evidence = Evidence(self.database, self.blobs, self.clock, new_id)
        typing.listen(newsroom.stir)
        return WebParts(
            inbound=self.inbound,
            visitors=Visitors(self.database, self.vault, SCRIPT, self.clock, chance),
            transcript=Transcript(self.database, self.vault, self.clock),
            evidence=evidence,
            pictures=Pictures(evidence),
            typing=typing,
            newsroom=newsroom,
            floods=Floods(lambda: self.seconds),
            page=Page(self.files, WELCOME),
            now=self.clock,
            hosts=frozenset({"public.test"}),
            patience=patience,
        )

    def _below(self, most: int) -> int:
        return next(self.numbers) % most

    def _app(self) -> ASGIApp:
        crews = CrewParts(Rosters(self.database, self.vault, SCRIPT, self.clock), self.parts.floods, self.files, None)
        uploads = Uploads(self.database, self.vault, Calendar(), self.clock)
        upload = UploadParts(uploads, self.parts.evidence, self.parts.floods, self.files)
        routes = with_uploads(with_crews(make_web_routes(self.parts, self.files), crews), upload)
        return make_app(nothing_inside(), routes.uploads, routes.pages)

    def browser(self, address: str = "192.0.2.1", base: str = HOME) -> Browser:
        """A browser that was never here."""
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False, client=(address, 1))
        return Browser(httpx.AsyncClient(transport=transport, base_url=base, headers={"Origin": base}))

    async def tell(self, conversation_id: str, text: str, kind: Kind = "notice", key: str | None = None) -> None:
        """Something that he did not ask."""
        payload = f'{{"text": "{text}", "choices": []}}'
        entry = Entry(key or f"{kind}:{text}", conversation_id, kind, payload, self.clock())
        await self.database.run(partial(tell, vault=self.vault, entry=entry))


@dataclass
class Browser:
    """What the page's script does, without the page."""

    client: httpx.AsyncClient

    async def begin(self, **more: Any) -> dict[str, Any]:
        return told(await self.client.post("/chat/begin", json={"after": 0, **more}))

    async def say(self, text: str, after: int = 0, client_id: str | None = None) -> dict[str, Any]:
        return told(await self.say_raw({"text": text, "after": after}, client_id))

    async def say_raw(self, body: dict[str, Any], client_id: str | None = None) -> httpx.Response:
        sent = {"client_id": client_id or f"client-{next(IDS):06}", **body}
        return await self.client.post("/chat/messages", json=sent)

    async def read(self, after: int = 0) -> dict[str, Any]:
        return told(await self.client.get(f"/chat/messages?after={after}"))

    async def photo(self, content: Any = JPEG, client_id: str = "photo-0001") -> httpx.Response:
        return await self.client.post(f"/chat/photos?client_id={client_id}", content=content)

    async def texts(self) -> list[str]:
        return [one["text"] for one in (await self.read())["messages"]]

    async def page(self) -> str:
        return (await self.client.get("/")).text


def told(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def conversation_of(database: Database) -> str:
    """The one conversation that there is."""
    return await database.read(lambda connection: connection.execute(select(conversation.c.id)).scalar_one())


def nothing_inside() -> Inside:
    async def no_troubles() -> list[str]:
        return []

    async def nothing() -> Stored:
        return Stored({})

    return Inside(Shown("0", False, HOME), Metrics(), lambda: date(2026, 11, 24), no_troubles, nothing)
