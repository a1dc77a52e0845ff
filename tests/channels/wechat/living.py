"""The whole bot in this process as WeChat meets it: a real socket, a real database, delivery that runs beside."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import httpx
import uvicorn
from sqlalchemy import update
from starlette.applications import Starlette
from starlette.types import ASGIApp

from bot.channels.base import Channel, Notices
from bot.channels.wechat.settings import PATIENCE
from bot.delivery import Delivery, Fallback, Pace
from bot.settings import Settings
from bot.wechat_service import make_wechat
from bot.wiring import Parts, new_id, utc_now
from cases.clocks import Calendar
from cases.embedded import EmbeddedDesk
from dialogs.replies import Reply
from handlers.evidence import Evidence
from handlers.inbound import InboundHandler
from handlers.notice_kinds import About, payload_about
from handlers.pickups import Pickups
from storage.blobs import MemoryBlobs
from storage.database import Database, Work, open_database
from storage.outbox import Entry, put
from storage.tables import conversation, outbox
from storage.vault import Vault
from tests import whole
from tests.dialogs.said import FULL, says
from tests.rows import Clock, emptied, entries
from tests.talks import SCRIPT
from tests.wechat_emulator import Emulator
from tests.wechat_users import Account, Platform, User

T = TypeVar("T")
SECRET = "secretForTests"


class Troubled:
    """A database that is slow, or away for a while."""

    def __init__(self, inner: Database) -> None:
        self.inner, self.shared = inner, inner.shared
        self.seconds = 0.0
        self.failures = 0

    async def run(self, work: Work[T]) -> T:
        await self._trouble()
        return await self.inner.run(work)

    async def read(self, work: Work[T]) -> T:
        await self._trouble()
        return await self.inner.read(work)

    async def _trouble(self) -> None:
        if self.failures:
            self.failures -= 1
            raise ConnectionError("the database is away")
        await asyncio.sleep(self.seconds)

    def ring(self) -> None:
        self.inner.ring()

    async def rung(self, patience: float) -> None:
        await self.inner.rung(patience)

    async def close(self) -> None:
        await self.inner.close()


@dataclass
class Living:
    """A bot that answers; `api` is the WeChat it calls, `database` is what its turns meet."""

    account: Account
    platform: Platform
    api: Emulator
    api_base: str
    database: Database
    troubled: Troubled
    vault: Vault
    inbound: InboundHandler
    channel: Channel
    delivery: Delivery
    pickups: Pickups
    blobs: MemoryBlobs

    def user(self, openid: str = "oInvented-000000000000000001") -> User:
        return User(self.platform, openid)

    def talk_of(self, user: User) -> str:
        return f"wechat:{self.account.gh_id}:{user.openid}"

    async def ready_to_file(self, user: User) -> None:
        """He has told everything and is asked whether it is right."""
        clock = Clock()
        clock.at = utc_now()
        engine = whole.engine(self.database, self.vault, clock)
        turn = await engine.turn(whole.conversation(self.talk_of(user)), says("report_arrears", **FULL))
        turn = await engine.turn(turn.conversation, says("affirm"))
        assert turn.asked == "confirm"
        await whole.kept(self.database, self.vault, clock, turn)

    async def tell(self, user: User, text: str, kind: Any = "notice", about: About | None = None) -> None:
        """Something that nobody asked goes out to him."""
        said = payload_about(Reply(text), about) if about else json.dumps({"text": text, "choices": []})
        entry = Entry(f"told:{user.openid}:{text}", self.talk_of(user), kind, said, utc_now())
        await self.database.run(partial(put, vault=self.vault, entry=entry))

    async def silence(self, user: User) -> None:
        """He wrote more than 48 hours ago: his window is closed."""
        long_ago, is_his = utc_now() - timedelta(hours=48, seconds=1), conversation.c.id == self.talk_of(user)
        values = {"wrote_at": long_ago, "tapped_at": None}
        await self.database.run(lambda c: c.execute(update(conversation).where(is_his).values(values)))

    async def all_due(self) -> None:
        """Every pause is over."""
        await self.database.run(lambda c: c.execute(update(outbox).values(due_at=utc_now())))

    async def carried(self) -> None:
        """Everything that is due has been carried."""
        while await self.delivery.carry_due():
            pass

    async def sends(self) -> list[tuple[Any, ...]]:
        """What became of what went out."""
        return await entries(self.database, "state", "reason")

    @property
    def texts(self) -> list[str]:
        return [one.text for one in self.api.delivered]


@asynccontextmanager
async def living(
    folder: Path,
    *,
    account: Account | None = None,
    url: str = "",
    vault: Vault | None = None,
    patience: float = PATIENCE,
    **changed: Any,
) -> AsyncIterator[Living]:
    """The bot on SQLite in that folder, or on the database given; ends with it."""
    account = account or Account()
    async with AsyncExitStack() as stack:
        database = open_database(url or emptied(f"sqlite:///{folder}/rows.db"))
        stack.push_async_callback(database.close)
        troubled, api, vault = Troubled(database), Emulator(), vault or Vault()
        base = await stack.enter_async_context(listening(api.app))
        settings = settings_of(account, folder, base).model_copy(update=changed)
        parts = Parts(settings, troubled, vault, SCRIPT, EmbeddedDesk(database, vault), Calendar())
        inbound = parts.inbound(utc_now)
        stack.push_async_callback(inbound.finish)
        wechat = await stack.enter_async_context(make_wechat(parts, inbound, patience=patience))
        address = await stack.enter_async_context(listening(Starlette(routes=[wechat.route])))
        client = await stack.enter_async_context(httpx.AsyncClient(limits=httpx.Limits(max_connections=200)))
        channels = {wechat.channel.name: wechat.channel}
        notices: dict[str, Notices] = {wechat.channel.name: wechat.notices} if parts.settings.wechat_templates else {}
        fallback = Fallback(parts.ladder, notices)
        delivery = Delivery(database, vault, channels, utc_now, pace=Pace(lambda: 0.5), fallback=fallback)
        blobs = MemoryBlobs()
        evidence = Evidence(database, blobs, utc_now, new_id)
        pickups = Pickups(database, vault, SCRIPT, evidence, {wechat.channel.name: wechat.media}, utc_now)
        platform = Platform(account, client, f"{address}/wechat")
        yield Living(
            account, platform, api, base, database, troubled, vault, inbound, wechat.channel, delivery, pickups, blobs
        )


def settings_of(account: Account, folder: Path, base: str) -> Settings:
    """As an operator would set them."""
    plain = {"app_id": account.app_id, "token": account.token, "aes_key": account.aes_key, "app_secret": SECRET}
    named = {f"wechat_{name}": value for name, value in plain.items()}
    named |= {"wechat_mode": account.mode, "wechat_api_base": base, "data_dir": str(folder)}
    return Settings(**named)  # type: ignore[arg-type]


@asynccontextmanager
async def listening(app: ASGIApp) -> AsyncIterator[str]:
    """The application on a real socket, in this very loop, so that it can be cut and killed."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(app, lifespan="off", log_level="critical", ws="none", timeout_graceful_shutdown=1)
    )
    serving = asyncio.create_task(server.serve([listener]))
    while not server.started:
        await asyncio.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving
        listener.close()
