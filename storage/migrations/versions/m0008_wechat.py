"""WeChat's ledger, what it keeps to be fetched, its token for all processes, and what an operator has to mend."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

TIME = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WINDOWS = ("wrote_at", "tapped_at", "left_at")


def upgrade() -> None:
    for name in WINDOWS:
        op.add_column("conversation", sa.Column(name, TIME))
    op.execute("UPDATE conversation SET wrote_at = last_inbound_at")
    op.add_column("outbox", sa.Column("said", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("evidence", sa.Column("draft_id", sa.String()))
    has_draft = sa.text("draft_id IS NOT NULL")
    op.create_index("evidence_draft", "evidence", ["draft_id"], sqlite_where=has_draft, postgresql_where=has_draft)
    _push()
    _pickup()
    _access_token()
    _alarm()


def _push() -> None:
    op.create_table(
        "push",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("entry", sa.BigInteger(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="push_pkey"),
    )
    op.create_index("push_conversation", "push", ["conversation_id", "at"])
    op.create_index("push_entry", "push", ["entry"])
    op.execute(
        "INSERT INTO push (conversation_id, entry, attempt, at) "
        "SELECT conversation_id, id, attempts, sent_at FROM outbox WHERE sent_at IS NOT NULL AND channel = 'wechat'"
    )


def _pickup() -> None:
    op.create_table(
        "pickup",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("draft_id", sa.String()),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String()),
        sa.Column("code", sa.Integer()),
        sa.Column("leased_until", TIME),
        sa.PrimaryKeyConstraint("id", name="pickup_pkey"),
        sa.UniqueConstraint("key", name="pickup_key_key"),
    )
    waits = sa.text("state = 'waiting'")
    op.create_index("pickup_due", "pickup", ["due_at"], sqlite_where=waits, postgresql_where=waits)
    op.create_index("pickup_conversation", "pickup", ["conversation_id"])


def _access_token() -> None:
    op.create_table(
        "access_token",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("token", sa.Text()),
        sa.Column("good_until", TIME),
        sa.Column("leased_until", TIME),
        sa.PrimaryKeyConstraint("account", name="access_token_pkey"),
    )


def _alarm() -> None:
    op.create_table(
        "alarm",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("code", sa.Integer()),
        sa.Column("first_at", TIME, nullable=False),
        sa.Column("last_at", TIME, nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "reason", name="alarm_pkey"),
    )


def downgrade() -> None:
    for table in ("alarm", "access_token", "pickup", "push"):
        op.drop_table(table)
    op.drop_index("evidence_draft", "evidence")
    for table, names in (("evidence", ("draft_id",)), ("outbox", ("said",)), ("conversation", WINDOWS)):
        with op.batch_alter_table(table) as altered:
            for name in names:
                altered.drop_column(name)
