"""A worker's talk as he reads it himself: everything said, once and in order, and what he may answer with a tap."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from handlers.remembered import merged, replies_from
from handlers.telling import line_of
from storage import evidence, messages, outbox
from storage import transcript as rows
from storage.cases import Connection
from storage.database import Database
from storage.evidence import EvidenceRow
from storage.outbox import Entry
from storage.transcript import LineRow, Untold
from storage.vault import Vault

Speaker = Literal["worker", "assistant", "staff", "notice"]
PAGE: Final = 100
MOST_NEW: Final = 500
SPEAKERS: Final[dict[str, Speaker]] = {"staff": "staff", "notice": "notice"}
SILENT: Final = frozenset({"entered"})
SHOWN: Final = frozenset({"image", "voice"})


@dataclass(frozen=True, slots=True)
class Line:
    """Something said; `key` is that of the worker's own message, `is_gone` that its words were not to be kept."""

    id: int
    speaker: Speaker
    text: str
    at: datetime
    key: str | None = None
    photo: EvidenceRow | None = None
    voice: EvidenceRow | None = None
    is_place: bool = False
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """Part of a talk, and how it stands now."""

    lines: tuple[Line, ...] = ()
    choices: tuple[str, ...] = ()
    staff: bool = False
    earlier: bool = False


class Transcript:
    """Reads talks; what staff and notices have to tell comes in where it is not in yet."""

    def __init__(self, database: Database, vault: Vault, now: Callable[[], datetime]) -> None:
        self._database, self._vault, self._now = database, vault, now

    async def after(self, conversation_id: str, position: int) -> Feed:
        """What was said after that id (and, as a precaution, a little before); from the start, the newest page."""
        now = self._now()
        untold = await self._database.read(lambda c: rows.untold(c, self._vault, conversation_id, now))
        if untold:
            await self._database.run(lambda connection: self._tell(connection, conversation_id, untold))
        return await self._database.read(lambda connection: self._after(connection, conversation_id, position))

    async def before(self, conversation_id: str, position: int) -> Feed:
        """The page of what was said before that id."""
        return await self._database.read(lambda connection: self._before(connection, conversation_id, position))

    async def seen(self, conversation_id: str, position: int) -> int:
        """He has seen everything up to that id, so that it counts as sent; how much of the outbox that was."""
        waiting = await self._database.read(lambda connection: rows.waiting_keys(connection, conversation_id))
        if not waiting:
            return 0
        return await self._database.run(lambda c: self._mark(c, conversation_id, position, waiting))

    def _after(self, connection: Connection, conversation_id: str, position: int) -> Feed:
        count = MOST_NEW if position else PAGE
        found = rows.lines_after(connection, self._vault, conversation_id, position, count)
        staff = rows.is_handed_over(connection, conversation_id)
        earlier = bool(found) and rows.has_before(connection, conversation_id, found[0].id)
        newest = found or rows.lines_after(connection, self._vault, conversation_id, 0, 1)
        choices = () if staff else self._choices(connection, newest)
        return Feed(lines_of(found, _sent(connection, found)), choices, staff, earlier)

    def _before(self, connection: Connection, conversation_id: str, position: int) -> Feed:
        found = rows.lines_before(connection, self._vault, conversation_id, position, PAGE)
        earlier = bool(found) and rows.has_before(connection, conversation_id, found[0].id)
        return Feed(lines_of(found, _sent(connection, found)), earlier=earlier)

    def _choices(self, connection: Connection, found: Sequence[LineRow]) -> tuple[str, ...]:
        """Those of the last thing the assistant said, unless somebody else has spoken since."""
        spoken = next((row for row in reversed(found) if row.kind != "notice"), None)
        if spoken is None or spoken.direction == "in" or spoken.kind != "reply" or not spoken.key:
            return ()
        words = rows.said_under(connection, self._vault, spoken.key)
        said = merged(replies_from(words)) if words else None
        return said.choices if said else ()

    def _tell(self, connection: Connection, conversation_id: str, untold: Sequence[Untold]) -> None:
        for one in untold:
            entry = Entry(one.key, conversation_id, one.kind, one.payload, one.created_at)
            messages.add(connection, self._vault, line_of(entry))

    def _mark(self, connection: Connection, conversation_id: str, position: int, waiting: Sequence[str]) -> int:
        said_as = {key: key.removeprefix(rows.LATE) for key in waiting}
        seen = rows.keys_up_to(connection, conversation_id, position, set(said_as.values()))
        fetched = [key for key, said in said_as.items() if said in seen]
        return len(outbox.mark_fetched(connection, fetched, self._now()))


def lines_of(found: Sequence[LineRow], sent: dict[str, EvidenceRow]) -> tuple[Line, ...]:
    """The rows as he reads them."""
    return tuple(_line(row, sent) for row in found if row.kind not in SILENT)


def _line(row: LineRow, sent: dict[str, EvidenceRow]) -> Line:
    if row.direction == "out":
        return Line(row.id, SPEAKERS.get(row.kind, "assistant"), row.text, row.at)
    piece = sent.get(row.key or "")
    photo, voice = (None, piece) if piece and piece.kind == "voice" else (piece, None)
    label, is_place = _place(row)
    text = row.text or label
    is_gone = not (text or piece or is_place)
    return Line(row.id, "worker", text, row.at, row.key, photo, voice, is_place, is_gone)


def _place(row: LineRow) -> tuple[str, bool]:
    """What the map called the place he sent, and whether he sent one."""
    location = json.loads(row.sent).get("location") if row.sent and row.kind == "location" else None
    return (location.get("label") or "", True) if location else ("", False)


def _sent(connection: Connection, found: Sequence[LineRow]) -> dict[str, EvidenceRow]:
    return evidence.of_keys(connection, [row.key for row in found if row.kind in SHOWN and row.key])
