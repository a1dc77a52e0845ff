"""Notices out of the window, dead letters with an owner, and channels that belong to one person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

TIME = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OUTBOX = ("subject", "way", "platform_id", "template")


def upgrade() -> None:
    for name in OUTBOX:
        op.add_column("outbox", sa.Column(name, sa.String()))
    has_subject = sa.text("subject IS NOT NULL")
    op.create_index("outbox_subject", "outbox", ["subject"], sqlite_where=has_subject, postgresql_where=has_subject)
    is_told = sa.text("state = 'posted' OR state = 'announced'")
    op.create_index("outbox_told", "outbox", ["sent_at"], sqlite_where=is_told, postgresql_where=is_told)
    _undelivered()
    _notice_consent()
    _notice_receipt()


def _undelivered() -> None:
    op.create_table(
        "undelivered",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("entry", sa.BigInteger(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("since", TIME, nullable=False),
        sa.Column("owner", sa.String()),
        sa.Column("owned_at", TIME),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("ending", sa.String()),
        sa.Column("ended_at", TIME),
        sa.Column("ended_by", sa.String()),
        sa.Column("note", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="undelivered_pkey"),
        sa.UniqueConstraint("entry", name="undelivered_entry_key"),
    )
    is_open = sa.text("ended_at IS NULL")
    op.create_index("undelivered_open", "undelivered", ["since"], sqlite_where=is_open, postgresql_where=is_open)
    op.create_index("undelivered_conversation", "undelivered", ["conversation_id"])
    op.execute(
        "INSERT INTO undelivered (entry, conversation_id, kind, since, tries) "
        "SELECT id, conversation_id, 'call', due_at, 0 FROM outbox WHERE state = 'undelivered' "
        "AND kind IN ('notice', 'staff') AND reason IN ('window_closed', 'quota_used', 'unreachable')"
    )


def _notice_consent() -> None:
    op.create_table(
        "notice_consent",
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("accepts", sa.Boolean(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", "template", name="notice_consent_pkey"),
    )


def _notice_receipt() -> None:
    op.create_table(
        "notice_receipt",
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("platform_id", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", "platform_id", name="notice_receipt_pkey"),
    )


# What the version before it makes of states that it does not know: nothing is said again that is not to be.
BEFORE = {
    "posted": ("unknown", "no_receipt"),
    "announced": ("undelivered", "window_closed"),
    "superseded": ("expired", None),
    "moved": ("expired", None),
    "called": ("expired", None),
    "dropped": ("expired", None),
}


def downgrade() -> None:
    outbox = sa.table("outbox", sa.column("state"), sa.column("reason"))
    for state, (before, reason) in BEFORE.items():
        op.execute(outbox.update().where(outbox.c.state == state).values(state=before, reason=reason))
    for table in ("notice_receipt", "notice_consent", "undelivered"):
        op.drop_table(table)
    op.drop_index("outbox_told", "outbox")
    op.drop_index("outbox_subject", "outbox")
    with op.batch_alter_table("outbox") as altered:
        for name in OUTBOX:
            altered.drop_column(name)
