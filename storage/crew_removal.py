"""Takes away crews whose leader's conversation is taken away, and what those who go had answered."""

from __future__ import annotations

from sqlalchemy import Connection, delete, or_, select

from storage.crew_tables import crew, crew_answer, crew_member, crew_question


def remove_crews(connection: Connection, prefix: str) -> None:
    """Of conversations whose ids begin so; the crews themselves go with their conversations."""
    led = select(crew.c.id).where(crew.c.conversation_id.startswith(prefix, autoescape=True))
    own = crew_member.c.conversation_id.startswith(prefix, autoescape=True)
    gone = select(crew_member.c.id).where(or_(own, crew_member.c.crew_id.in_(led)))
    connection.execute(delete(crew_answer).where(crew_answer.c.member_id.in_(gone)))
    connection.execute(delete(crew_question).where(crew_question.c.crew_id.in_(led)))
    connection.execute(delete(crew_member).where(crew_member.c.id.in_(gone)))
