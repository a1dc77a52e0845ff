"""Carries what waits in the outbox to the channels, each send committed by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

import structlog

from bot.channels.base import (
    Channel,
    Later,
    Misconfigured,
    Notices,
    Outcome,
    Outgoing,
    Posted,
    Sent,
    Undelivered,
    Unknown,
)
from bot.pace import Pace as Pace
from handlers.ladder import UNTOLD, Ladder, note_expired, notices_of
from handlers.notice_kinds import about_from
from handlers.notice_templates import NoticeKind
from handlers.remembered import reply_from
from storage import alarms, ledger, notice_receipts, outbox, undelivered
from storage.cases import Connection
from storage.database import Database
from storage.outbox import Claim, Claimed, Settlement
from storage.vault import Vault

log = structlog.get_logger(__name__)
Told = Outcome | Posted


@dataclass(frozen=True, slots=True)
class Fallback:
    """What is done where a channel may not push: what is tried in turn, and the notices of those that have any."""

    ladder: Ladder
    notices: Mapping[str, Notices] = field(default_factory=dict)


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
        fallback: Fallback | None = None,
    ) -> None:
        self._database, self._vault, self._channels = database, vault, channels
        self._now, self._pace = now, pace
        beyond = fallback or Fallback(Ladder(vault))
        self._notices, self._ladder = beyond.notices, beyond.ladder
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
        """What is ours and may be sent, and how many entries were dealt with otherwise."""
        done = note_expired(connection, now)
        may_go = list[Claimed]()
        for one in outbox.claim(connection, self._vault, wanted, now):
            refusal = self._refusal(connection, one, now)
            if refusal is None:
                may_go.append(one)
            else:
                outbox.settle(connection, one, self._ladder.step_down(connection, one, refusal, None, now))
                done += 1
        return may_go, done

    def _refusal(self, connection: Connection, one: Claimed, now: datetime) -> str | None:
        """Why it cannot be pushed; None when it can, and then it counts already: its carrier may die on the way."""
        window = self._pace.windows.get(one.channel)
        if window is None or one.way is not None:
            return None
        refusal = window.refusal(ledger.standing(connection, one.conversation_id), now, is_tip=one.kind in UNTOLD)
        if refusal is None:
            ledger.reserve(connection, one.conversation_id, one.id, one.attempt, now)
        return refusal

    async def _carry(self, one: Claimed) -> None:
        outcome = await self._said(one)
        try:
            kept = await self._database.run(lambda connection: self._settle(connection, one, outcome))
        except Exception:  # its lease ends, then it is taken up again: the one repeat that a crash may cause
            log.exception("what became of a send could not be kept", channel=one.channel, entry=one.id)
            return
        if not kept:
            log.warning("an entry was taken up elsewhere meanwhile", channel=one.channel, entry=one.id)

    async def _said(self, one: Claimed) -> Told:
        try:
            async with asyncio.timeout(self._pace.send_seconds):
                return await self._say(one)
        except TimeoutError:
            return Unknown("timeout")
        except Exception:  # a channel does not raise; if one does, the entry is kept
            log.exception("a channel failed", channel=one.channel, entry=one.id)
            return Later("failed")

    async def _say(self, one: Claimed) -> Told:
        outgoing = Outgoing(one.key, one.conversation_id, one.kind, reply_from(one.payload), one.said)
        if one.way is None:
            return await self._channels[one.channel].send(outgoing)
        if notices := self._notices.get(one.channel):
            return await notices.post(outgoing, cast(NoticeKind, one.way), about_from(one.payload))
        return Undelivered("notice_wrong")  # its operator has taken the templates out meanwhile

    def _settle(self, connection: Connection, one: Claimed, outcome: Told) -> bool:
        """As the outbox does; what is known not to have arrived costs nothing of the window."""
        now = self._now()
        became = self._became(connection, one, outcome, now)
        if one.way is None and became.state not in ("sent", "unknown") and became.said is None:
            ledger.release(connection, one.id, one.attempt)
        self._tell_operator(connection, one, outcome, now)
        kept = outbox.settle(connection, one, became)
        if kept and became.state == "unknown" and one.kind not in UNTOLD:
            undelivered.note(connection, one.id, one.conversation_id, "letter", now)
        if kept and isinstance(outcome, Posted) and outcome.platform_id:
            early = notice_receipts.take_early(connection, one.conversation_id, outcome.platform_id)
            if early:
                self._ladder.learn_outcome(connection, one, early, now)
        return kept

    def _tell_operator(self, connection: Connection, one: Claimed, outcome: Told, now: datetime) -> None:
        if isinstance(outcome, Misconfigured):
            alarms.sound(connection, one.channel, outcome.reason, outcome.code, now)
            self._calm_until.pop(one.channel, None)
        elif isinstance(outcome, Sent | Posted):
            name = notices_of(one.channel) if one.way else one.channel
            if self._calm_until.get(name, now) <= now:
                alarms.calm(connection, name)  # also those of processes that are gone
                self._calm_until[name] = now + self._pace.operator_pause

    def _became(self, connection: Connection, one: Claimed, outcome: Told, now: datetime) -> Settlement:
        match outcome:
            case Sent(has_more=has_more):
                self._alarms.pop(one.channel, None)
                if has_more:
                    return Settlement("waiting", now, due_at=now, said=one.said + 1)
                return Settlement("sent", now)
            case Posted(template, platform_id):
                return Settlement("posted", now, platform_id=platform_id, template=template)
            case Undelivered(reason, code):
                return self._ladder.step_down(connection, one, reason, code, now)
            case Misconfigured(reason, code):
                self._raise_alarm(one.channel, reason, code)
                return Settlement("waiting", now, reason, code, self._stop(one.channel, now))
            case Later(reason, code, not_before, for_all):
                due_at = max(now + self._pace.pause(one.attempt), not_before or now)
                if for_all and not_before:
                    self._rest(one.channel, not_before)
                return Settlement("waiting", now, reason, code, due_at)
            case Unknown(reason):
                if not self._is_repeatable(one):
                    return Settlement("unknown", now, reason)
                return Settlement("waiting", now, reason, None, now + self._pace.pause(one.attempt))

    def _is_repeatable(self, one: Claimed) -> bool:
        """Whether what may have arrived does no harm when it comes again."""
        if one.way is not None:
            return one.attempt < self._pace.notice_tries
        return self._channels[one.channel].repeat_is_harmless

    def _rest(self, channel: str, until: datetime) -> None:
        self._stopped_until[channel] = max(until, self._stopped_until.get(channel, until))

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
