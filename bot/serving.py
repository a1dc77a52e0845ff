"""Everything that runs while `serve` runs: web application, channels, delivery, notices, the sweep."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from starlette.routing import BaseRoute

from bot.app import make_app
from bot.channels.base import Channel, Notices
from bot.delivery import Delivery, Fallback, Pace
from bot.local import holding
from bot.loops import Loops
from bot.server import Server
from bot.settings import Settings
from bot.summary import address_of, print_summary, tell_first_account
from bot.version import version
from bot.web.front_page import Shown
from bot.web.metrics import CountedChannel, CountedTurns, Metrics, Stored
from bot.web.routes import Inside
from bot.web_service import make_web
from bot.wechat_service import make_wechat
from bot.wiring import Parts, chance, day_in_china, utc_now
from console.routes import make_console_routes
from handlers.evidence import Evidence
from handlers.fetching import FetchesMedia
from handlers.inbound import InboundHandler
from handlers.overdue import Overdue
from handlers.typing import Typing
from storage import alarms, health, lives, outbox, pickups
from storage.database import Connection

NOTICES_EVERY: Final = 5.0
SWEEP_EVERY: Final = 2.0
LOOK_AFTER_EVERY: Final = 15.0
OVERDUE_EVERY: Final = 60.0
MEDIA_EVERY: Final = 5.0
REMINDERS_EVERY: Final = 60.0
RETENTION_EVERY: Final = 3600.0
PHOTOS_EVERY: Final = 3600.0
Running = Callable[[asyncio.Event], Coroutine[Any, Any, None]]


async def serve_until_signalled(settings: Settings, listener: socket.socket, *, quiet: bool) -> None:
    """Serves until SIGINT or SIGTERM, then finishes what is under way; raises Refused when it cannot start."""
    async with holding(settings, "serve") as service:
        await _serve(service.parts, listener, quiet=quiet)


async def _serve(parts: Parts, listener: socket.socket, *, quiet: bool) -> None:
    from nlu.understand import warm_up

    metrics = Metrics()
    if not parts.database.shared:
        await parts.database.run(lives.free_all)
    inbound = parts.inbound(utc_now)
    async with AsyncExitStack() as stack:
        turns = CountedTurns(inbound, metrics)
        reached = await _reached(parts, turns, stack)
        web = await stack.enter_async_context(make_web(parts, turns))
        stack.push_async_callback(inbound.finish)
        counted = {name: CountedChannel(channel, metrics) for name, channel in reached.channels.items()}
        await stack.enter_async_context(_delivering(parts, counted, reached.notices))
        loops = await stack.enter_async_context(Loops(parts.database.rung))
        _add_loops(loops, parts, inbound, web.evidence, reached)
        for listen in reached.listeners:
            await stack.enter_async_context(_until_left(listen))
        for shows in reached.typing:
            web.typing.listen(partial(_while_typing, web.typing, shows))
        console = parts.console(web.evidence, web.pictures, web.typing)
        tell_first_account(await console.staff.first(), address_of(listener))
        warming = asyncio.get_running_loop().run_in_executor(
            None, warm_up
        )  # after a password has given its memory back
        pages = [*web.routes.pages, *make_console_routes(console)]
        app = make_app(_inside(parts, metrics, listener), [*reached.routes, *web.routes.uploads], pages)
        await warming  # a quarter of a second, which the first messages would all wait for
        await Server(app, partial(_started, parts, listener, quiet)).serve([listener])
        await inbound.finish()


def _add_loops(loops: Loops, parts: Parts, inbound: InboundHandler, evidence: Evidence, reached: Reached) -> None:
    loops.add("notices", parts.notices(utc_now).run_once, every=NOTICES_EVERY)
    loops.add("sweep", inbound.sweep, every=SWEEP_EVERY, hears_news=False)
    loops.add("unattended talks", parts.unattended(utc_now).run_once, every=LOOK_AFTER_EVERY, hears_news=False)
    loops.add("reminders", parts.reminders(utc_now).run_once, every=REMINDERS_EVERY, hears_news=False)
    loops.add("retention", parts.retention(utc_now).run_once, every=RETENTION_EVERY, hears_news=False)
    loops.add("media", parts.pickups(evidence, reached.media, utc_now).run_once, every=MEDIA_EVERY)
    loops.add(
        "overdue words",
        Overdue(parts.database, reached.channels, utc_now).run_once,
        every=OVERDUE_EVERY,
        hears_news=False,
    )
    loops.add("photos", evidence.tidy, every=PHOTOS_EVERY, hears_news=False)


@dataclass(slots=True)
class Reached:
    """The channels that are set up: where they call or are listened to, how words leave, where media are fetched."""

    routes: list[BaseRoute] = field(default_factory=list)
    channels: dict[str, Channel] = field(default_factory=dict)
    media: dict[str, FetchesMedia] = field(default_factory=dict)
    notices: dict[str, Notices] = field(default_factory=dict)
    listeners: list[Running] = field(default_factory=list)
    typing: list[Callable[[str], None]] = field(default_factory=list)


async def _reached(parts: Parts, inbound: CountedTurns, stack: AsyncExitStack) -> Reached:
    reached = Reached()
    if parts.settings.has_wechat:
        await _add_wechat(reached, parts, inbound, stack)
    if parts.settings.has_telegram:
        await _add_telegram(reached, parts, inbound, stack)
    return reached


async def _add_wechat(reached: Reached, parts: Parts, inbound: CountedTurns, stack: AsyncExitStack) -> None:
    wechat = await stack.enter_async_context(make_wechat(parts, inbound))
    reached.routes.append(wechat.route)
    reached.media[wechat.channel.name] = wechat.media
    if not parts.settings.wechat_passive_only:
        reached.channels[wechat.channel.name] = wechat.channel
        reached.typing.append(wechat.signs.note)
    if parts.settings.wechat_templates:
        reached.notices[wechat.channel.name] = wechat.notices


async def _add_telegram(reached: Reached, parts: Parts, inbound: CountedTurns, stack: AsyncExitStack) -> None:
    from bot.telegram_service import make_telegram

    telegram = await stack.enter_async_context(make_telegram(parts, inbound))
    reached.routes += telegram.routes
    reached.media[telegram.channel.name] = telegram.media
    reached.channels[telegram.channel.name] = telegram.channel
    reached.listeners.append(telegram.listen)
    reached.typing.append(telegram.typing)


@asynccontextmanager
async def _delivering(
    parts: Parts, channels: dict[str, CountedChannel], notices: dict[str, Notices]
) -> AsyncIterator[None]:
    fallback = Fallback(parts.ladder, notices)
    delivery = Delivery(parts.database, parts.vault, channels, utc_now, pace=Pace(chance), fallback=fallback)
    async with _until_left(delivery.run):
        yield


@asynccontextmanager
async def _until_left(run: Running) -> AsyncIterator[None]:
    """Runs beside what the context holds, and has ended when it is left."""
    stop = asyncio.Event()
    running = asyncio.create_task(run(stop))
    try:
        yield
    finally:
        stop.set()
        await running


def _while_typing(typing: Typing, show: Callable[[str], None], conversation_id: str) -> None:
    """Listeners hear of the end, too."""
    if typing.is_typing(conversation_id):
        show(conversation_id)


def _inside(parts: Parts, metrics: Metrics, listener: socket.socket) -> Inside:
    address = parts.settings.public_url or address_of(listener)
    return Inside(
        shown=Shown(version(), parts.settings.has_wechat, address),
        metrics=metrics,
        today=lambda: day_in_china(utc_now()),
        troubles=partial(_troubles, parts),
        stored=lambda: parts.database.read(_stored),
    )


def _stored(connection: Connection) -> Stored:
    sounding = {(alarm.channel, alarm.reason): alarm.times for alarm in alarms.sounding(connection)}
    return Stored(outbox.count_by_state(connection), pickups.count_by_state(connection), sounding)


async def _troubles(parts: Parts) -> list[str]:
    try:
        async with asyncio.timeout(3):
            await parts.database.read(health.ping)
    except Exception as error:  # whatever it is, messages cannot be taken
        return [f"The database cannot be reached ({type(error).__name__})."]
    return []


def _started(parts: Parts, listener: socket.socket, quiet: bool) -> None:
    if not quiet:
        print_summary(parts.settings, listener)
