"""What a channel cannot carry comes over a page: its address is a worker's own, for a week, and says nothing of him."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from cases import embedded
from cases.clocks import Calendar
from cases.embedded import Supplement
from handlers.evidence import Evidence, Kind, NoContent, OtherContent, Piece, TooLarge, TooMany
from storage import cases, drafts, evidence, messages
from storage.cases import Connection
from storage.database import Database
from storage.evidence import EvidenceRow
from storage.vault import Tampered, Vault, WrongKey

PLACE: Final = "upload.key"
GOOD_FOR: Final = timedelta(days=7)
MOST_FILES: Final = 10
KINDS: Final[tuple[Kind, ...]] = ("image", "voice", "video", "document")
SHOWS: Final[dict[str, str]] = {"image": "photo", "voice": "recording", "video": "video"}
Outcome = Literal["kept", "empty", "too_large", "other_content", "too_many"]


class KeyOver(Exception):
    """The address is nobody's, or its week is over."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file, by the name that it had on his phone."""

    name: str
    outcome: Outcome


class Uploads:
    """Takes files for a talk, each once however often it is sent."""

    def __init__(self, database: Database, vault: Vault, calendar: Calendar, now: Callable[[], datetime]) -> None:
        self._database, self._vault, self._calendar, self._now = database, vault, calendar, now

    def key(self, conversation_id: str) -> str:
        """What the address of his page ends in."""
        told = json.dumps([conversation_id, int((self._now() + GOOD_FOR).timestamp())])
        return base64.urlsafe_b64encode(self._vault.seal_bytes(told.encode(), place=PLACE)).decode().rstrip("=")

    def conversation(self, key: str) -> str:
        """Whose page it is; raises KeyOver."""
        try:
            sealed = base64.b64decode(key + "=" * (-len(key) % 4), altchars=b"-_", validate=True)
            conversation_id, until = json.loads(self._vault.open_bytes(sealed, place=PLACE))
        except (binascii.Error, ValueError, Tampered, WrongKey):
            raise KeyOver from None
        if self._now().timestamp() > until:
            raise KeyOver
        return str(conversation_id)

    async def take(self, kept: Evidence, key: str, files: Sequence[tuple[str, bytes]]) -> list[Taken]:
        """What became of each file; raises KeyOver."""
        conversation_id = self.conversation(key)
        return [await self._one(kept, conversation_id, name, content) for name, content in files[:MOST_FILES]]

    async def _one(self, kept: Evidence, conversation_id: str, name: str, content: bytes) -> Taken:
        sha256 = hashlib.sha256(content).hexdigest()
        outcome: Outcome = "other_content"
        for kind in KINDS:
            try:
                row = await kept.take(Piece(f"upload:{conversation_id}:{sha256}", conversation_id, content, kind))
            except OtherContent:
                continue
            except (NoContent, TooLarge, TooMany) as refused:
                return Taken(name, _outcome(refused))
            await self._database.run(lambda connection, row=row: self._heard(connection, row))  # type: ignore[misc]
            self._database.ring()
            return Taken(name, "kept")
        return Taken(name, outcome)

    def _heard(self, connection: Connection, row: EvidenceRow) -> None:
        """Staff see it in the talk; with no open draft it belongs to the case that was filed last."""
        kind = "file" if row.kind == "document" else row.kind
        is_new = messages.came(connection, self._vault, row.conversation_id, kind, self._now(), row.key)
        if not is_new or drafts.drafts_of(connection, row.conversation_id):
            return
        filed = cases.cases_of(connection, self._vault, row.conversation_id)
        draft = cases.draft_filed(connection, filed[0].case_number) if filed else None
        if draft is None:
            return
        evidence.belong(connection, row.conversation_id, draft)
        if row.kind in SHOWS:
            known = list(filed[0].facts.get("evidence_kinds") or ())
            kinds = list(dict.fromkeys([*known, SHOWS[row.kind]]))
            added = Supplement(filed[0].case_number, "", {"evidence_kinds": kinds}, self._now())
            embedded.supplement(connection, self._vault, added, self._calendar)


def _outcome(refused: Exception) -> Outcome:
    return "empty" if isinstance(refused, NoContent) else "too_large" if isinstance(refused, TooLarge) else "too_many"
