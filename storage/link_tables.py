"""The tables of which talks belong to one person, and of who is on duty where only one process may be."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table

from storage.columns import Number, UtcTime, metadata

# In `viewer` the cases of `source` are seen, and told of; proven by a code both ways, by a phone one way and only for
# the cases that were filed with it (`phone_index`).
link = Table(
    "link",
    metadata,
    Column("viewer", String, primary_key=True),
    Column("source", String, primary_key=True),
    Column("how", String, nullable=False),
    Column("phone_index", String),
    Column("at", UtcTime, nullable=False),
)

# What is typed on another channel to prove that it is the same person; found by its blind index, good once.
link_code = Table(
    "link_code",
    metadata,
    Column("code", String, primary_key=True),
    Column("conversation_id", String, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("used_at", UtcTime),
)

# Codes that were typed and led nowhere: who has typed too many of them waits.
link_try = Table(
    "link_try",
    metadata,
    Column("id", Number, primary_key=True),
    Column("conversation_id", String, nullable=False),
    Column("at", UtcTime, nullable=False),
)

# Where a person wants to be told of the cases of a talk; none where he never said it.
notice_choice = Table(
    "notice_choice",
    metadata,
    Column("source", String, primary_key=True),
    Column("target", String, nullable=False),
    Column("at", UtcTime, nullable=False),
)

# Who does what only one process may do, until when; `terms` counts how often that was another one.
duty = Table(
    "duty",
    metadata,
    Column("name", String, primary_key=True),
    Column("holder", String),
    Column("leased_until", UtcTime),
    Column("leased_by", BigInteger),
    Column("terms", Integer, nullable=False, server_default="0"),
)

Index("link_source", link.c.source)
Index("link_code_conversation", link_code.c.conversation_id)
Index("link_try_conversation", link_try.c.conversation_id, link_try.c.at)
