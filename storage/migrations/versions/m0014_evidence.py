"""What evidence shows, and who says so."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

ADDED = ("shows", "shows_by")


def upgrade() -> None:
    for name in ADDED:
        op.add_column("evidence", sa.Column(name, sa.String()))
    op.add_column("pickup", sa.Column("shows", sa.String()))


def downgrade() -> None:
    with op.batch_alter_table("evidence") as altered:
        for name in ADDED:
            altered.drop_column(name)
    with op.batch_alter_table("pickup") as altered:
        altered.drop_column("shows")
