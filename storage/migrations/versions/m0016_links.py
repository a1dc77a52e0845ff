"""One person's talks on several channels, and who is on duty."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0014"

TIME = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "link",
        sa.Column("viewer", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("phone_index", sa.String()),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("viewer", "source", name="link_pkey"),
    )
    op.create_index("link_source", "link", ["source"])
    _codes()
    op.create_table(
        "notice_choice",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("source", name="notice_choice_pkey"),
    )
    op.create_table(
        "duty",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("holder", sa.String()),
        sa.Column("leased_until", TIME),
        sa.Column("leased_by", sa.BigInteger()),
        sa.Column("terms", sa.Integer(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("name", name="duty_pkey"),
    )


def _codes() -> None:
    op.create_table(
        "link_code",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("used_at", TIME),
        sa.PrimaryKeyConstraint("code", name="link_code_pkey"),
    )
    op.create_index("link_code_conversation", "link_code", ["conversation_id"])
    op.create_table(
        "link_try",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="link_try_pkey"),
    )
    op.create_index("link_try_conversation", "link_try", ["conversation_id", "at"])


def downgrade() -> None:
    for table in ("duty", "notice_choice", "link_try", "link_code", "link"):
        op.drop_table(table)
