"""The worker's page with everything behind it, for as long as the service runs."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.channels.web.crews import CrewParts, with_crews
from bot.channels.web.files import Files
from bot.channels.web.floods import Floods
from bot.channels.web.newsroom import Newsroom
from bot.channels.web.page import Page
from bot.channels.web.parts import InboundHandler, WebParts
from bot.channels.web.route import WebRoutes, make_web_routes
from bot.channels.web.uploads import UploadParts, with_uploads
from bot.wiring import Parts, new_id, utc_now
from dialogs.replies import render
from handlers.evidence import Evidence
from handlers.pictures import Pictures
from handlers.rosters import Rosters
from handlers.transcript import Transcript
from handlers.typing import Typing
from handlers.visitors import Chance, Visitors
from storage.blobs import FOLDER, FolderBlobs

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Web:
    """Its addresses, and what others have to do with it."""

    routes: WebRoutes
    typing: Typing
    evidence: Evidence
    pictures: Pictures


@asynccontextmanager
async def make_web(parts: Parts, inbound: InboundHandler, seconds: Clock = time.monotonic) -> AsyncIterator[Web]:
    """The page, whose streams hear of news as long as the context is open."""
    files, typing, newsroom = Files(), Typing(seconds), Newsroom(parts.database)
    typing.listen(newsroom.stir)
    blobs = FolderBlobs(parts.settings.data_dir / FOLDER, parts.vault)
    evidence = Evidence(parts.database, blobs, utc_now, new_id)
    pictures = Pictures(evidence)
    chance = Chance(new_id, secrets.randbelow)
    web = WebParts(
        inbound=inbound,
        visitors=Visitors(parts.database, parts.vault, parts.script, utc_now, chance),
        transcript=Transcript(parts.database, parts.vault, utc_now),
        evidence=evidence,
        pictures=pictures,
        typing=typing,
        newsroom=newsroom,
        floods=Floods(seconds),
        page=Page(files, render(parts.script.domain, {"response": "utter_welcome"}, {})),
        now=utc_now,
        hosts=_hosts(parts.settings.public_url),
    )
    running = asyncio.create_task(newsroom.run())
    try:
        rosters = Rosters(parts.database, parts.vault, parts.script, utc_now)
        crews = CrewParts(rosters, web.floods, files, parts.settings.public_url)
        upload = UploadParts(parts.uploads(), evidence, web.floods, files)
        routes = with_uploads(with_crews(make_web_routes(web, files), crews), upload)
        yield Web(routes, typing, evidence, pictures)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def _hosts(public_url: str | None) -> frozenset[str]:
    return frozenset({urlsplit(public_url).netloc}) if public_url else frozenset()
