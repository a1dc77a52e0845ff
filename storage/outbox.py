"""What is on its way out: put once, claimed under a lease, settled one by one, in order within a conversation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, case, exists, or_, select, update

from storage import leases
from storage.columns import UtcTime
from storage.leases import Claim as Claim
from storage.once import insert_once
from storage.tables import outbox
from storage.vault import Vault

Kind = Literal["reply", "notice", "staff", "tip"]
# posted: taken by the platform, which tells later whether it arrived; announced: he was told that something waits for
# him here; moved: it goes by another channel of his; called: somebody has told him by telephone.
State = Literal[
    "waiting",
    "sent",
    "posted",
    "announced",
    "undelivered",
    "unknown",
    "expired",
    "superseded",
    "moved",
    "called",
    "dropped",
]
PRIORITY: Final = {"staff": 0, "reply": 1, "notice": 2, "tip": 3}
NOT_ASKED_FOR: Final = PRIORITY["notice"]  # from here on others may go first
PLACE: Final = "outbox.payload"
# Until the worker writes again.
OUT_OF_REACH: Final = (
    *("window_closed", "quota_used", "unreachable"),
    *("notice_refused", "notice_failed", "notice_wrong"),
)
FETCHED: Final = ("web", "talk")
ANSWERED: Final = "answered"

row = outbox.c
earlier = outbox.alias("earlier")
_now = bindparam("now", type_=UtcTime)
_out_of_reach = or_(*(row.reason == reason for reason in OUT_OF_REACH))
# An answer that came too late for its question is not said when he has gone on; what he was told that waits is.
_was_kept = and_(row.state == "undelivered", _out_of_reach, or_(row.kind == "notice", row.kind == "staff"))
_goes_as_notice = and_(row.state == "waiting", row.way.is_not(None), row.leased_until.is_(None))
# Written once, because every turn asks it.
REOPEN: Final = (
    update(outbox)
    .where(
        row.conversation_id == bindparam("of"),
        or_(_was_kept, row.state == "announced", _goes_as_notice),
        or_(row.expires_at.is_(None), row.expires_at > _now),
    )
    .values(state="waiting", due_at=_now, reason=None, code=None, way=None, sent_at=None, leased_until=None)
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to be said; the key keeps it from being put twice, the payload is a Reply as JSON.

    A newer one about the same `subject` takes the place of an older one that nobody has got.
    """

    key: str
    conversation_id: str
    kind: Kind
    payload: str
    created_at: datetime
    expires_at: datetime | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """An entry that is ours until its lease ends; `attempt` counts from 1, `said` the bubbles that have gone.

    `way` is the kind of notice that it goes as, None for a message.
    """

    id: int
    key: str
    conversation_id: str
    channel: str
    kind: Kind
    payload: str
    attempt: int
    said: int = 0
    way: str | None = None
    subject: str | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of an attempt; a waiting one is due again at `due_at`, `said` is set when a bubble of it went.

    `platform_id` and `template` tell which notice a receipt is about.
    """

    state: State
    at: datetime
    reason: str | None = None
    code: int | None = None
    due_at: datetime | None = None
    said: int | None = None
    way: str | None = None
    platform_id: str | None = None
    template: str | None = None


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
        "subject": entry.subject,
    }
    return insert_once(connection, outbox, values)


def supersede(connection: Connection, subject: str, now: datetime) -> int:
    """What is about that subject and has reached nobody is not said any more; how many it were."""
    waits = and_(row.state == "waiting", leases.is_free(connection, outbox, now))
    is_unsaid = or_(waits, row.state == "undelivered", row.state == "announced")
    old = update(outbox).where(row.subject == subject, is_unsaid, row.said == 0)
    return connection.execute(old.values(state="superseded", leased_until=None)).rowcount


def expire(connection: Connection, now: datetime) -> list[Row[Any]]:
    """Gives up what nobody needs to hear any more; returns id, conversation_id and kind of each."""
    is_over = and_(row.state == "waiting", row.expires_at <= now, leases.is_free(connection, outbox, now))
    expired = update(outbox).where(is_over).values(state="expired", leased_until=None)
    return list(connection.execute(expired.returning(row.id, row.conversation_id, row.kind)))


def claim(connection: Connection, vault: Vault, wanted: Claim, now: datetime) -> list[Claimed]:
    """The first waiting entry of each conversation that is due and in nobody's hands, the most urgent first."""
    if not wanted.channels or wanted.count < 1:
        return []
    is_due = leases.is_due(connection, outbox, wanted.channels, now)
    due = select(row.id).where(is_due, ~_is_blocked(now)).order_by(row.priority, row.due_at, row.id)
    return [claimed(vault, one) for one in leases.lend(connection, outbox, due, wanted, now)]


def claimed(vault: Vault, one: Row[Any]) -> Claimed:
    """The entry of a row."""
    return Claimed(
        id=one.id,
        key=one.key,
        conversation_id=one.conversation_id,
        channel=one.channel,
        kind=one.kind,
        payload=vault.open(one.payload, place=PLACE),
        attempt=one.attempts,
        said=one.said,
        way=one.way,
        subject=one.subject,
        expires_at=one.expires_at,
    )


def settle(connection: Connection, claimed: Claimed, became: Settlement) -> bool:
    """Keep what became of it; False when another has taken it meanwhile, save that what was sent stays sent."""
    has_gone = became.state in ("sent", "posted")
    is_ours = row.state == "waiting" if has_gone else leases.is_attempt(outbox, claimed.attempt)
    values = {
        "state": became.state,
        "reason": became.reason,
        "code": became.code,
        "due_at": became.due_at,
        "said": became.said,
        "sent_at": became.at if has_gone or became.state == "unknown" else None,
        "way": became.way,
        "platform_id": became.platform_id,
        "template": became.template,
    }
    return leases.settle(connection, outbox, claimed.id, is_ours, values)


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
    waits = and_(row.key == key, row.state == "waiting", leases.is_free(connection, outbox, now))
    answered = {"state": "sent", "reason": ANSWERED, "sent_at": now}
    if connection.execute(update(outbox).where(waits).values(answered)).rowcount:
        return True
    was = and_(row.key == key, row.state == "sent", row.reason == ANSWERED)
    return connection.scalar(select(row.id).where(was)) is not None


def waits_more_than(connection: Connection, count: int) -> bool:
    """Whether more entries than that wait to leave; what a worker's page has to fetch leaves by itself."""
    waits = select(row.id).where(row.state == "waiting", row.channel.not_in(FETCHED)).offset(count).limit(1)
    return connection.scalar(waits) is not None


def count_by_state(connection: Connection) -> dict[str, int]:
    """How many entries there are in each state."""
    return leases.count_by_state(connection, outbox)


def _is_blocked(now: datetime) -> ColumnElement[bool]:
    """Another of its conversation comes first, or one that was opened again is under way.

    They go in the order in which they were put, save that what nobody asked for holds up neither staff nor answers.
    """
    mine, others = _turn(row), _turn(earlier.c)
    comes_first = or_(others < mine, and_(others == mine, earlier.c.id < row.id))
    is_under_way = and_(earlier.c.id != row.id, earlier.c.leased_until > now)
    blocks = or_(comes_first, is_under_way)
    return exists().where(earlier.c.conversation_id == row.conversation_id, earlier.c.state == "waiting", blocks)


def _turn(columns: Any) -> ColumnElement[int]:
    return case((columns.priority < NOT_ASKED_FOR, 0), else_=columns.priority)
