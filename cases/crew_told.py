"""What is told of a crew outside a dialog: its ledger, its totals, each worker's own answers; for exports and staff."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from nlu.amounts import as_text
from storage import crew_questions, crews
from storage.cases import Connection, Show
from storage.crew_questions import AnswerRow, QuestionRow
from storage.crews import CrewRow, MemberRow, Totals
from storage.vault import Vault

Answers = Mapping[int, Mapping[str, bool | None]]


@dataclass(frozen=True, slots=True)
class CrewBook:
    """A whole crew: its members in order, what was asked, and by member what each answered to the last of each kind."""

    crew: CrewRow
    members: tuple[MemberRow, ...]
    questions: tuple[QuestionRow, ...]
    answers: Answers
    totals: Totals

    def is_representative(self, member: MemberRow) -> bool:
        """Whether he was chosen and has said yes."""
        return self.answers.get(member.id, {}).get("stand") is True

    def polls(self) -> dict[str, tuple[int, int, int]]:
        """By kind of question how many said yes, how many no, and who have not answered."""
        kinds = dict.fromkeys(question.kind for question in self.questions)
        given = {kind: [of[kind] for of in self.answers.values() if kind in of] for kind in kinds}
        return {kind: (said.count(True), said.count(False), said.count(None)) for kind, said in given.items()}


def read_book(connection: Connection, vault: Vault, crew: CrewRow) -> CrewBook:
    """The crew on the snapshot of that connection."""
    questions = crew_questions.questions(connection, crew.id)
    last = {question.kind: question.id for question in questions}
    answers = _by_member(crew_questions.answers(connection, crew.id), last)
    members, totals = crews.members(connection, vault, crew.id), crews.totals(connection, crew.id)
    return CrewBook(crew, tuple(members), tuple(questions), answers, totals)


def _by_member(answers: list[AnswerRow], last: Mapping[Any, int]) -> dict[int, dict[str, bool | None]]:
    kinds = {id: kind for kind, id in last.items()}
    found: dict[int, dict[str, bool | None]] = {}
    for one in answers:
        if one.question_id in kinds:
            found.setdefault(one.member_id, {})[kinds[one.question_id]] = one.is_yes
    return found


def told(book: CrewBook, show: Show) -> dict[str, Any]:
    """The crew for an export: totals, questions, and each worker with both figures and his own answers."""
    workers = [_worker(book, member) for member in book.members]
    return {
        "people": book.totals.people,
        "joined": book.totals.joined,
        "amount_owed_yuan": _yuan(book.totals.fen),
        "questions": [_question(book, question) for question in book.questions if question.closed_at is None],
        "workers": show({"workers": workers})["workers"],
    }


def roster(book: CrewBook, show: Show) -> list[Mapping[str, Any]]:
    """The workers whose money is claimed, under the names of NLU.md."""
    listed = [_listed(member) for member in book.members if member.counts]
    workers: list[Mapping[str, Any]] = list(show({"workers": listed})["workers"])
    return workers


def _listed(member: MemberRow) -> dict[str, Any]:
    facts = {
        "name": member.name,
        "phone": member.phone,
        "id_number": member.id_number,
        "days_worked": as_text(member.days) if member.days is not None else None,
        "amount_owed_yuan": _yuan(member.claimed_fen),
    }
    return {name: value for name, value in facts.items() if value is not None}


def _worker(book: CrewBook, member: MemberRow) -> dict[str, Any]:
    said, listed = (member.said_days, member.said_fen), (member.listed_days, member.listed_fen)
    more = {
        "listed": _figures(*listed) | ({"name": member.listed_name} if member.listed_name else {}),
        "said": _figures(*said),
        "state": member.state,
        "late": member.is_late,
        "double": member.double_of is not None,
        "consent": member.consent,
        "joined_at": _at(member.joined_at),
        "left_at": _at(member.left_at),
        "representative": book.is_representative(member),
        "answers": dict(book.answers.get(member.id, {})),
    }
    return _listed(member) | {name: value for name, value in more.items() if value not in (None, False, {})}


def _figures(days: Decimal | None, fen: int | None) -> dict[str, str]:
    told = {"days_worked": as_text(days) if days is not None else None, "amount_owed_yuan": _yuan(fen)}
    return {name: value for name, value in told.items() if value is not None}


def _question(book: CrewBook, question: QuestionRow) -> dict[str, Any]:
    yes, no, silent = book.polls()[question.kind]
    asked = {"kind": question.kind, "asked_at": _at(question.asked_at), "yes": yes, "no": no, "silent": silent}
    return asked | ({"amount_yuan": _yuan(question.fen)} if question.fen is not None else {})


def _yuan(fen: int | None) -> str | None:
    return as_text(Decimal(fen) / 100) if fen is not None else None


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
