"""What is on its way out: put once, claimed under a lease, settled one by one, in order within a conversation."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, exists, func, or_, select, update

from storage.columns import UtcTime
from storage.lives import is_dead, life_of
from storage.once import insert_once
from storage.tables import outbox
from storage.vault import Vault

Kind = Literal["reply", "notice", "staff"]
State = Literal["waiting", "sent", "undelivered", "unknown", "expired"]
PRIORITY: Final = {"staff": 0, "reply": 1, "notice": 2}
PLACE: Final = "outbox.payload"
OUT_OF_REACH: Final = ("window_closed", "quota_used", "unreachable")  # until the worker writes again
ANSWERED: Final = "answered"

row = outbox.c
earlier = outbox.alias("earlier")
_now = bindparam("now", type_=UtcTime)
# Written once, because every turn asks it.
REOPEN: Final = (
    update(outbox)
    .where(
        row.conversation_id == bindparam("of"),
        row.state == "undelivered",
        or_(*(row.reason == reason for reason in OUT_OF_REACH)),
        or_(row.kind == "notice", row.kind == "staff"),
        or_(row.expires_at.is_(None), row.expires_at > _now),
    )
    .values(state="waiting", due_at=_now, reason=None, code=None, leased_until=None)
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to be said; the key keeps it from being put twice, the payload is a Reply as JSON."""

    key: str
    conversation_id: str
    kind: Kind
    payload: str
    created_at: datetime
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """An entry that is ours until its lease ends; `attempt` counts from 1, `said` the bubbles that have gone."""

    id: int
    key: str
    conversation_id: str
    channel: str
    kind: Kind
    payload: str
    attempt: int
    said: int = 0


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of an attempt; a waiting one is due again at `due_at`, `said` is set when a bubble of it went."""

    state: State
    at: datetime
    reason: str | None = None
    code: int | None = None
    due_at: datetime | None = None
    said: int | None = None


def put(connection: Connection, vault: Vault, entry: Entry) -> bool:
    """Whether it was new; the channel is the first part of the conversation's id."""
    values = {
        "key": entry.key,
        "conversation_id": entry.conversation_id,
        "channel": entry.conversation_id.partition(":")[0],
        "kind": entry.kind,
        "priority": PRIORITY[entry.kind],
        "payload": vault.seal(entry.payload, place=PLACE),
        "created_at": entry.created_at,
        "due_at": entry.created_at,
        "expires_at": entry.expires_at,
        "attempts": 0,
        "state": "waiting",
    }
    return insert_once(connection, outbox, values)


def expire(connection: Connection, now: datetime) -> int:
    """Gives up what nobody needs to hear any more; returns how many."""
    is_over = and_(row.state == "waiting", row.expires_at <= now, _is_free(connection, now))
    result = connection.execute(update(outbox).where(is_over).values(state="expired", leased_until=None))
    return result.rowcount


@dataclass(frozen=True, slots=True)
class Claim:
    """How much to take, for whom, and for how long."""

    channels: Collection[str]
    count: int
    lease: timedelta


def claim(connection: Connection, vault: Vault, wanted: Claim, now: datetime) -> list[Claimed]:
    """The first waiting entry of each conversation that is due and in nobody's hands, the most urgent first."""
    if not wanted.channels or wanted.count < 1:
        return []
    is_free, is_ours = _is_free(connection, now), row.channel.in_(sorted(wanted.channels))
    is_due = and_(row.state == "waiting", row.due_at <= now, is_free, is_ours)
    due = select(row.id).where(is_due, ~_is_blocked(now)).order_by(row.priority, row.due_at, row.id)
    # SQLite ignores the lock: its writer is alone.
    ids = connection.scalars(due.limit(wanted.count).with_for_update(skip_locked=True)).all()
    lease = {"leased_until": now + wanted.lease, "leased_by": life_of(connection)}
    lent = update(outbox).where(row.id.in_(ids)).values(attempts=row.attempts + 1, **lease)
    rows = connection.execute(lent.returning(outbox)).all() if ids else []
    return [_claimed(vault, one) for one in sorted(rows, key=lambda one: ids.index(one.id))]


def _claimed(vault: Vault, one: Row[Any]) -> Claimed:
    payload = vault.open(one.payload, place=PLACE)
    return Claimed(one.id, one.key, one.conversation_id, one.channel, one.kind, payload, one.attempts, one.said)


def settle(connection: Connection, claimed: Claimed, became: Settlement) -> bool:
    """Keep what became of it; False when another has taken it meanwhile, save that what was sent stays sent."""
    is_ours = row.state == "waiting" if became.state == "sent" else _is_attempt(claimed)
    values = {
        "state": became.state,
        "reason": became.reason,
        "code": became.code,
        "leased_until": None,
        "sent_at": became.at if became.state in ("sent", "unknown") else None,
    }
    values |= {"due_at": became.due_at} if became.due_at is not None else {}
    values |= {"said": became.said} if became.said is not None else {}
    done = connection.execute(update(outbox).where(row.id == claimed.id, is_ours).values(values))
    return done.rowcount == 1


def reopen(connection: Connection, conversation_id: str, now: datetime) -> int:
    """The worker is there again, so what was kept from him waits again; call it in the inbound save."""
    return connection.execute(REOPEN, {"of": conversation_id, "now": now}).rowcount


def waiting(connection: Connection, vault: Vault, conversation_id: str, now: datetime) -> list[tuple[str, str]]:
    """Key and payload of what a worker who fetches his messages has not fetched, in order."""
    is_his = and_(row.conversation_id == conversation_id, row.state == "waiting")
    is_fresh = or_(row.expires_at.is_(None), row.expires_at > now)
    rows = connection.execute(select(row.key, row.payload).where(is_his, is_fresh).order_by(row.id))
    return [(key, vault.open(payload, place=PLACE)) for key, payload in rows]


def mark_fetched(connection: Connection, keys: Sequence[str], now: datetime) -> list[str]:
    """Those of the keys that were still waiting; they are sent now."""
    sent = update(outbox).where(row.key.in_(keys), row.state == "waiting")
    sent = sent.values(state="sent", sent_at=now, leased_until=None, attempts=row.attempts + 1)
    return list(connection.scalars(sent.returning(row.key)))


def collect(connection: Connection, vault: Vault, conversation_id: str, now: datetime) -> list[str]:
    """The payloads that were waiting, in order, each given to one caller only; they are sent now."""
    found = waiting(connection, vault, conversation_id, now)
    taken = set(mark_fetched(connection, [key for key, _ in found], now)) if found else set()
    return [payload for key, payload in found if key in taken]


def has_unread_reply(connection: Connection, conversation_id: str) -> bool:
    """Whether the answer to something that the worker said still waits."""
    is_his = and_(row.conversation_id == conversation_id, row.state == "waiting", row.kind == "reply")
    return connection.scalar(select(row.id).where(is_his).limit(1)) is not None


def take_back(connection: Connection, key: str, now: datetime) -> bool:
    """Whether its words may be said in answer instead: nobody carries them, and from now on nobody will."""
    waits = and_(row.key == key, row.state == "waiting", _is_free(connection, now))
    answered = {"state": "sent", "reason": ANSWERED, "sent_at": now}
    if connection.execute(update(outbox).where(waits).values(answered)).rowcount:
        return True
    was = and_(row.key == key, row.state == "sent", row.reason == ANSWERED)
    return connection.scalar(select(row.id).where(was)) is not None


def count_by_state(connection: Connection) -> dict[str, int]:
    """How many entries there are in each state."""
    rows = connection.execute(select(row.state, func.count()).group_by(row.state))
    return {state: count for state, count in rows}


def _is_free(connection: Connection, now: datetime) -> ColumnElement[bool]:
    return or_(row.leased_until.is_(None), row.leased_until <= now, is_dead(connection, row.leased_by))


def _is_attempt(claimed: Claimed) -> ColumnElement[bool]:
    return and_(row.state == "waiting", row.attempts == claimed.attempt)


def _is_blocked(now: datetime) -> ColumnElement[bool]:
    """An earlier one waits, or one that was opened again is under way."""
    comes_first = or_(earlier.c.id < row.id, and_(earlier.c.id != row.id, earlier.c.leased_until > now))
    return exists().where(earlier.c.conversation_id == row.conversation_id, earlier.c.state == "waiting", comes_first)
