"""Takes what a worker sends to prove something: looks at what it is, keeps the original, and gives it back to him."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from storage import evidence as rows
from storage.blobs import Blobs, NoSuchBlob
from storage.database import Database
from storage.evidence import EvidenceRow

LARGEST: Final = 10 * 1024 * 1024
MOST_A_DAY: Final = 100
BATCH: Final = 500
UNWANTED_FOR: Final = timedelta(hours=1)  # longer than it takes from a blob to its row
FORMATS: Final = (
    ("jpeg", 0, b"\xff\xd8\xff"),
    ("png", 0, b"\x89PNG\r\n\x1a\n"),
    ("gif", 0, b"GIF87a"),
    ("gif", 0, b"GIF89a"),
    ("webp", 8, b"WEBP"),
    ("heic", 4, b"ftypheic"),
    ("heic", 4, b"ftypheix"),
    ("heic", 4, b"ftypmif1"),
    ("heic", 4, b"ftypmsf1"),
)


class NoContent(Exception):
    """There is nothing in it."""


class TooLarge(Exception):
    """It has more bytes than one piece may have."""


class NotAPhoto(Exception):
    """Whatever it is called, its content is no photo."""


class TooMany(Exception):
    """More was sent in a day than anybody needs."""


@dataclass(frozen=True, slots=True)
class Photo:
    """What came with a message; the key is the message's, the same when it comes again."""

    key: str
    conversation_id: str
    content: bytes


class Evidence:
    """Keeps every photo as it came, encrypted, with its hash and the time."""

    def __init__(
        self, database: Database, blobs: Blobs, now: Callable[[], datetime], new_id: Callable[[], str]
    ) -> None:
        self._database, self._blobs = database, blobs
        self._now, self._new_id = now, new_id
        self._tidied_at: datetime | None = None

    async def take(self, photo: Photo) -> EvidenceRow:
        """The row it is kept in, the same when it comes again; raises NoContent, TooLarge, NotAPhoto and TooMany."""
        format = format_of(photo.content)
        now, is_known = self._now(), await self._of_key(photo.key)
        if is_known:
            return is_known
        await self._refuse_flood(photo.conversation_id, now)
        name = await asyncio.to_thread(self._blobs.put, photo.content)
        row = EvidenceRow(
            id=self._new_id(),
            key=photo.key,
            conversation_id=photo.conversation_id,
            kind="image",
            format=format,
            size=len(photo.content),
            sha256=name,
            received_at=now,
        )
        return await self._database.run(lambda connection: rows.add(connection, row))

    async def open(self, id: str, conversation_id: str) -> tuple[EvidenceRow, bytes] | None:
        """The evidence with its bytes; None when there is none in that conversation."""
        row = await self._database.read(lambda connection: rows.find(connection, id))
        if row is None or row.conversation_id != conversation_id:
            return None
        try:
            return row, await asyncio.to_thread(self._blobs.get, row.sha256)
        except NoSuchBlob:
            return None

    async def tidy(self) -> int:
        """Removes the bytes that are no evidence any more, once an hour; how many there were."""
        if self._tidied_at and self._now() - self._tidied_at < UNWANTED_FOR:
            return 0
        self._tidied_at = self._now()
        old = await asyncio.to_thread(lambda: list(self._blobs.names(self._now() - UNWANTED_FOR)))
        removed = 0
        for start in range(0, len(old), BATCH):
            removed += await self._tidy(old[start : start + BATCH])
        return removed

    async def _tidy(self, names: Sequence[str]) -> int:
        unwanted = set(names) - await self._database.read(lambda connection: rows.wanted(connection, names))
        for name in unwanted:
            await asyncio.to_thread(self._blobs.remove, name)
        return len(unwanted)

    async def _of_key(self, key: str) -> EvidenceRow | None:
        return (await self._database.read(lambda connection: rows.of_keys(connection, [key]))).get(key)

    async def _refuse_flood(self, conversation_id: str, now: datetime) -> None:
        since = now - timedelta(days=1)
        sent = await self._database.read(lambda connection: rows.count_since(connection, conversation_id, since))
        if sent >= MOST_A_DAY:
            raise TooMany


def format_of(content: bytes) -> str:
    """What the first bytes say it is; raises NoContent, TooLarge and NotAPhoto."""
    if not content:
        raise NoContent
    if len(content) > LARGEST:
        raise TooLarge
    for format, start, mark in FORMATS:
        if content[start : start + len(mark)] == mark:
            return format
    raise NotAPhoto
