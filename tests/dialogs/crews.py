"""Crews as the dialog's own tests meet them: the book that is kept in production, in a database in memory."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool

from cases.clocks import Calendar
from dialogs.actions.crew_ports import CrewPorts
from dialogs.crew_effects import CrewEffect
from dialogs.effects import ComplaintFiled, ComplaintSupplemented, Effect
from dialogs.replies import Reply
from handlers.crew_reading import Crews
from handlers.effects import Desk, Occasion, carry_out
from handlers.remembered import reply_from
from storage import outbox
from storage.tables import metadata
from storage.vault import Vault

PUBLIC_URL = "https://wages.test"
KEPT = (ComplaintFiled, ComplaintSupplemented, CrewEffect)
T = TypeVar("T")


def words_of_crews() -> Callable[[], Mapping[str, str]]:
    """Words and keys in order."""
    numbers = itertools.count(1)

    def draw() -> Mapping[str, str]:
        number = next(numbers)
        return {"word": f"1000{number:02}", "join": f"join-key-{number:07}", "leader": f"leader-key-{number:07}"}

    return draw


class MemoryCrews:
    """Keeps what turns decide about crews, and tells what went out to whom."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now, self.vault, self.shared = now, Vault(), False
        self.past: list[tuple[str, datetime, Sequence[Effect]]] | None = []

    def ports(self) -> CrewPorts:
        return CrewPorts(Crews(self, self.vault, self.now), words_of_crews(), PUBLIC_URL)  # type: ignore[arg-type]

    @cached_property
    def connection(self) -> Connection:
        """Made when it is first wanted: most talks are about no crew."""
        engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
        metadata.create_all(engine)
        connection, past, self.past = engine.connect(), self.past or [], None
        for conversation_id, at, effects in past:
            carry_out(connection, Desk(self.vault, Calendar()), Occasion(conversation_id, at), effects)
        return connection

    async def read(self, work: Callable[[Connection], T]) -> T:
        return work(self.connection)

    def keep(self, conversation_id: str, effects: Iterable[Effect]) -> None:
        now = self.now()
        about: list[Effect] = [effect for effect in effects if isinstance(effect, KEPT)]
        if self.past is not None:
            self.past.append((conversation_id, now, about))
        elif about:
            carry_out(self.connection, Desk(self.vault, Calendar()), Occasion(conversation_id, now), about)

    def news(self, conversation_id: str) -> list[Reply]:
        """What went out to him since the last time."""
        payloads = outbox.collect(self.connection, self.vault, conversation_id, self.now())
        return [reply_from(payload) for payload in payloads]
