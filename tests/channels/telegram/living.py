"""The whole bot in this process as Telegram meets it: a real socket, a real database, steps that tests take."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette

from bot.channels.telegram.api import open_api
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.keyboards import Keyboards
from bot.channels.telegram.media import TelegramMedia
from bot.channels.telegram.polling import Poller
from bot.channels.telegram.route import make_telegram_route
from bot.channels.telegram.settings import TelegramSettings
from bot.channels.telegram.signs import BotSigns
from bot.channels.telegram.taking import Taker
from bot.channels.telegram.words import read_words
from bot.delivery import Delivery, Pace
from bot.settings import Settings
from bot.telegram_service import KeptAlarm, SharedDuty, group_greeter, keyboards_of
from bot.wiring import Parts, new_id, utc_now
from cases.clocks import Calendar
from cases.embedded import EmbeddedDesk
from handlers.evidence import Evidence
from handlers.inbound import InboundHandler
from handlers.pickups import Pickups
from storage import outbox
from storage.blobs import MemoryBlobs
from storage.database import Database, open_database
from storage.outbox import Entry
from storage.vault import Vault
from tests.channels.wechat.living import Troubled, listening
from tests.rows import emptied, entries
from tests.talks import SCRIPT
from tests.telegram_emulator import BOT, SECRET, TOKEN, Caller, Emulator, Person


@dataclass
class Living:
    """A bot that answers when it is told to take its steps; `troubled` is the database that its turns meet."""

    api: Emulator
    parts: Parts
    database: Database
    troubled: Troubled
    vault: Vault
    inbound: InboundHandler
    taker: Taker
    poller: Poller
    channel: TelegramChannel
    delivery: Delivery
    pickups: Pickups
    blobs: MemoryBlobs
    caller: Caller

    def person(self, id: int = 0) -> Person:
        return Person(self.api, id) if id else Person(self.api)

    async def polled(self) -> float:
        """One question, and every turn that it led to; how long it would wait before the next."""
        pause = await self.poller.step()
        await self.inbound.finish()
        return pause

    async def carried(self) -> None:
        """Everything that is due has been carried."""
        while await self.delivery.carry_due():
            pass

    async def goes_round(self) -> None:
        """What waits is heard, answered, and the answers have left."""
        await self.polled()
        await self.carried()

    async def hears(self, person: Person, text: str) -> str:
        """What he reads after he wrote that."""
        before = len(person.texts)
        person.says(text)
        await self.goes_round()
        return "\n".join(person.texts[before:])

    async def tell(self, person: Person, text: str, kind: Any = "notice", choices: tuple[str, ...] = ()) -> None:
        """Something that nobody asked goes out to him."""
        said = json.dumps({"text": text, "choices": choices})
        entry = Entry(f"told:{person.id}:{text[:9]}", person.talk, kind, said, utc_now())
        await self.database.run(partial(outbox.put, vault=self.vault, entry=entry))

    async def sends(self) -> list[tuple[Any, ...]]:
        """What became of what went out."""
        return await entries(self.database, "state", "reason")


@asynccontextmanager
async def living(
    folder: Path, *, url: str = "", api: Emulator | None = None, vault: Vault | None = None, fresh: bool = True
) -> AsyncIterator[Living]:
    """One process on SQLite in that folder, or on the database given."""
    url = url or f"sqlite:///{folder}/rows.db"
    async with AsyncExitStack() as stack:
        database = open_database(emptied(url) if fresh else url)
        stack.push_async_callback(database.close)
        troubled, api, vault = Troubled(database), api or Emulator(), vault or Vault()
        base = await stack.enter_async_context(listening(api.app))
        settings = TelegramSettings(TOKEN, base, SECRET, "https://hotline.example", poll_seconds=0)
        parts = Parts(Settings(data_dir=folder), troubled, vault, SCRIPT, EmbeddedDesk(database, vault), Calendar())
        inbound, words = parts.inbound(utc_now), read_words()
        stack.push_async_callback(inbound.finish)
        own = await stack.enter_async_context(open_api(settings))
        keyboards: Keyboards = keyboards_of(parts, words)
        channel = TelegramChannel(own.bot, keyboards, utc_now)
        signs = BotSigns(own.bot, asyncio.get_running_loop().time)
        taker = Taker(settings, inbound, signs, words, group_greeter(parts, settings, words), utc_now)
        stack.push_async_callback(taker.finish)

        async def prepare() -> None:
            await own.bot.delete_webhook(drop_pending_updates=False)

        duty, alarm = SharedDuty(database, f"telegram:{BOT}"), KeptAlarm(database)
        stack.push_async_callback(duty.give_back)
        poller = Poller(own, taker.take, prepare, duty, alarm)
        route = make_telegram_route(SECRET, taker.take, taker.take_unread)
        address = await stack.enter_async_context(listening(Starlette(routes=[route])))
        client = await stack.enter_async_context(httpx.AsyncClient())
        blobs = MemoryBlobs()
        evidence = Evidence(database, blobs, utc_now, new_id)
        sources = {"telegram": TelegramMedia(own.bot)}
        yield Living(
            api,
            parts,
            database,
            troubled,
            vault,
            inbound,
            taker,
            poller,
            channel,
            Delivery(database, vault, {"telegram": channel}, utc_now, pace=Pace(lambda: 0.5)),
            Pickups(database, vault, SCRIPT, evidence, sources, utc_now),
            blobs,
            Caller(client, f"{address}/telegram"),
        )
