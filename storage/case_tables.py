"""The tables of complaints, their cases and what happened to them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ColumnElement, Date, ForeignKey, Index, Integer, String, Table

from storage.columns import Number, Sealed, UtcTime, metadata

complaint = Table(
    "complaint",
    metadata,
    Column("id", Number, primary_key=True),
    Column("draft_id", String, nullable=False, unique=True),
    Column("case_number", String, nullable=False, unique=True),
    Column("conversation_id", String, nullable=False),
    Column("facts", Sealed, nullable=False),
    Column("amount_claimed_fen", BigInteger),
    Column("amount_claimed_max_fen", BigInteger),
    Column("headcount", Integer),
    Column("county_code", String),
    Column("id_number_index", String),
    Column("phone_index", String),
    Column("filed_at", UtcTime, nullable=False),
)

wage_case = Table(
    "wage_case",
    metadata,
    Column("number", String, primary_key=True),
    Column("complaint_id", Number, ForeignKey("complaint.id"), nullable=False, unique=True),
    Column("status", String, nullable=False),
    Column("status_at", UtcTime, nullable=False),
    Column("due_on", Date),
    Column("county_code", String),
    Column("verified_fen", BigInteger),  # what is claimed stands with the complaint: four sums, never mixed
    Column("agreed_fen", BigInteger),
    Column("paid_fen", BigInteger),  # since it was filed
    Column("officer", String),  # who took the last step
    Column("former_officer", String),  # who had it when the worker's money did not come
    # What figures are drawn from, kept beside the status so that they need no other table.
    Column("filed_at", UtcTime),
    Column("answered_at", UtcTime),  # when it was first accepted or refused
    Column("people", Integer),
    Column("claimed_fen", BigInteger),
)

# Readers follow the positions: one that was given must never be given again, not even after a deletion.
case_event = Table(
    "case_event",
    metadata,
    Column("position", Number, primary_key=True),
    Column("case_number", String, ForeignKey("wage_case.number"), nullable=False),
    Column("kind", String, nullable=False),
    Column("status", String),
    Column("note", Sealed),
    Column("by", String),
    Column("at", UtcTime, nullable=False),
    sqlite_autoincrement=True,
)


def _index(name: str, *columns: Column[object], only: ColumnElement[bool] | None = None) -> None:
    Index(name, *columns, sqlite_where=only, postgresql_where=only)


_index("complaint_conversation", complaint.c.conversation_id, complaint.c.filed_at)
_index("complaint_filed", complaint.c.filed_at, complaint.c.case_number)
_index("complaint_id_number", complaint.c.id_number_index, only=complaint.c.id_number_index.is_not(None))
_index("complaint_phone", complaint.c.phone_index, only=complaint.c.phone_index.is_not(None))
_index("wage_case_status", wage_case.c.status, wage_case.c.due_on)
_index(
    "wage_case_county",
    wage_case.c.county_code,
    wage_case.c.status,
    wage_case.c.due_on,
    wage_case.c.people,
    wage_case.c.claimed_fen,
)
_index(
    "wage_case_filed",
    wage_case.c.filed_at,
    wage_case.c.number,
    wage_case.c.county_code,
    wage_case.c.status,
    wage_case.c.due_on,
)
_index(
    "wage_case_answered",
    wage_case.c.answered_at,
    wage_case.c.filed_at,
    wage_case.c.county_code,
    only=wage_case.c.answered_at.is_not(None),
)
_index("case_event_case", case_event.c.case_number, case_event.c.position)
_index("case_event_status", case_event.c.status, case_event.c.at)
