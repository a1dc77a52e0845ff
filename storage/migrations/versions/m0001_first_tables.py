"""The tables as they were at first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    _conversation()
    _inbox()
    _message()
    _draft()
    _consent()
    _complaint()
    _wage_case()
    _case_event()
    _cursor()
    _outbox()
    _audit()


def _conversation() -> None:
    op.create_table(
        "conversation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("state", sa.Text()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("handed_over", sa.Boolean(), nullable=False),
        sa.Column("wanted", sa.String()),
        sa.Column("wanted_at", TIME),
        sa.Column("held_by", sa.String()),
        sa.Column("held_at", TIME),
        sa.Column("last_inbound_at", TIME),
        sa.Column("leased_until", TIME),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="conversation_pkey"),
    )
    _index("conversation_held", "conversation", ["held_by"], "held_by IS NOT NULL")
    op.create_index("conversation_updated", "conversation", ["updated_at"])
    _index("conversation_wanted", "conversation", ["wanted_at"], "wanted IS NOT NULL")


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("place", NUMBER, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text()),
        sa.Column("received_at", TIME, nullable=False),
        sa.Column("answered_at", TIME),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name="inbox_conversation_id_fkey"),
        sa.PrimaryKeyConstraint("place", name="inbox_pkey"),
        sa.UniqueConstraint("key", name="inbox_key_key"),
    )
    _index("inbox_waiting", "inbox", ["conversation_id", "place"], "state = 'waiting'")


def _message() -> None:
    op.create_table(
        "message",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("by", sa.String()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name="message_conversation_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="message_pkey"),
    )
    op.create_index("message_conversation", "message", ["conversation_id", "id"])


def _draft() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("questionnaire", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("opened_at", TIME, nullable=False),
        sa.Column("closed_at", TIME),
        sa.PrimaryKeyConstraint("id", name="draft_pkey"),
    )
    op.create_index("draft_conversation", "draft", ["conversation_id"])


def _consent() -> None:
    op.create_table(
        "consent",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="consent_pkey"),
    )
    op.create_index("consent_conversation", "consent", ["conversation_id", "id"])


def _complaint() -> None:
    op.create_table(
        "complaint",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("draft_id", sa.String(), nullable=False),
        sa.Column("case_number", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("amount_claimed_fen", sa.BigInteger()),
        sa.Column("amount_claimed_max_fen", sa.BigInteger()),
        sa.Column("headcount", sa.Integer()),
        sa.Column("county_code", sa.String()),
        sa.Column("id_number_index", sa.String()),
        sa.Column("phone_index", sa.String()),
        sa.Column("filed_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="complaint_pkey"),
        sa.UniqueConstraint("case_number", name="complaint_case_number_key"),
        sa.UniqueConstraint("draft_id", name="complaint_draft_id_key"),
    )
    op.create_index("complaint_conversation", "complaint", ["conversation_id", "filed_at"])
    op.create_index("complaint_filed", "complaint", ["filed_at", "case_number"])
    _index("complaint_id_number", "complaint", ["id_number_index"], "id_number_index IS NOT NULL")
    _index("complaint_phone", "complaint", ["phone_index"], "phone_index IS NOT NULL")


def _wage_case() -> None:
    op.create_table(
        "wage_case",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("complaint_id", NUMBER, nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("status_at", TIME, nullable=False),
        sa.Column("due_on", sa.Date()),
        sa.Column("county_code", sa.String()),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaint.id"], name="wage_case_complaint_id_fkey"),
        sa.PrimaryKeyConstraint("number", name="wage_case_pkey"),
        sa.UniqueConstraint("complaint_id", name="wage_case_complaint_id_key"),
    )
    op.create_index("wage_case_county", "wage_case", ["county_code"])
    op.create_index("wage_case_status", "wage_case", ["status", "due_on"])


def _case_event() -> None:
    op.create_table(
        "case_event",
        sa.Column("position", NUMBER, nullable=False),
        sa.Column("case_number", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("status", sa.String()),
        sa.Column("note", sa.Text()),
        sa.Column("by", sa.String()),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["case_number"], ["wage_case.number"], name="case_event_case_number_fkey"),
        sa.PrimaryKeyConstraint("position", name="case_event_pkey"),
        sqlite_autoincrement=True,
    )
    op.create_index("case_event_case", "case_event", ["case_number", "position"])


def _cursor() -> None:
    op.create_table(
        "cursor",
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("reader", name="cursor_pkey"),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("expires_at", TIME),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String()),
        sa.Column("code", sa.Integer()),
        sa.Column("leased_until", TIME),
        sa.Column("sent_at", TIME),
        sa.PrimaryKeyConstraint("id", name="outbox_pkey"),
        sa.UniqueConstraint("key", name="outbox_key_key"),
    )
    _index("outbox_due", "outbox", ["priority", "due_at", "id"], "state = 'waiting'")
    op.create_index("outbox_pushed", "outbox", ["conversation_id", "sent_at"])
    _index("outbox_waiting", "outbox", ["conversation_id", "id"], "state = 'waiting'")


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("reason", sa.String()),
        sa.PrimaryKeyConstraint("id", name="audit_pkey"),
    )
    op.create_index("audit_at", "audit", ["at"])
    op.create_index("audit_subject", "audit", ["subject", "id"])


def _index(name: str, table: str, columns: list[str], only: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(only), postgresql_where=sa.text(only))
