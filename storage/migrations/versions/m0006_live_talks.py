"""Staff are seen to be there, know what they have read, and find talks that were handed over."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("staff_session", sa.Column("here_at", sa.DateTime(timezone=True)))
    op.create_table(
        "talk_read",
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name="talk_read_conversation_id_fkey"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="talk_read_staff_id_fkey"),
        sa.PrimaryKeyConstraint("conversation_id", "staff_id", name="talk_read_pkey"),
    )
    op.create_index(
        "conversation_handed_over",
        "conversation",
        ["updated_at"],
        sqlite_where=sa.text("handed_over IS 1"),
        postgresql_where=sa.text("handed_over IS true"),
    )


def downgrade() -> None:
    op.drop_index("conversation_handed_over", "conversation")
    op.drop_table("talk_read")
    op.drop_column("staff_session", "here_at")
