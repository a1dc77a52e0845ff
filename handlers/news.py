"""Tells whoever has a page open which talks have changed; one look at the database serves all pages of the process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final

import structlog

from handlers.viewer import Viewer
from storage import news
from storage.database import Database
from storage.news import Standing

log = structlog.get_logger(__name__)
LOOK_SECONDS: Final = 3.0  # at least so often, for what nobody rings about
GATHER_SECONDS: Final = 0.15  # many rings become one look
BACK: Final = timedelta(seconds=15)


class Follower:
    """What changed for one viewer and was not told to him yet."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self._changed = set[str]()
        self._stirred = asyncio.Event()

    def tell(self, changed: list[Standing]) -> None:
        """Keeps those that he may see."""
        if mine := {one.id for one in changed if self.viewer.sees_talk(one.county_code)}:
            self._changed |= mine
            self._stirred.set()

    async def changed(self, patience: float) -> set[str]:
        """The talks that changed since the last time; none when nothing did for so many seconds."""
        try:
            async with asyncio.timeout(patience):
                await self._stirred.wait()
        except TimeoutError:
            return set()
        self._stirred.clear()
        changed, self._changed = self._changed, set()
        return changed


class News:
    """Looks as long as somebody follows."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database, self._now = database, now
        self._followers: list[Follower] = []
        self._watching: asyncio.Task[None] | None = None
        self._told: dict[str, tuple[Any, ...]] | None = None
        self._looking = asyncio.Lock()

    @contextmanager
    def followed_by(self, viewer: Viewer) -> Iterator[Follower]:
        """The viewer's news, as long as the context lasts."""
        follower = Follower(viewer)
        self._followers.append(follower)
        if self._watching is None:
            self._told = None
            self._watching = asyncio.create_task(self._watch())
        try:
            yield follower
        finally:
            self._followers.remove(follower)
            if not self._followers and self._watching:
                self._watching.cancel()
                self._watching = None

    @property
    def is_watching(self) -> bool:
        """Whether it looks by itself."""
        return self._watching is not None

    async def _watch(self) -> None:
        while True:
            try:
                await self.look()
            except Exception:  # the database is away: look again
                log.exception("it could not be seen which talks changed")
            await self._database.rung(LOOK_SECONDS)
            await asyncio.sleep(GATHER_SECONDS)

    async def look(self) -> None:
        """Tells everybody what is another than at the last look; the first one only learns how things stand."""
        async with self._looking:
            since = self._now() - BACK
            found = await self._database.read(lambda connection: news.standings_since(connection, since))
            told, self._told = self._told, {one.id: one.stamp for one in found}
        changed = [one for one in found if told is not None and told.get(one.id) != one.stamp]
        for follower in self._followers:
            follower.tell(changed)
