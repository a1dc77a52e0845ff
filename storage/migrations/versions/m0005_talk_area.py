"""A conversation knows the county that it is about, so that staff see those of their area."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("conversation", sa.Column("county_code", sa.String()))
    op.create_index("conversation_county", "conversation", ["county_code", "updated_at"])


def downgrade() -> None:
    op.drop_index("conversation_county", "conversation")
    with op.batch_alter_table("conversation") as table:
        table.drop_column("county_code")
