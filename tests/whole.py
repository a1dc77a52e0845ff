"""The assistant with everything around it: a real database, saved and read again between every two messages."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, cast

from cases.clocks import Calendar
from cases.embedded import EmbeddedDesk, Step
from cases.steps import Status
from dialogs.conversation import Conversation, Turn
from dialogs.effects import TurnEffects
from dialogs.engine import Engine
from dialogs.facts import facts_of
from dialogs.registry import register_actions
from dialogs.replies import Reply
from handlers.effects import Desk
from handlers.inbound import InboundHandler, arrival_of
from handlers.messages import Answer, Inbound, Location, Media
from handlers.notices import NoticeHandler
from handlers.remembered import conversation_from
from handlers.turns import Turns, done_turn
from storage import conversations, outbox
from storage.database import Database
from storage.inbox import Opening, save_turn
from storage.vault import Vault
from tests.dialogs.fakes import counting
from tests.rows import Clock
from tests.talks import SCRIPT, WORKER, Message

MEDIA = frozenset({"image", "voice", "video", "file"})


@dataclass(slots=True)
class Ids:
    """Numbers and draft ids in the order in which they are wanted."""

    number: Callable[[], str]
    draft: Callable[[], str]


def ids() -> Ids:
    return Ids(counting("XS2026{:04}"), counting("draft-{}"))


def inbound(database: Database, vault: Vault, clock: Clock, given: Ids | None = None) -> InboundHandler:
    """One process's way in."""
    turns = Turns(database, Desk(vault, Calendar()), engine(database, vault, clock, given), clock)
    return InboundHandler(database, vault, turns, clock)


def engine(database: Database, vault: Vault, clock: Clock, given: Ids | None = None) -> Engine:
    """The dialog, with the desk of that database."""
    given, effects, desk = given or ids(), TurnEffects(), EmbeddedDesk(database, vault)
    return Engine(SCRIPT, register_actions(effects, desk, given.number, given.draft, clock), clock, effects)


def conversation(id: str) -> Conversation:
    return Conversation(id)


async def kept(database: Database, vault: Vault, clock: Clock, turn: Turn) -> None:
    """That turn as a conversation's first."""
    came = message("…", "kept", clock=clock, worker=turn.conversation.id)
    opening = Opening(arrival_of(came), None, 0, False)
    done = done_turn(opening, came, turn, (), clock())
    await database.run(lambda connection: save_turn(connection, vault, done))


def message(text: str = "", key: str = "m1", *, clock: Clock, worker: str = WORKER, **more: Any) -> Inbound:
    """A message of a worker; `worker` is channel:account:name."""
    channel, account, name = worker.split(":")
    return Inbound(channel, account, name, key, more.pop("kind", "text"), clock(), text, **more)


@dataclass(slots=True)
class WholeAssistant:
    """Handlers, desk and notices on a database; a new process, as it were, for every message."""

    database: Database
    vault: Vault
    clock: Clock
    given: Ids

    async def hear(self, said: Message) -> Turn:
        place = Location(32.2, 119.4, said.label) if said.kind == "location" else None
        media = (Media(cast(Any, said.kind), "media-1"),) if said.kind in MEDIA else ()
        came = message(
            said.text, said.key, clock=self.clock, kind=said.kind, scene=said.scene, location=place, media=media
        )
        answer = await inbound(self.database, self.vault, self.clock, self.given).handle(came, patience=None)
        return answer.turn or await self._again(answer)

    async def _again(self, answer: Answer) -> Turn:
        """A repeated message's turn: its words, and the talk as it stands."""
        row = await self.database.read(lambda c: conversations.find(c, self.vault, WORKER))
        assert row is not None
        slots = conversation_from(WORKER, row.state, handed_over=False).slots
        return Turn(
            conversation_from(WORKER, row.state, handed_over=row.handed_over),
            answer.replies,
            asked=slots.get("requested_slot"),
            outcome=slots.get("outcome"),
            facts=facts_of(slots),
            case_number=slots.get("case_number"),
        )

    async def step(self, status: str, note: str | None) -> list[Reply]:
        desk = EmbeddedDesk(self.database, self.vault)
        newest = (await desk.cases_of(WORKER))[0]
        await desk.take_step(Step(newest.case_number, Status(status), note, "officer", self.clock()))
        await NoticeHandler(self.database, self.vault, SCRIPT, self.clock).run_once()
        fetch = partial(outbox.collect, vault=self.vault, conversation_id=WORKER, now=self.clock())
        payloads = await self.database.run(lambda connection: fetch(connection))
        told = [json.loads(payload) for payload in payloads]
        return [Reply(one["text"], tuple(one["choices"])) for one in told]

    def later(self, days: int) -> None:
        self.clock.at += timedelta(days=days)
