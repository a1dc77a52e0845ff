"""The worker's page: browsers, codes to return with, evidence, and the key by which a message is known."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("message", sa.Column("key", sa.String()))
    op.create_index("message_key", "message", ["key", "direction"], unique=True)
    _visitor()
    _return_code()
    _evidence()


def _visitor() -> None:
    op.create_table(
        "visitor",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("visitor_id", sa.String(), nullable=False),
        sa.Column("begun_at", TIME, nullable=False),
        sa.Column("seen_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="visitor_pkey"),
    )
    op.create_index("visitor_visitor", "visitor", ["visitor_id"])


def _return_code() -> None:
    op.create_table(
        "return_code",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("visitor_id", sa.String(), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("used_at", TIME),
        sa.PrimaryKeyConstraint("code", name="return_code_pkey"),
    )
    op.create_index("return_code_visitor", "return_code", ["visitor_id"])


def _evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("received_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="evidence_pkey"),
        sa.UniqueConstraint("key", name="evidence_key_key"),
    )
    op.create_index("evidence_conversation", "evidence", ["conversation_id", "received_at"])
    op.create_index("evidence_sha256", "evidence", ["sha256"])


def downgrade() -> None:
    op.drop_table("evidence")
    op.drop_table("return_code")
    op.drop_table("visitor")
    op.drop_index("message_key", "message")
    op.drop_column("message", "key")
