"""Takes what a worker sends to prove something: looks at what it is, keeps the original, and gives it back to him."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from storage import evidence as rows
from storage.blobs import Blobs, NoSuchBlob
from storage.database import Database
from storage.evidence import EvidenceRow

LARGEST: Final = 10 * 1024 * 1024
MOST_A_DAY: Final = 100
BATCH: Final = 500
UNWANTED_FOR: Final = timedelta(hours=1)  # longer than it takes from a blob to its row
Kind = Literal["image", "voice", "video", "document"]
Mark = tuple[str, int, bytes]
HEIC: Final = tuple(("heic", 4, b"ftyp" + brand) for brand in (b"heic", b"heix", b"mif1", b"msf1"))
FORMATS: Final[Mapping[Kind, tuple[Mark, ...]]] = {
    "image": (
        ("jpeg", 0, b"\xff\xd8\xff"),
        ("png", 0, b"\x89PNG\r\n\x1a\n"),
        ("gif", 0, b"GIF87a"),
        ("gif", 0, b"GIF89a"),
        ("webp", 8, b"WEBP"),
        *HEIC,
    ),
    "voice": (
        ("amr", 0, b"#!AMR"),
        ("silk", 0, b"\x02#!SILK"),
        ("silk", 0, b"#!SILK"),
        ("mp3", 0, b"ID3"),
        *(("mp3", 0, b"\xff" + layer) for layer in (b"\xfb", b"\xf3", b"\xf2")),
        ("ogg", 0, b"OggS"),
        ("wav", 8, b"WAVE"),
        ("webm", 0, b"\x1aE\xdf\xa3"),  # what browsers record
        ("m4a", 4, b"ftyp"),
    ),
    "video": (("mp4", 4, b"ftyp"), ("webm", 0, b"\x1aE\xdf\xa3")),
    "document": (("pdf", 0, b"%PDF-"), ("doc", 0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), ("zip", 0, b"PK\x03\x04")),
}


OFFICE: Final = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}


class NoContent(Exception):
    """There is nothing in it."""


class TooLarge(Exception):
    """It has more bytes than one piece may have."""


class OtherContent(Exception):
    """Whatever it is called, its content is nothing of its kind."""


class TooMany(Exception):
    """More was sent in a day than anybody needs."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What came with a message; the key is the message's, the same when it comes again."""

    key: str
    conversation_id: str
    content: bytes
    kind: Kind = "image"
    largest: int = LARGEST


class Evidence:
    """Keeps every piece as it came, encrypted, with its hash and the time."""

    def __init__(
        self, database: Database, blobs: Blobs, now: Callable[[], datetime], new_id: Callable[[], str]
    ) -> None:
        self._database, self._blobs = database, blobs
        self._now, self._new_id = now, new_id
        self._tidied_at: datetime | None = None

    async def take(self, piece: Piece) -> EvidenceRow:
        """The row it is kept in, the same when it comes again; raises NoContent, TooLarge, OtherContent and TooMany."""
        format_of(piece)
        if known := await self._of_key(piece.key):
            return known
        row = await self.stored(piece)
        return await self._database.run(lambda connection: rows.add(connection, row))

    async def stored(self, piece: Piece) -> EvidenceRow:
        """The row of a piece whose bytes are kept, for the caller to add within an hour; raises as `take` does."""
        format, now = format_of(piece), self._now()
        await self._refuse_flood(piece.conversation_id, now)
        return EvidenceRow(
            id=self._new_id(),
            key=piece.key,
            conversation_id=piece.conversation_id,
            kind=piece.kind,
            format=format,
            size=len(piece.content),
            sha256=await asyncio.to_thread(self._blobs.put, piece.content),
            received_at=now,
        )

    async def open(self, id: str, conversation_id: str) -> tuple[EvidenceRow, bytes] | None:
        """The evidence with its bytes; None when there is none in that conversation."""
        row = await self.find(id, conversation_id)
        if row is None:
            return None
        try:
            return row, await asyncio.to_thread(self._blobs.get, row.sha256)
        except NoSuchBlob:
            return None

    async def find(self, id: str, conversation_id: str) -> EvidenceRow | None:
        """The evidence without its bytes; None when there is none in that conversation."""
        row = await self._database.read(lambda connection: rows.find(connection, id))
        return row if row and row.conversation_id == conversation_id else None

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


def format_of(piece: Piece) -> str:
    """What the first bytes say it is; raises NoContent, TooLarge and OtherContent."""
    if not piece.content:
        raise NoContent
    if len(piece.content) > piece.largest:
        raise TooLarge
    for format, start, mark in FORMATS[piece.kind]:
        if piece.content[start : start + len(mark)] == mark:
            return office_format(piece.content) if format == "zip" else format
    raise OtherContent


def office_format(content: bytes) -> str:
    """Which office program made the archive; raises OtherContent for any other archive."""
    try:
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise OtherContent from None
    for folder, format in OFFICE.items():
        if "[Content_Types].xml" in names and any(name.startswith(folder) for name in names):
            return format
    raise OtherContent
