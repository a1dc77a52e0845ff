"""What happens after a complaint is filed: work that falls due, tasks for staff, visits, sums and who has a case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

TIME = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SUMS = ("verified_fen", "agreed_fen", "paid_fen")
OFFICERS = ("officer", "former_officer")


def upgrade() -> None:
    for name in SUMS:
        op.add_column("wage_case", sa.Column(name, sa.BigInteger()))
    for name in OFFICERS:
        op.add_column("wage_case", sa.Column(name, sa.String()))
    _due_work()
    _task()
    _visits()


def _due_work() -> None:
    op.create_table(
        "due_work",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String()),
        sa.PrimaryKeyConstraint("id", name="due_work_pkey"),
        sa.UniqueConstraint("key", name="due_work_key_key"),
    )
    _index("due_work_due", "due_work", ["due_at"], "state = 'waiting'")
    op.create_index("due_work_conversation", "due_work", ["conversation_id"])


def _task() -> None:
    op.create_table(
        "task",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("case_number", sa.String()),
        sa.Column("county_code", sa.String()),
        sa.Column("site", sa.String()),
        sa.Column("note", sa.Text()),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("done_at", TIME),
        sa.Column("done_by", sa.String()),
        sa.Column("result", sa.String()),
        sa.Column("words", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="task_pkey"),
        sa.UniqueConstraint("key", name="task_key_key"),
    )
    _index("task_open", "task", ["due_at", "id"], "done_at IS NULL")
    op.create_index("task_case", "task", ["case_number"])
    op.create_index("task_conversation", "task", ["conversation_id"])
    _index("task_site", "task", ["site", "made_at"], "site IS NOT NULL")


def _visits() -> None:
    op.create_table(
        "reception_point",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("phone", sa.String()),
        sa.Column("county_code", sa.String(), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("closed_at", TIME),
        sa.PrimaryKeyConstraint("id", name="reception_point_pkey"),
    )
    op.create_index("reception_point_county", "reception_point", ["county_code"])
    op.create_table(
        "visit_slot",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("point_id", sa.String(), nullable=False),
        sa.Column("starts_at", TIME, nullable=False),
        sa.Column("ends_at", TIME, nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("booked", sa.Integer(), nullable=False),
        sa.Column("closed_at", TIME),
        sa.PrimaryKeyConstraint("id", name="visit_slot_pkey"),
        sa.ForeignKeyConstraint(["point_id"], ["reception_point.id"], name="visit_slot_point_id_fkey"),
    )
    op.create_index("visit_slot_place", "visit_slot", ["point_id", "starts_at"], unique=True)
    op.create_index("visit_slot_starts", "visit_slot", ["starts_at"])
    op.create_table(
        "visit",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("slot_id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("case_number", sa.String()),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("booked_at", TIME, nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="visit_pkey"),
        sa.ForeignKeyConstraint(["slot_id"], ["visit_slot.id"], name="visit_slot_id_fkey"),
    )
    op.create_index("visit_slot_id", "visit", ["slot_id"])
    op.create_index("visit_conversation", "visit", ["conversation_id"])


def _index(name: str, table: str, columns: list[str], only: str) -> None:
    where = sa.text(only)
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for table in ("visit", "visit_slot", "reception_point", "task", "due_work"):
        op.drop_table(table)
    with op.batch_alter_table("wage_case") as altered:
        for name in (*SUMS, *OFFICERS):
            altered.drop_column(name)
