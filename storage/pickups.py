"""What workers sent and a channel keeps for a while: asked for once, claimed under a lease, fetched or given up."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import Connection, delete, select

from storage import leases
from storage.leases import Claim
from storage.once import insert_once
from storage.tables import pickup
from storage.vault import Vault

State = Literal["waiting", "kept", "given_up"]
PLACE: Final = "pickup.source"

row = pickup.c


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing to be fetched; the key is its message's, the source tells the channel where it lies, as JSON."""

    key: str
    conversation_id: str
    channel: str
    source: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Claimed:
    """A pickup that is ours until its lease ends; `attempt` counts from 1."""

    id: int
    key: str
    conversation_id: str
    channel: str
    source: str
    expires_at: datetime
    attempt: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of an attempt; a waiting one is due again at `due_at`."""

    state: State
    reason: str | None = None
    code: int | None = None
    due_at: datetime | None = None


def put(connection: Connection, vault: Vault, wanted: Wanted) -> bool:
    """Whether it was new."""
    values = {
        "key": wanted.key,
        "conversation_id": wanted.conversation_id,
        "channel": wanted.channel,
        "source": vault.seal(wanted.source, place=PLACE),
        "created_at": wanted.created_at,
        "due_at": wanted.created_at,
        "expires_at": wanted.expires_at,
        "attempts": 0,
        "state": "waiting",
    }
    return insert_once(connection, pickup, values)


def is_any_due(connection: Connection, channels: Collection[str], now: datetime) -> bool:
    """Whether a claim would find something."""
    due = select(row.id).where(leases.is_due(connection, pickup, channels, now))
    return connection.scalar(due.limit(1)) is not None


def claim(connection: Connection, vault: Vault, claim: Claim, now: datetime) -> list[Claimed]:
    """The first that are due and in nobody's hands."""
    due = select(row.id).where(leases.is_due(connection, pickup, claim.channels, now)).order_by(row.due_at, row.id)
    return [_claimed(vault, one) for one in leases.lend(connection, pickup, due, claim, now)]


def settle(connection: Connection, claimed: Claimed, became: Settlement) -> bool:
    """Keeps what became of it; False: it is wanted no more, or another has it meanwhile."""
    return leases.settle(connection, pickup, claimed.id, leases.is_attempt(pickup, claimed.attempt), asdict(became))


def told_of(connection: Connection, claimed: Claimed) -> dict[str, str | None]:
    """What became known of it since it was asked for: the complaint that it belongs to, and what it shows."""
    draft_id, shows = connection.execute(select(row.draft_id, row.shows).where(row.id == claimed.id)).one()
    return {"draft_id": draft_id, "shows": shows, "shows_by": "worker" if shows else None}


def forget(connection: Connection, conversation_id: str) -> int:
    """Nothing of a conversation is fetched any more; how much it was."""
    return connection.execute(delete(pickup).where(row.conversation_id == conversation_id)).rowcount


def count_by_state(connection: Connection) -> dict[str, int]:
    """How many there are in each state."""
    return leases.count_by_state(connection, pickup)


def _claimed(vault: Vault, one: Any) -> Claimed:
    source = vault.open(one.source, place=PLACE)
    return Claimed(one.id, one.key, one.conversation_id, one.channel, source, one.expires_at, one.attempts)
