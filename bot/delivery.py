"""Carries what waits in the outbox to the channels, each send committed by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.channels.base import Channel, Later, Misconfigured, Outcome, Outgoing, Sent, Undelivered, Unknown
from handlers.remembered import reply_from
from handlers.windows import WINDOWS, Window
from storage import alarms, ledger, outbox
from storage.cases import Connection
from storage.database import Database
from storage.outbox import Claim, Claimed, Settlement
from storage.vault import Vault

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """How patient delivery is; `rng` gives chance in [0, 1), which keeps many failures from coming back at once."""

    rng: Callable[[], float]
    at_once: int = 8
    patience: float = 5.0
    send_seconds: float = 20.0
    lease: timedelta = timedelta(seconds=60)  # far longer than a send, so that only a dead carrier outlives it
    first_pause: timedelta = timedelta(seconds=5)
    longest_pause: timedelta = timedelta(minutes=10)
    operator_pause: timedelta = timedelta(minutes=5)
    windows: Mapping[str, Window] = field(default_factory=lambda: WINDOWS)

    def pause(self, attempt: int) -> timedelta:
        """How long to wait after that attempt: doubling, capped, between half and one and a half of it."""
        doubled: timedelta = self.first_pause * 2.0 ** min(attempt - 1, 20)
        return min(doubled, self.longest_pause) * (0.5 + self.rng())


class Delivery:
    """Any number of them may run at once, in one process or in many; each entry is in one's hands at a time."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        channels: Mapping[str, Channel],
        now: Callable[[], datetime],
        *,
        pace: Pace,
    ) -> None:
        self._database, self._vault, self._channels = database, vault, channels
        self._now, self._pace = now, pace
        self._stopped_until: dict[str, datetime] = {}
        self._alarms: dict[str, int] = {}  # since a channel has sent, by channel
        self._calm_until: dict[str, datetime] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Goes on until told to stop, then finishes the sends under way."""
        sends = set[asyncio.Task[None]]()
        stopping = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                bell = asyncio.create_task(self._database.rung(self._pace.patience))
                await asyncio.sleep(0)  # listening already, so that nothing rings unheard meanwhile
                under_way = set(sends)
                found = await self._start(sends)
                # A send that ended meanwhile may have let its conversation's next entry go.
                if not found and not any(send.done() for send in under_way):
                    await asyncio.wait({stopping, bell, *sends}, return_when=asyncio.FIRST_COMPLETED)
                bell.cancel()
                await asyncio.gather(bell, return_exceptions=True)
        finally:
            stopping.cancel()
            await asyncio.gather(stopping, *sends, return_exceptions=True)

    async def carry_due(self) -> int:
        """Carries what is due now, once; returns how many entries it dealt with."""
        claimed, refused = await self._claim(self._pace.at_once)
        await asyncio.gather(*map(self._carry, claimed))
        return len(claimed) + refused

    async def _start(self, sends: set[asyncio.Task[None]]) -> int:
        room = self._pace.at_once - len(sends)
        try:
            claimed, refused = await self._claim(room) if room else ([], 0)
        except Exception:  # the database is away: look again when its patience is over
            log.exception("the outbox could not be read")
            return 0
        for one in claimed:
            send = asyncio.create_task(self._carry(one))
            sends.add(send)
            send.add_done_callback(sends.discard)
        return len(claimed) + refused

    async def _claim(self, count: int) -> tuple[list[Claimed], int]:
        now = self._now()
        working = [name for name in self._channels if self._stopped_until.get(name, now) <= now]
        wanted = Claim(working, count, self._pace.lease)
        return await self._database.run(lambda connection: self._claim_open(connection, wanted, now))

    def _claim_open(self, connection: Connection, wanted: Claim, now: datetime) -> tuple[list[Claimed], int]:
        """What is ours and may be sent, and how many entries were given up."""
        given_up = outbox.expire(connection, now)
        may_go = list[Claimed]()
        for one in outbox.claim(connection, self._vault, wanted, now):
            refusal = self._refusal(connection, one, now)
            if refusal is None:
                may_go.append(one)
            else:
                outbox.settle(connection, one, Settlement("undelivered", now, refusal))
                given_up += 1
        return may_go, given_up

    def _refusal(self, connection: Connection, one: Claimed, now: datetime) -> str | None:
        """Why it cannot be pushed; None when it can, and then it counts already: its carrier may die on the way."""
        window = self._pace.windows.get(one.channel)
        if window is None:
            return None
        refusal = window.refusal(ledger.standing(connection, one.conversation_id), now)
        if refusal is None:
            ledger.reserve(connection, one.conversation_id, one.id, one.attempt, now)
        return refusal

    async def _carry(self, one: Claimed) -> None:
        channel = self._channels[one.channel]
        outcome = await self._send(channel, one)
        became = self._became(channel, one, outcome)
        try:
            kept = await self._database.run(lambda connection: self._settle(connection, one, outcome, became))
        except Exception:  # its lease ends, then it is taken up again: the one repeat that a crash may cause
            log.exception("what became of a send could not be kept", channel=one.channel, entry=one.id)
            return
        if not kept:
            log.warning("an entry was taken up elsewhere meanwhile", channel=one.channel, entry=one.id)

    async def _send(self, channel: Channel, one: Claimed) -> Outcome:
        outgoing = Outgoing(one.key, one.conversation_id, one.kind, reply_from(one.payload), one.said)
        try:
            async with asyncio.timeout(self._pace.send_seconds):
                return await channel.send(outgoing)
        except TimeoutError:
            return Unknown("timeout")
        except Exception:  # a channel does not raise; if one does, the entry is kept
            log.exception("a channel failed", channel=channel.name, entry=one.id)
            return Later("failed")

    def _settle(self, connection: Connection, one: Claimed, outcome: Outcome, became: Settlement) -> bool:
        """As the outbox does; what is known not to have arrived costs nothing of the window."""
        if became.state not in ("sent", "unknown") and became.said is None:
            ledger.release(connection, one.id, one.attempt)
        if isinstance(outcome, Misconfigured):
            alarms.sound(connection, one.channel, outcome.reason, outcome.code, became.at)
            self._calm_until.pop(one.channel, None)
        elif isinstance(outcome, Sent) and self._calm_until.get(one.channel, became.at) <= became.at:
            alarms.calm(connection, one.channel)  # also those of processes that are gone
            self._calm_until[one.channel] = became.at + self._pace.operator_pause
        return outbox.settle(connection, one, became)

    def _became(self, channel: Channel, one: Claimed, outcome: Outcome) -> Settlement:
        now = self._now()
        match outcome:
            case Sent(has_more=has_more):
                self._alarms.pop(channel.name, None)
                if has_more:
                    return Settlement("waiting", now, due_at=now, said=one.said + 1)
                return Settlement("sent", now)
            case Undelivered(reason, code):
                return Settlement("undelivered", now, reason, code)
            case Unknown(reason) if not channel.repeat_is_harmless:
                return Settlement("unknown", now, reason)
            case Misconfigured(reason, code):
                self._raise_alarm(channel.name, reason, code)
                return Settlement("waiting", now, reason, code, self._stop(channel.name, now))
            case Later(reason, code, not_before):
                due_at = max(now + self._pace.pause(one.attempt), not_before or now)
                return Settlement("waiting", now, reason, code, due_at)
            case Unknown(reason):
                return Settlement("waiting", now, reason, None, now + self._pace.pause(one.attempt))

    def _stop(self, channel: str, now: datetime) -> datetime:
        """The whole channel rests, longer each time: it may have been no more than two refused tokens in a row."""
        if self._stopped_until.get(channel, now) <= now:  # what was under way beside it tells the same
            self._alarms[channel] = self._alarms.get(channel, 0) + 1
            pause = min(self._pace.pause(self._alarms[channel]), self._pace.operator_pause)
            self._stopped_until[channel] = now + pause
        return self._stopped_until[channel]

    def _raise_alarm(self, channel: str, reason: str, code: int | None) -> None:
        if channel not in self._alarms:
            log.error("a channel is misconfigured; its messages are kept", channel=channel, reason=reason, code=code)
