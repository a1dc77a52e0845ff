"""Takes every message once, a conversation's one at a time and in their order, and answers while the channel waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final
from weakref import WeakValueDictionary

import structlog

from handlers.messages import Answer, Inbound
from handlers.remembered import message_text, replies_from
from handlers.turns import Turns
from storage import inbox, outbox
from storage.database import Connection, Database
from storage.inbox import Arrival, Opening, StoredReply
from storage.transcript import LATE
from storage.vault import Vault

log = structlog.get_logger(__name__)
LEASE: Final = timedelta(seconds=30)
LOOK_SECONDS: Final = 0.05  # how long to wait for another process's turn before looking again
ABANDONED: Final = timedelta(seconds=16)  # longer than a channel asks about a message
PUT_OFF: Final = timedelta(seconds=2)  # nobody asks about it any more
ASKED_ABOUT: Final = timedelta(seconds=15)  # WeChat delivers three times in about as long
BATCH: Final = 20
MOST_UNDER_WAY: Final = 256


class InboundHandler:
    """The way in for every channel; any number of processes may share a PostgreSQL database."""

    def __init__(self, database: Database, vault: Vault, turns: Turns, now: Callable[[], datetime]) -> None:
        self._database, self._vault, self._turns, self._now = database, vault, turns, now
        self._under_way: dict[str, asyncio.Task[Answer]] = {}
        self._queues: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def handle(self, message: Inbound, *, patience: float | None) -> Answer:
        """The answer, the stored one for a message that comes again; late when it takes longer than the patience.

        What is late is stored before this returns, and its words leave by the outbox. Raises what the database raises
        when nothing could be stored.
        """
        task = self._begin(message)
        if patience is None:
            return await asyncio.shield(task)
        try:
            return await asyncio.wait_for(asyncio.shield(task), patience)
        except TimeoutError:
            return await self._put_off(message)

    async def accept(self, messages: Sequence[Inbound]) -> list[asyncio.Task[Answer]]:
        """Keeps all of them, in their order, before it returns; the words of each leave by the outbox.

        For channels that have no open answer. The turns under way are named for their conversations. Raises what the
        database raises, and then none of them is kept.
        """
        while len(self._under_way) >= MOST_UNDER_WAY:
            await asyncio.wait(self._under_way.values(), return_when=asyncio.FIRST_COMPLETED)
        arrivals = [arrival_of(message) for message in messages]

        def keep(connection: Connection) -> list[bool]:
            return [inbox.keep_late(connection, self._vault, arrival) is None for arrival in arrivals]

        waits = await self._database.run(keep)
        unanswered = [message for message, is_waiting in zip(messages, waits, strict=True) if is_waiting]
        return [self._begin(message, is_asked=False) for message in unanswered]

    async def sweep(self) -> int:
        """Answers what a process that died has left unanswered; returns how many messages it took up."""
        before, put_off = self._now() - ABANDONED, self._now() - PUT_OFF
        left = await self._database.read(lambda c: inbox.unanswered(c, self._vault, before, put_off, BATCH))
        mine = [arrival for arrival in left if arrival.key not in self._under_way]
        await asyncio.gather(*map(self._take_up, mine))
        return len(mine)

    async def _take_up(self, arrival: Arrival) -> None:
        await self._keep_late(arrival)
        await self._answer(arrival, is_asked=False)

    async def finish(self) -> None:
        """Waits for the turns under way."""
        await asyncio.gather(*self._under_way.values(), return_exceptions=True)

    def _begin(self, message: Inbound, *, is_asked: bool = True) -> asyncio.Task[Answer]:
        if known := self._under_way.get(message.key):
            return known
        answering = self._answer(arrival_of(message), is_asked=is_asked)
        task = asyncio.get_running_loop().create_task(answering, name=message.conversation_id)
        self._under_way[message.key] = task
        task.add_done_callback(lambda done: self._ended(message.key, done))
        return task

    def _ended(self, key: str, task: asyncio.Task[Answer]) -> None:
        self._under_way.pop(key, None)
        if not task.cancelled() and (failure := task.exception()):
            log.error("a message could not be kept", key=key, failure=type(failure).__name__)

    async def _put_off(self, message: Inbound) -> Answer:
        stored = await self._keep_late(arrival_of(message))
        return await self._said_before(message.key, stored) if stored else Answer(late=True)

    async def _said_before(self, key: str, stored: StoredReply) -> Answer:
        """The same words again, unless they have left by the outbox, or are just leaving."""
        entry, now = f"{LATE}{key}", self._now()
        if stored.is_late and not await self._database.run(lambda c: outbox.take_back(c, entry, now)):
            return Answer(late=True)
        return Answer(replies_from(stored.reply))

    async def _keep_late(self, arrival: Arrival) -> StoredReply | None:
        return await self._database.run(lambda connection: inbox.keep_late(connection, self._vault, arrival))

    async def _answer(self, arrival: Arrival, *, is_asked: bool) -> Answer:
        """Not asked: nobody says what this returns, so that words which leave by the outbox stay there."""
        queue = self._queues.get(arrival.conversation_id)
        if queue is None:
            queue = self._queues[arrival.conversation_id] = asyncio.Lock()
        async with queue:  # fair: first come, first served
            while True:
                opening = await self._open(arrival)
                if isinstance(opening, StoredReply):
                    return await self._said_before(arrival.key, opening) if is_asked else Answer(late=True)
                if opening is None:
                    await self._database.rung(LOOK_SECONDS)
                    continue
                if self._is_given_up(opening, arrival):
                    await self._keep_late(opening.arrival)
                answer = await self._turns.take(opening)
                if answer is not None and opening.arrival.key == arrival.key:
                    return answer

    def _is_given_up(self, opening: Opening, delivered: Arrival) -> bool:
        """Whether the turn is an earlier message's that its channel no longer asks about: its words must be sent."""
        earlier = opening.arrival
        return earlier.key != delivered.key and earlier.received_at < self._now() - ASKED_ABOUT

    async def _open(self, arrival: Arrival) -> Opening | StoredReply | None:
        vault, now = self._vault, self._now()
        if self._database.shared:
            return await self._database.run(lambda c: inbox.open_next(c, vault, arrival, now, LEASE))
        return await self._database.read(lambda c: inbox.open_alone(c, vault, arrival))


def arrival_of(message: Inbound) -> Arrival:
    """The message as the inbox keeps it."""
    return Arrival(
        key=message.key,
        conversation_id=message.conversation_id,
        channel=message.channel,
        account=message.account,
        user_id=message.user_id,
        kind=message.kind,
        message=message_text(message),
        received_at=message.received_at,
    )
