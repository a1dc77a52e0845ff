"""The assistant with everything around it: a real database, saved and read again between every two messages."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any, cast

from cases.clocks import Calendar
from cases.embedded import EmbeddedDesk, Step
from cases.steps import Status
from dialogs.actions.crew_ports import CrewPorts
from dialogs.actions.linking import register_link_actions
from dialogs.conversation import Conversation, Turn
from dialogs.crew_registry import register_crew_actions
from dialogs.effects import TurnEffects
from dialogs.engine import Engine
from dialogs.facts import facts_of
from dialogs.registry import register_actions
from dialogs.replies import Reply
from handlers.crew_reading import Crews
from handlers.effects import Desk
from handlers.inbound import InboundHandler, arrival_of
from handlers.linking import CODE_LIFE, KIND, KeptLinks
from handlers.messages import Answer, Inbound, Location, Media
from handlers.notices import NoticeHandler
from handlers.remembered import conversation_from
from handlers.turns import Turns, done_turn
from storage import conversations, outbox, visits
from storage.database import Database
from storage.inbox import Opening, save_turn
from storage.links import Code, put_code
from storage.vault import Vault
from storage.visits import PointRow, SlotRow
from tests.dialogs.crews import PUBLIC_URL, words_of_crews
from tests.dialogs.fakes import OFFICER, counting
from tests.rows import Clock
from tests.talks import POINT, SCRIPT, WORKER, Message, time_at

MEDIA = frozenset({"image", "voice", "video", "file"})


@dataclass(slots=True)
class Ids:
    """Numbers and draft ids in the order in which they are wanted."""

    number: Callable[[], str]
    draft: Callable[[], str]
    secrets: Callable[[], Mapping[str, str]] = field(default_factory=words_of_crews)
    code: Callable[[], str] = field(default_factory=lambda: counting("code-{}"))


def ids() -> Ids:
    return Ids(counting("XS2026{:04}"), counting("draft-{}"))


def inbound(database: Database, vault: Vault, clock: Clock, given: Ids | None = None) -> InboundHandler:
    """One process's way in."""
    turns = Turns(database, Desk(vault, Calendar()), engine(database, vault, clock, given), clock)
    return InboundHandler(database, vault, turns, clock)


def engine(database: Database, vault: Vault, clock: Clock, given: Ids | None = None) -> Engine:
    """The dialog, with the desk of that database."""
    given, effects, desk = given or ids(), TurnEffects(), EmbeddedDesk(database, vault)
    actions = register_actions(effects, desk, given.number, given.draft, clock)
    ports = CrewPorts(Crews(database, vault, clock), given.secrets, PUBLIC_URL)
    register_link_actions(actions, effects, KeptLinks(database, vault, clock), given.code)
    register_crew_actions(actions, effects, ports, given.draft, clock)
    return Engine(SCRIPT, actions, clock, effects)


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
            said.text,
            said.key,
            clock=self.clock,
            worker=said.worker,
            kind=said.kind,
            scene=said.scene,
            location=place,
            media=media,
        )
        answer = await inbound(self.database, self.vault, self.clock, self.given).handle(came, patience=None)
        return answer.turn or await self._again(answer, said.worker)

    async def _again(self, answer: Answer, worker: str) -> Turn:
        """A repeated message's turn: its words, and the talk as it stands."""
        row = await self.database.read(lambda c: conversations.find(c, self.vault, worker))
        assert row is not None
        slots = conversation_from(worker, row.state, handed_over=False).slots
        return Turn(
            conversation_from(worker, row.state, handed_over=row.handed_over),
            answer.replies,
            asked=slots.get("requested_slot"),
            outcome=slots.get("outcome"),
            facts=facts_of(slots),
            case_number=slots.get("case_number"),
        )

    async def step(self, status: str, note: str | None) -> list[Reply]:
        desk = EmbeddedDesk(self.database, self.vault)
        newest = (await desk.cases_of(WORKER))[0]
        await desk.take_step(Step(newest.case_number, Status(status), note, OFFICER, self.clock()))
        await NoticeHandler(self.database, self.vault, SCRIPT, self.clock).run_once()
        return await self.news("")

    async def news(self, phone: str) -> list[Reply]:
        fetch = partial(outbox.collect, vault=self.vault, conversation_id=f"{WORKER}{phone}", now=self.clock())
        payloads = await self.database.run(lambda connection: fetch(connection))
        told = [json.loads(payload) for payload in payloads]
        return [Reply(one["text"], tuple(one["choices"])) for one in told]

    async def receive(self, times: list[str]) -> None:
        name, address, phone = POINT
        point = PointRow("point-1", name, address, phone, "321111", self.clock())
        hour = timedelta(hours=1)
        slots = [SlotRow(f"slot-{one}", "point-1", time_at(one), time_at(one) + hour, 1) for one in times]
        await self.database.run(lambda connection: visits.add_point(connection, point))
        await self.database.run(lambda connection: visits.add_slots(connection, slots))

    async def shown_elsewhere(self, digits: str) -> None:
        index, now = self.vault.index(digits, kind=KIND), self.clock()
        code = Code(index, "wechat:gh_test:himself", now, now + CODE_LIFE)
        await self.database.run(lambda connection: put_code(connection, code))

    def later(self, days: int) -> None:
        self.clock.at += timedelta(days=days)
