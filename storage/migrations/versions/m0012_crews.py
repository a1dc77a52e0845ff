"""Crews: one claim, many phones."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

TIME = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _crew()
    _member()
    _question()
    _answer()


def _crew() -> None:
    op.create_table(
        "crew",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("case_number", sa.String()),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("secrets", sa.Text()),
        sa.Column("word_index", sa.String()),
        sa.Column("join_index", sa.String()),
        sa.Column("leader_index", sa.String()),
        sa.Column("begun_at", TIME, nullable=False),
        sa.Column("opened_at", TIME),
        sa.Column("good_until", TIME),
        sa.Column("closed_at", TIME),
        sa.PrimaryKeyConstraint("id", name="crew_pkey"),
        sa.UniqueConstraint("word_index", name="crew_word_index_key"),
        sa.UniqueConstraint("join_index", name="crew_join_index_key"),
        sa.UniqueConstraint("leader_index", name="crew_leader_index_key"),
    )
    op.create_index("crew_conversation", "crew", ["conversation_id"])
    op.create_index("crew_case", "crew", ["case_number"])


def _member() -> None:
    op.create_table(
        "crew_member",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("crew_id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String()),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("listed_name", sa.Text()),
        *(sa.Column(f"{name}_index", sa.String()) for name in ("name", "listed", "phone", "id_number")),
        sa.Column("listed_at", TIME),
        sa.Column("listed_centidays", sa.Integer()),
        sa.Column("listed_fen", sa.BigInteger()),
        sa.Column("said_centidays", sa.Integer()),
        sa.Column("said_fen", sa.BigInteger()),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("double_of", NUMBER),
        sa.Column("consent", sa.String()),
        sa.Column("joined_at", TIME),
        sa.Column("left_at", TIME),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="crew_member_pkey"),
        sa.ForeignKeyConstraint(["crew_id"], ["crew.id"], name="crew_member_crew_id_fkey"),
        sa.UniqueConstraint("crew_id", "conversation_id", name="crew_member_crew_id_key"),
    )
    op.create_index("crew_member_crew", "crew_member", ["crew_id", "id"])
    op.create_index("crew_member_conversation", "crew_member", ["conversation_id"])


def _question() -> None:
    op.create_table(
        "crew_question",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("crew_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("fen", sa.BigInteger()),
        sa.Column("asked_at", TIME, nullable=False),
        sa.Column("closed_at", TIME),
        sa.PrimaryKeyConstraint("id", name="crew_question_pkey"),
        sa.ForeignKeyConstraint(["crew_id"], ["crew.id"], name="crew_question_crew_id_fkey"),
    )
    op.create_index("crew_question_crew", "crew_question", ["crew_id"])


def _answer() -> None:
    op.create_table(
        "crew_answer",
        sa.Column("question_id", NUMBER, nullable=False),
        sa.Column("member_id", NUMBER, nullable=False),
        sa.Column("is_yes", sa.Boolean()),
        sa.Column("answered_at", TIME),
        sa.PrimaryKeyConstraint("question_id", "member_id", name="crew_answer_pkey"),
        sa.ForeignKeyConstraint(["question_id"], ["crew_question.id"], name="crew_answer_question_id_fkey"),
        sa.ForeignKeyConstraint(["member_id"], ["crew_member.id"], name="crew_answer_member_id_fkey"),
    )
    op.create_index("crew_answer_member", "crew_answer", ["member_id"])


def downgrade() -> None:
    for table in ("crew_answer", "crew_question", "crew_member", "crew"):
        op.drop_table(table)
