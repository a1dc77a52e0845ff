"""Copies of workers' pictures for looking at: upright, small, without where and with what they were taken.

The original stays as it came; a copy is made when it is asked for and kept in memory for a while, nowhere else.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final, Literal

from handlers.evidence import Evidence
from storage.evidence import EvidenceRow

Size = Literal["thumb", "screen"]
Reason = Literal["heic", "broken", "too_many_pixels", "gone", "no_picture"]
AT_ONCE: Final = 2
KEPT_BYTES: Final = 32 * 1024 * 1024


class NoCopy(Exception):
    """There is no copy to look at; `reason` says why, and the original is there all the same unless it is gone."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


@dataclass(frozen=True, slots=True)
class Copy:
    """A JPEG with nothing in it but what is seen."""

    content: bytes
    width: int
    height: int


class Pictures:
    """One for a process: few are made at once, and those that were looked at last are kept."""

    def __init__(self, evidence: Evidence, kept_bytes: int = KEPT_BYTES) -> None:
        self._evidence, self._kept_bytes = evidence, kept_bytes
        self._kept: OrderedDict[tuple[str, Size], Copy] = OrderedDict()
        self._making = asyncio.Semaphore(AT_ONCE)

    async def copy(self, row: EvidenceRow, size: Size = "screen") -> Copy:
        """The copy of a piece that the caller may see; raises NoCopy."""
        if row.kind != "image":
            raise NoCopy("no_picture")
        if row.format == "heic":  # nothing here reads it, and most browsers do not either
            raise NoCopy("heic")
        name = (row.sha256, size)
        async with self._making:
            if name not in self._kept:
                self._keep(name, await self._made(row, size))
            self._kept.move_to_end(name)
            return self._kept[name]

    async def _made(self, row: EvidenceRow, size: Size) -> Copy:
        from handlers.redrawing import redrawn  # Pillow costs 9 MB: only where somebody looks at pictures

        found = await self._evidence.open(row.id, row.conversation_id)
        if found is None:
            raise NoCopy("gone")
        return await asyncio.to_thread(redrawn, found[1], size)

    def _keep(self, name: tuple[str, Size], copy: Copy) -> None:
        self._kept[name] = copy
        while len(self._kept) > 1 and sum(len(one.content) for one in self._kept.values()) > self._kept_bytes:
            self._kept.popitem(last=False)
