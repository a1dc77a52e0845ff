"""The tables of what happens after, and beside, a complaint: work that falls due, tasks for staff, visits."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from storage.columns import Number, Sealed, UtcTime, metadata

# What is to be told a worker at some time, unless something comes between; `subject` is the draft or the visit.
due_work = Table(
    "due_work",
    metadata,
    Column("id", Number, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("kind", String, nullable=False),
    Column("conversation_id", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("due_at", UtcTime, nullable=False),
    Column("state", String, nullable=False),
    Column("reason", String),
)

# What a member of staff has to do; `site` is a blind index of where the wages are owed, so that tasks can be compared.
task = Table(
    "task",
    metadata,
    Column("id", Number, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("kind", String, nullable=False),
    Column("conversation_id", String, nullable=False),
    Column("case_number", String),
    Column("county_code", String),
    Column("site", String),
    Column("note", Sealed),
    Column("made_at", UtcTime, nullable=False),
    Column("due_at", UtcTime, nullable=False),
    Column("done_at", UtcTime),
    Column("done_by", String),
    Column("result", String),
    Column("words", Sealed),
)

# Where workers are received; a closed one offers nothing and keeps what was booked.
reception_point = Table(
    "reception_point",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("address", String, nullable=False),
    Column("phone", String),
    Column("county_code", String, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("closed_at", UtcTime),
)

# `booked` never passes `capacity`: it is raised only where there is room, in one statement.
visit_slot = Table(
    "visit_slot",
    metadata,
    Column("id", String, primary_key=True),
    Column("point_id", String, ForeignKey("reception_point.id"), nullable=False),
    Column("starts_at", UtcTime, nullable=False),
    Column("ends_at", UtcTime, nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("booked", Integer, nullable=False),
    Column("closed_at", UtcTime),
)

visit = Table(
    "visit",
    metadata,
    Column("id", String, primary_key=True),
    Column("slot_id", String, ForeignKey("visit_slot.id"), nullable=False),
    Column("conversation_id", String, nullable=False),
    Column("case_number", String),
    Column("state", String, nullable=False),
    Column("booked_at", UtcTime, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
)

_is_waiting, _is_open, _has_site = due_work.c.state == "waiting", task.c.done_at.is_(None), task.c.site.is_not(None)
Index("due_work_due", due_work.c.due_at, sqlite_where=_is_waiting, postgresql_where=_is_waiting)
Index("due_work_conversation", due_work.c.conversation_id)
Index("task_open", task.c.due_at, task.c.id, sqlite_where=_is_open, postgresql_where=_is_open)
Index("task_case", task.c.case_number)
Index("task_conversation", task.c.conversation_id)
Index("task_site", task.c.site, task.c.made_at, sqlite_where=_has_site, postgresql_where=_has_site)
Index("reception_point_county", reception_point.c.county_code)
Index("visit_slot_place", visit_slot.c.point_id, visit_slot.c.starts_at, unique=True)
Index("visit_slot_starts", visit_slot.c.starts_at)
Index("visit_slot_id", visit.c.slot_id)
Index("visit_conversation", visit.c.conversation_id)
