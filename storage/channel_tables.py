"""The tables of what channels push, fetch and cannot do."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table

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
    Column("shows", String),  # what he said that it shows, before it was fetched
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

# An entry of the outbox that nobody got, for somebody of the staff to see to: a call, or a letter that must be mended.
undelivered = Table(
    "undelivered",
    metadata,
    Column("id", Number, primary_key=True),
    Column("entry", BigInteger, nullable=False, unique=True),
    Column("conversation_id", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("since", UtcTime, nullable=False),
    Column("owner", String),
    Column("owned_at", UtcTime),
    Column("tries", Integer, nullable=False, server_default="0"),  # calls that nobody answered
    Column("ending", String),
    Column("ended_at", UtcTime),
    Column("ended_by", String),
    Column("note", Sealed),
)

# Whether a worker wants notices of that template, as far as the platform has told.
notice_consent = Table(
    "notice_consent",
    metadata,
    Column("conversation_id", String, primary_key=True),
    Column("template", String, primary_key=True),
    Column("accepts", Boolean, nullable=False),
    Column("at", UtcTime, nullable=False),
)

# What the platform told of a notice before its sender had kept that it was taken.
notice_receipt = Table(
    "notice_receipt",
    metadata,
    Column("conversation_id", String, primary_key=True),
    Column("platform_id", String, primary_key=True),
    Column("outcome", String, nullable=False),
    Column("at", UtcTime, nullable=False),
)

_is_waiting = pickup.c.state == "waiting"
Index("push_conversation", push.c.conversation_id, push.c.at)
Index("push_entry", push.c.entry)
Index("pickup_due", pickup.c.due_at, sqlite_where=_is_waiting, postgresql_where=_is_waiting)
Index("pickup_conversation", pickup.c.conversation_id)
_is_open = undelivered.c.ended_at.is_(None)
Index("undelivered_open", undelivered.c.since, sqlite_where=_is_open, postgresql_where=_is_open)
Index("undelivered_conversation", undelivered.c.conversation_id)
