"""Staff, who of them is signed in, and the area that an entry of the audit belongs to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0001"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("audit", sa.Column("area", sa.String()))
    op.add_column("audit", sa.Column("note", sa.Text()))
    _staff()
    _staff_session()
    _sign_in_attempt()


def _staff() -> None:
    op.create_table(
        "staff",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("password", sa.String(), nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("disabled_at", TIME),
        sa.Column("signed_in_at", TIME),
        sa.PrimaryKeyConstraint("id", name="staff_pkey"),
        sa.UniqueConstraint("name_key", name="staff_name_key_key"),
    )


def _staff_session() -> None:
    op.create_table(
        "staff_session",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("begun_at", TIME, nullable=False),
        sa.Column("used_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="staff_session_pkey"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="staff_session_staff_id_fkey"),
    )
    op.create_index("staff_session_staff", "staff_session", ["staff_id"])


def _sign_in_attempt() -> None:
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="sign_in_attempt_pkey"),
    )
    op.create_index("sign_in_attempt_account", "sign_in_attempt", ["account", "at"])
    op.create_index("sign_in_attempt_address", "sign_in_attempt", ["address", "at"])
