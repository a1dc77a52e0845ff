"""Telegram as the settings describe it: how updates come, and the way to push words."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import structlog
from starlette.routing import Route
from telegram import BotCommand

from bot.channels.telegram.api import TelegramApi, open_api
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.keyboards import Keyboards
from bot.channels.telegram.media import TelegramMedia
from bot.channels.telegram.outcomes import kind_of
from bot.channels.telegram.polling import Poller
from bot.channels.telegram.route import make_telegram_route
from bot.channels.telegram.settings import CHANNEL, TelegramSettings
from bot.channels.telegram.signs import BotSigns
from bot.channels.telegram.taking import AcceptsMessages, Taker
from bot.channels.telegram.updates import WANTED
from bot.channels.telegram.words import Words, read_words
from bot.settings import telegram_settings
from bot.wiring import Parts, new_id, utc_now
from dialogs.replies import Reply
from handlers.remembered import reply_text
from storage import alarms, duties, outbox
from storage.database import Database
from storage.lives import life_of
from storage.outbox import Entry

log = structlog.get_logger(__name__)
LEASE: Final = timedelta(seconds=75)  # longer than a question and its keeping
LONGEST_PAUSE: Final = 60.0
LOOKS, LOOK_SECONDS = 20, 0.1


@dataclass(frozen=True, slots=True)
class Telegram:
    """Its two directions; `listen` hears updates until it is told to stop, `typing` in whose talk staff are writing."""

    routes: list[Route]
    channel: TelegramChannel
    media: TelegramMedia
    typing: Callable[[str], None]
    listen: Callable[[asyncio.Event], Coroutine[Any, Any, None]]


@asynccontextmanager
async def make_telegram(parts: Parts, inbound: AcceptsMessages) -> AsyncIterator[Telegram]:
    """Telegram, with connections that are open as long as the context."""
    settings, words = telegram_settings(parts.settings), read_words()
    async with open_api(settings) as api:
        signs = BotSigns(api.bot, time.monotonic)
        taker = Taker(settings, inbound, signs, words, group_greeter(parts, settings, words), utc_now)
        channel = TelegramChannel(api.bot, keyboards_of(parts, words), utc_now)
        routes = [make_telegram_route(settings.secret, taker.take, taker.take_unread)] if settings.is_called else []

        async def listen(stop: asyncio.Event) -> None:
            await _listen(parts, api, taker, words, stop)
            await taker.finish()

        yield Telegram(routes, channel, TelegramMedia(api.bot), signs.note, listen)


async def _listen(parts: Parts, api: TelegramApi, taker: Taker, words: Words, stop: asyncio.Event) -> None:
    if api.settings.is_called:
        await _be_called(api, words, stop)
        return
    duty = SharedDuty(parts.database, f"{CHANNEL}:{api.settings.bot_id}")
    alarm = KeptAlarm(parts.database)

    async def prepare() -> None:
        await api.bot.delete_webhook(drop_pending_updates=False)
        await _show_commands(api, words)

    await Poller(api, taker.take, prepare, duty, alarm).run(stop)


async def _be_called(api: TelegramApi, words: Words, stop: asyncio.Event) -> None:
    """Tells Telegram our address, until it has heard it."""
    pause = 1.0
    while not stop.is_set():
        try:
            secret = api.settings.secret
            await api.bot.set_webhook(api.settings.webhook, secret_token=secret, allowed_updates=WANTED)
            await _show_commands(api, words)
        except Exception as failure:
            log.warning("Telegram could not be told our address", failure=kind_of(failure))
            pause = min(pause * 2, LONGEST_PAUSE)
            await _rest(stop, pause)
        else:
            return


async def _show_commands(api: TelegramApi, words: Words) -> None:
    """The menu of commands; it is worth no more than one try."""
    try:
        await api.bot.set_my_commands([BotCommand(name, title) for name, title in words.titles.items()])
    except Exception as failure:
        log.info("Telegram's menu of commands could not be set", failure=kind_of(failure))


async def _rest(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return


def keyboards_of(parts: Parts, words: Words) -> Keyboards:
    responses = parts.script.domain["responses"]
    return Keyboards(words, *(responses[name][0]["text"] for name in ("utter_ask_phone", "utter_ask_place")))


def group_greeter(parts: Parts, settings: TelegramSettings, words: Words) -> Callable[[int], Awaitable[None]]:
    async def greet(group: int) -> None:
        talk = f"{CHANNEL}:{settings.bot_id}:{group}"
        now = utc_now()
        entry = Entry(f"group:{talk}", talk, "reply", reply_text(Reply(words.group)), now, now + timedelta(hours=1))
        await parts.database.run(lambda connection: outbox.put(connection, parts.vault, entry))
        parts.database.ring()

    return greet


class SharedDuty:
    """One of the processes that share the database; the only one of a file needs nobody's leave."""

    def __init__(self, database: Database, name: str) -> None:
        self._database, self._name = database, name
        self._holder = new_id() if database.shared else "alone"
        self._is_known = not database.shared

    async def take(self) -> bool:
        self._is_known = self._is_known or await self._becomes_known()
        now = utc_now()
        return await self._database.run(lambda c: duties.take(c, self._name, self._holder, now, now + LEASE))

    async def give_back(self) -> None:
        await self._database.run(lambda c: duties.give_back(c, self._name, self._holder))

    async def _becomes_known(self) -> bool:
        """Whether the database would see our death, so that others need not wait for our lease to end."""
        for _ in range(LOOKS):
            if await self._database.run(life_of) is not None:
                return True
            await self._database.rung(LOOK_SECONDS)
        return False


class KeptAlarm:
    """Where doctor, the metrics and the console look."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def sound(self, reason: str, code: int) -> None:
        now = utc_now()
        await self._database.run(lambda connection: alarms.sound(connection, CHANNEL, reason, code, now))

    async def calm(self) -> None:
        await self._database.run(lambda connection: alarms.calm(connection, CHANNEL))
