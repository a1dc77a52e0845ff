"""Leases tell whose they are, so that a dead process holds nobody up."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

LENT = ("conversation", "outbox", "pickup")


def upgrade() -> None:
    for table in LENT:
        op.add_column(table, sa.Column("leased_by", sa.BigInteger()))


def downgrade() -> None:
    for table in LENT:
        with op.batch_alter_table(table) as altered:
            altered.drop_column("leased_by")
