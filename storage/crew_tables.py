"""The tables of crews: who leads one, who belongs to it, what its members were asked and answered."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from storage.columns import Number, Sealed, UtcTime, metadata

# `id` is that of the draft that the leader's complaint was, or is, made from. The word and the keys that open it are
# sealed together in `secrets` and found by their blind indexes; a crew that was only listed has none.
crew = Table(
    "crew",
    metadata,
    Column("id", String, primary_key=True),
    Column("conversation_id", String, nullable=False),
    Column("case_number", String),
    Column("about", Sealed, nullable=False),
    Column("secrets", Sealed),
    Column("word_index", String, unique=True),
    Column("join_index", String, unique=True),
    Column("leader_index", String, unique=True),
    Column("begun_at", UtcTime, nullable=False),
    Column("opened_at", UtcTime),
    Column("good_until", UtcTime),
    Column("closed_at", UtcTime),
)

# What the leader listed and what the worker said of himself never replace each other. Days are kept in hundredths.
crew_member = Table(
    "crew_member",
    metadata,
    Column("id", Number, primary_key=True),
    Column("crew_id", String, ForeignKey("crew.id"), nullable=False),
    Column("conversation_id", String),
    Column("person", Sealed, nullable=False),
    Column("listed_name", Sealed),
    Column("name_index", String),
    Column("listed_index", String),
    Column("phone_index", String),
    Column("id_number_index", String),
    Column("listed_at", UtcTime),
    Column("listed_centidays", Integer),
    Column("listed_fen", BigInteger),
    Column("said_centidays", Integer),
    Column("said_fen", BigInteger),
    Column("state", String, nullable=False),
    Column("double_of", Number),
    Column("consent", String),
    Column("joined_at", UtcTime),
    Column("left_at", UtcTime),
    Column("is_late", Boolean, nullable=False),
    UniqueConstraint("crew_id", "conversation_id", name="crew_member_crew_id_key"),
)

crew_question = Table(
    "crew_question",
    metadata,
    Column("id", Number, primary_key=True),
    Column("crew_id", String, ForeignKey("crew.id"), nullable=False),
    Column("kind", String, nullable=False),
    Column("fen", BigInteger),
    Column("asked_at", UtcTime, nullable=False),
    Column("closed_at", UtcTime),
)

# A row for each member who was asked; without an answer while he has not given one. His last word counts.
crew_answer = Table(
    "crew_answer",
    metadata,
    Column("question_id", Number, ForeignKey("crew_question.id"), primary_key=True),
    Column("member_id", Number, ForeignKey("crew_member.id"), primary_key=True),
    Column("is_yes", Boolean),
    Column("answered_at", UtcTime),
)

Index("crew_conversation", crew.c.conversation_id)
Index("crew_case", crew.c.case_number)
Index("crew_member_crew", crew_member.c.crew_id, crew_member.c.id)
Index("crew_member_conversation", crew_member.c.conversation_id)
Index("crew_question_crew", crew_question.c.crew_id)
Index("crew_answer_member", crew_answer.c.member_id)
