"""A channel that does as it is told, and entries for it to carry."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from bot.channels.base import Channel, Outcome, Outgoing, Sent
from bot.delivery import Delivery, Pace
from storage.database import Database
from storage.outbox import Entry, Kind, put
from storage.vault import Vault
from tests.rows import START, Clock


class FakeChannel:
    """Remembers what it was given and answers as it was told, one outcome a send, then yes."""

    def __init__(self, name: str = "web", *outcomes: Outcome | Exception, repeat_is_harmless: bool = False) -> None:
        self.name, self.repeat_is_harmless = name, repeat_is_harmless
        self.outcomes = list(outcomes)
        self.given: list[Outgoing] = []
        self.slow = 0.0
        self.at_once = self.most_at_once = 0

    async def send(self, outgoing: Outgoing) -> Outcome:
        self.given.append(outgoing)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(self.slow)
        finally:
            self.at_once -= 1
        outcome = self.outcomes.pop(0) if self.outcomes else Sent()
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    @property
    def texts(self) -> list[str]:
        return [outgoing.reply.text for outgoing in self.given]


def delivery(database: Database, vault: Vault, clock: Clock, channel: Channel, pace: Pace | None = None) -> Delivery:
    return Delivery(database, vault, {channel.name: channel}, clock, pace=pace or calm())


def calm(send_seconds: float = 5.0, at_once: int = 8) -> Pace:
    """Chance always in the middle, so that a first pause is five seconds."""
    return Pace(rng=lambda: 0.5, send_seconds=send_seconds, at_once=at_once, patience=0.2)


def entry(text: str, conversation_id: str = "web:test:worker", kind: Kind = "reply", at: datetime = START) -> Entry:
    payload = json.dumps({"text": text, "choices": []})
    return Entry(f"{conversation_id}:{text}", conversation_id, kind, payload, at, at + timedelta(days=2))


async def waiting_entries(database: Database, vault: Vault, entries: Sequence[Entry]) -> None:
    for one in entries:
        await database.run(partial(put, vault=vault, entry=one))
