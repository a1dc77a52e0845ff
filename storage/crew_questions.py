"""What members of a crew were asked one by one, and what each answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, insert, select, update

from storage.crew_tables import crew_answer, crew_question
from storage.once import insert_once

Kind = Literal["stand", "mandate", "settlement", "withdrawal"]


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question; `fen` is the sum that a settlement is about."""

    id: int
    crew_id: str
    kind: Kind
    fen: int | None
    asked_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One member's answer; None while he has given none."""

    question_id: int
    member_id: int
    is_yes: bool | None
    answered_at: datetime | None


def ask(connection: Connection, crew_id: str, kind: Kind, at: datetime, fen: int | None = None) -> int:
    """The id of the question, which takes the place of an open one of its kind."""
    close(connection, crew_id, kind, at)
    values = {"crew_id": crew_id, "kind": kind, "fen": fen, "asked_at": at}
    return int(connection.execute(insert(crew_question).returning(crew_question.c.id), values).scalar_one())


def close(connection: Connection, crew_id: str, kind: Kind, at: datetime) -> None:
    """Nobody is asked that any more."""
    is_open = (
        (crew_question.c.crew_id == crew_id) & (crew_question.c.kind == kind) & crew_question.c.closed_at.is_(None)
    )
    connection.execute(update(crew_question).where(is_open).values(closed_at=at))


def put_to(connection: Connection, question_id: int, member_ids: Iterable[int]) -> None:
    """They are asked, each once."""
    for id in member_ids:
        insert_once(connection, crew_answer, {"question_id": question_id, "member_id": id})


def answer(connection: Connection, question_id: int, member_id: int, at: datetime, *, is_yes: bool) -> bool:
    """Whether he was asked; his last word counts."""
    is_his = (crew_answer.c.question_id == question_id) & (crew_answer.c.member_id == member_id)
    values = {"is_yes": is_yes, "answered_at": at}
    return connection.execute(update(crew_answer).where(is_his).values(values)).rowcount == 1


def questions(connection: Connection, crew_id: str) -> list[QuestionRow]:
    """All that was asked in the crew, in order."""
    query = select(crew_question).where(crew_question.c.crew_id == crew_id).order_by(crew_question.c.id)
    return [_question(row) for row in connection.execute(query)]


def answers(connection: Connection, crew_id: str) -> list[AnswerRow]:
    """All answers in the crew, those not given too."""
    joined = crew_answer.join(crew_question, crew_question.c.id == crew_answer.c.question_id)
    query = select(crew_answer).select_from(joined).where(crew_question.c.crew_id == crew_id)
    rows = connection.execute(query.order_by(crew_answer.c.question_id, crew_answer.c.member_id))
    return [AnswerRow(**row._mapping) for row in rows]


def open_for(connection: Connection, member_id: int) -> list[QuestionRow]:
    """What he was asked and may still answer, or answer otherwise."""
    joined = crew_question.join(crew_answer, crew_question.c.id == crew_answer.c.question_id)
    query = select(crew_question).select_from(joined)
    query = query.where(crew_answer.c.member_id == member_id, crew_question.c.closed_at.is_(None))
    return [_question(row) for row in connection.execute(query.order_by(crew_question.c.id))]


def unanswered_by(connection: Connection, member_id: int) -> list[QuestionRow]:
    """What he was asked and has not answered."""
    given = select(crew_answer.c.question_id).where(
        crew_answer.c.member_id == member_id, crew_answer.c.is_yes.is_(None)
    )
    waiting = set(connection.scalars(given))
    return [question for question in open_for(connection, member_id) if question.id in waiting]


def _question(row: Row[Any]) -> QuestionRow:
    return QuestionRow(**row._mapping)
