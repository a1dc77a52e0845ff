"""Wakes the streams of those talks in which something is new."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import structlog

from storage import transcript
from storage.database import Database

log = structlog.get_logger(__name__)
PATIENCE: Final = 5.0  # how late news may be of which nobody rang
BREATH: Final = 0.1  # however often it rings
BATCH: Final = 500


class Newsroom:
    """One look at the database for all talks that are open in this process, whenever it rings."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._readers: dict[str, set[asyncio.Event]] = {}
        self._standings: dict[str, tuple[Any, ...]] = {}

    @contextmanager
    def reading(self, conversation_id: str) -> Iterator[asyncio.Event]:
        """What is set when there may be news in that talk."""
        news = asyncio.Event()
        self._readers.setdefault(conversation_id, set()).add(news)
        try:
            yield news
        finally:
            readers = self._readers[conversation_id]
            readers.discard(news)
            if not readers:
                del self._readers[conversation_id]
                self._standings.pop(conversation_id, None)

    def count(self, conversation_id: str) -> int:
        """How many are reading that talk."""
        return len(self._readers.get(conversation_id, ()))

    def stir(self, conversation_id: str) -> None:
        """There is news in that talk."""
        for news in self._readers.get(conversation_id, ()):
            news.set()

    async def run(self) -> None:
        """Goes on until it is cancelled."""
        bell = asyncio.create_task(self._database.rung(PATIENCE))
        try:
            while True:
                await bell
                await asyncio.sleep(BREATH)
                bell = asyncio.create_task(self._database.rung(PATIENCE))
                await asyncio.sleep(0)  # listening already, so that nothing rings unheard while we look
                await self._look_anyway()
        finally:
            bell.cancel()

    async def look(self) -> None:
        """Stirs the talks that are not as they were at the last look."""
        ids = list(self._readers)
        for start in range(0, len(ids), BATCH):
            await self._look(ids[start : start + BATCH])

    async def _look_anyway(self) -> None:
        try:
            await self.look()
        except Exception as failure:  # the database is away: look again when its patience is over
            log.error("News could not be looked for", failure=type(failure).__name__)

    async def _look(self, ids: Sequence[str]) -> None:
        found = await self._database.read(lambda connection: transcript.standings(connection, ids))
        for id, standing in found.items():
            if id in self._readers and self._standings.get(id) != standing:
                self._standings[id] = standing
                self.stir(id)
