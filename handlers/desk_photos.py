"""Workers' pictures as staff see them: a copy to look at, and for a reason of theirs the original, which is audited."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from handlers.desk_talks import seen_talk
from handlers.evidence import Evidence
from handlers.pictures import Copy, Pictures, Size
from handlers.takeover import NoSuchTalk, NotAllowed
from handlers.viewer import Right, Viewer
from storage import audit, evidence
from storage.cases import Connection
from storage.database import Database
from storage.evidence import EvidenceRow
from storage.vault import Vault

OPENED: Final = "original_opened"


class DeskPhotos:
    """Bounded by each viewer's area, as the talks are in which they were sent."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        originals: Evidence,
        pictures: Pictures,
        now: Callable[[], datetime],
    ) -> None:
        self._database, self._vault, self._now = database, vault, now
        self._originals, self._pictures = originals, pictures

    async def copy(self, viewer: Viewer, id: str, size: Size) -> Copy:
        """What can be seen of it; raises NoSuchTalk also for what is not there, and NoCopy."""
        row = await self._database.read(lambda connection: self._seen(connection, viewer, id))
        return await self._pictures.copy(row, size)

    async def original(self, viewer: Viewer, id: str) -> tuple[EvidenceRow, bytes]:
        """What the worker sent, as it came, with where it was taken; who opened it is kept.

        Raises NoSuchTalk and NotAllowed.
        """
        if not viewer.may(Right.REVEAL):
            raise NotAllowed
        row = await self._database.read(lambda connection: self._seen(connection, viewer, id))
        found = await self._originals.open(row.id, row.conversation_id)
        if found is None:
            raise NoSuchTalk
        await self._database.run(lambda connection: self._note(connection, viewer, row))
        return found

    async def heard(self, viewer: Viewer, id: str) -> tuple[EvidenceRow, bytes]:
        """A voice or a video to be played, as one reads a talk; raises NoSuchTalk, also for a picture."""
        row = await self._database.read(lambda connection: self._seen(connection, viewer, id))
        found = await self._originals.open(row.id, row.conversation_id) if row.kind != "image" else None
        if found is None:
            raise NoSuchTalk
        return found

    def _seen(self, connection: Connection, viewer: Viewer, id: str) -> EvidenceRow:
        row = evidence.find(connection, id)
        if row is None:
            raise NoSuchTalk
        seen_talk(connection, self._vault, viewer, row.conversation_id)
        return row

    def _note(self, connection: Connection, viewer: Viewer, row: EvidenceRow) -> None:
        talk = seen_talk(connection, self._vault, viewer, row.conversation_id)
        now, area = self._now(), talk.county_code
        audit.add(connection, by=viewer.name, action=OPENED, subject=talk.id, at=now, reason=row.id, area=area)
