"""The tables of what channels push, fetch and cannot do."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table

from storage.columns import Number, Sealed, UtcTime, metadata

# Each message that was pushed, or may have been: what a channel's window has left.
push = Table(
    "push",
    metadata,
    Column("id", Number, primary_key=True),
    Column("conversation_id", String, nullable=False),
    Column("entry", BigInteger, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("at", UtcTime, nullable=False),
)

# What a worker sent and a channel keeps for a while: to be fetched under a lease, once; `source` is where it lies.
pickup = Table(
    "pickup",
    metadata,
    Column("id", Number, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("conversation_id", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("source", Sealed, nullable=False),
    Column("draft_id", String),
    Column("created_at", UtcTime, nullable=False),
    Column("due_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("reason", String),
    Column("code", Integer),
    Column("leased_until", UtcTime),
    Column("leased_by", BigInteger),
)

# The one access token of an account, for all processes; who asks for the next one holds the lease.
access_token = Table(
    "access_token",
    metadata,
    Column("account", String, primary_key=True),
    Column("token", Sealed),
    Column("good_until", UtcTime),
    Column("leased_until", UtcTime),
)

# What an operator has to mend before a channel can send again; gone once it has sent.
alarm = Table(
    "alarm",
    metadata,
    Column("channel", String, primary_key=True),
    Column("reason", String, primary_key=True),
    Column("code", Integer),
    Column("first_at", UtcTime, nullable=False),
    Column("last_at", UtcTime, nullable=False),
    Column("times", Integer, nullable=False),
)

_is_waiting = pickup.c.state == "waiting"
Index("push_conversation", push.c.conversation_id, push.c.at)
Index("push_entry", push.c.entry)
Index("pickup_due", pickup.c.due_at, sqlite_where=_is_waiting, postgresql_where=_is_waiting)
Index("pickup_conversation", pickup.c.conversation_id)
