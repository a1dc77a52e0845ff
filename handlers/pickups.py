"""Fetches what workers sent from where their channel keeps it for a while, and keeps it as evidence."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Final, cast

import structlog

from dialogs.replies import render
from dialogs.script import Script
from handlers.evidence import Evidence, Kind, NoContent, OtherContent, Piece, TooLarge, TooMany
from handlers.fetching import Fetched, FetchesMedia, Gone, NotNow, Outcome
from handlers.messages import Inbound, Media
from handlers.remembered import reply_text
from handlers.telling import tell
from storage import evidence as evidence_rows
from storage import pickups as rows
from storage.cases import Connection
from storage.database import Database
from storage.evidence import EvidenceRow
from storage.outbox import Claim, Entry
from storage.pickups import Claimed, Settlement, Wanted
from storage.vault import Vault

log = structlog.get_logger(__name__)
LARGEST: Final = 20 * 1024 * 1024
# Other channels bring all with the message. Telegram keeps it for longer, but nobody waits for it so long.
KEPT_FOR: Final[Mapping[str, timedelta]] = {"wechat": timedelta(days=3), "telegram": timedelta(days=7)}
LEASE: Final = timedelta(minutes=2)  # longer than a fetch
AT_ONCE: Final = 4  # each is in memory as a whole
FIRST_PAUSE: Final = timedelta(seconds=5)
LONGEST_PAUSE: Final = timedelta(minutes=30)
MOST_REFUSALS: Final = 3
TOLD_LIFE: Final = timedelta(days=7)


def want(connection: Connection, vault: Vault, message: Inbound) -> bool:
    """Whether what came with the message is to be fetched and was not wanted before; call it in the inbound save."""
    life = KEPT_FOR.get(message.channel)
    if life is None or not message.media:
        return False
    until = (message.sent_at or message.received_at) + life
    source = json.dumps(asdict(message.media[0]))
    wanted = Wanted(message.key, message.conversation_id, message.channel, source, message.received_at, until)
    return rows.put(connection, vault, wanted)


class Pickups:
    """Any number of them may run at once, in one process or in many."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        script: Script,
        evidence: Evidence,
        sources: Mapping[str, FetchesMedia],
        now: Callable[[], datetime],
    ) -> None:
        self._database, self._vault, self._script = database, vault, script
        self._evidence, self._sources, self._now = evidence, sources, now

    async def run_once(self) -> int:
        """Fetches what is due; returns how many there were."""
        now, vault = self._now(), self._vault
        if not await self._database.read(lambda connection: rows.is_any_due(connection, self._sources, now)):
            return 0
        claim = Claim(tuple(self._sources), AT_ONCE, LEASE)
        claimed = await self._database.run(lambda connection: rows.claim(connection, vault, claim, now))
        await asyncio.gather(*map(self._fetch, claimed))
        return len(claimed)

    async def _fetch(self, one: Claimed) -> None:
        media = Media(**json.loads(one.source))
        outcome = await self._asked(one, media)
        failed = await self._keep(one, media, outcome) if isinstance(outcome, Fetched) else outcome
        if failed is not None:
            await self._put_off(one, failed)

    async def _asked(self, one: Claimed, media: Media) -> Outcome:
        if self._now() >= one.expires_at:
            return Gone("too_old")
        try:
            return await self._sources[one.channel].fetch(media, largest=LARGEST)
        except Exception:  # a channel does not raise; if one does, it is asked again
            log.exception("a channel failed to fetch", channel=one.channel, pickup=one.id)
            return NotNow("failed")

    async def _keep(self, one: Claimed, media: Media, fetched: Fetched) -> NotNow | Gone | None:
        """None when it is evidence now, or is wanted no more."""
        piece = Piece(one.key, one.conversation_id, fetched.content, cast(Kind, media.kind), LARGEST)
        try:
            row = await self._evidence.stored(piece)
        except (NoContent, OtherContent):
            return Gone("other_content")  # an error page, most likely: it is asked for again
        except TooLarge:
            return Gone("too_large")
        except TooMany:
            return Gone("too_many")
        await self._database.run(lambda connection: _kept(connection, one, row))
        self._database.ring()
        return None

    async def _put_off(self, one: Claimed, outcome: NotNow | Gone) -> None:
        pause = min(FIRST_PAUSE * 2.0 ** min(one.attempt - 1, 20), LONGEST_PAUSE)
        due_at, is_lost = self._now() + pause, isinstance(outcome, Gone) and one.attempt >= MOST_REFUSALS
        if due_at < one.expires_at and not is_lost and outcome.reason != "too_large":
            became = Settlement("waiting", outcome.reason, outcome.code, due_at)
            await self._database.run(lambda connection: rows.settle(connection, one, became))
            return
        log.error("something that a worker sent could not be fetched", pickup=one.id, reason=outcome.reason)
        became = Settlement("given_up", outcome.reason, outcome.code)
        await self._database.run(lambda connection: self._give_up(connection, one, became))
        self._database.ring()

    def _give_up(self, connection: Connection, one: Claimed, became: Settlement) -> None:
        """The worker is asked for it again, which staff read too."""
        if not rows.settle(connection, one, became):
            return
        now, said = self._now(), render(self._script.domain, {"response": "utter_media_lost"}, {})
        payload = reply_text(said)
        entry = Entry(f"lost:{one.key}", one.conversation_id, "notice", payload, now, now + TOLD_LIFE)
        tell(connection, self._vault, entry)


def _kept(connection: Connection, one: Claimed, row: EvidenceRow) -> None:
    told = rows.told_of(connection, one)
    if rows.settle(connection, one, Settlement("kept")):
        evidence_rows.add(connection, EvidenceRow(**{**asdict(row), **told}))
