"""What staff have to do beside answering: written once, listed by when it is due, done by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select, true, update

from storage.once import insert_once
from storage.tables import task
from storage.vault import Vault

Kind = Literal[
    "withdrawal",  # call back who wants to withdraw
    "withdrawals_together",  # several of one site want to
    "money",  # the worker says that money came: look, and close
    "consent_of_worker",  # ask him for whom somebody else filed
    "erasure",  # decide what of a filed case can be deleted
    "minor",  # the worker is no grown-up
]
NOTE_PLACE: Final = "task.note"
WORDS_PLACE: Final = "task.words"
row = task.c


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task that nobody has done; the key keeps it from being given twice, `site` is a blind index."""

    key: str
    kind: Kind
    conversation_id: str
    made_at: datetime
    due_at: datetime
    case_number: str | None = None
    county_code: str | None = None
    site: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A task as it stands; `result` is a code, `words` what who did it wrote."""

    id: int
    key: str
    kind: Kind
    conversation_id: str
    case_number: str | None
    county_code: str | None
    note: str | None
    made_at: datetime
    due_at: datetime
    done_at: datetime | None
    done_by: str | None
    result: str | None
    words: str | None


@dataclass(frozen=True, slots=True)
class Done:
    """How a task ended, and who says so."""

    by: str
    at: datetime
    result: str
    words: str | None = None


def give(connection: Connection, vault: Vault, new: NewTask) -> bool:
    """Whether it is new."""
    names = ("key", "kind", "conversation_id", "made_at", "due_at", "case_number", "county_code", "site")
    note = vault.seal(new.note, place=NOTE_PLACE) if new.note is not None else None
    return insert_once(connection, task, {name: getattr(new, name) for name in names} | {"note": note})


def finish(connection: Connection, vault: Vault, id: int, done: Done) -> bool:
    """Whether nobody had done it before."""
    words = vault.seal(done.words, place=WORDS_PLACE) if done.words else None
    values = {"done_at": done.at, "done_by": done.by, "result": done.result, "words": words}
    return connection.execute(update(task).where(row.id == id, row.done_at.is_(None)).values(values)).rowcount == 1


def finish_of_case(connection: Connection, case_number: str, kind: Kind, done: Done) -> int:
    """Ends what is open of that kind in a case, without words; how many there were."""
    is_open = and_(row.case_number == case_number, row.kind == kind, row.done_at.is_(None))
    values = {"done_at": done.at, "done_by": done.by, "result": done.result}
    return connection.execute(update(task).where(is_open).values(values)).rowcount


def find(connection: Connection, vault: Vault, id: int) -> Task | None:
    """The task with that id."""
    found = connection.execute(select(task).where(row.id == id)).first()
    return _task(vault, found) if found else None


def open_tasks(connection: Connection, vault: Vault, area: str, count: int) -> list[Task]:
    """What is to be done in an area, the most urgent first; what lies nowhere is for everybody."""
    query = select(task).where(row.done_at.is_(None), _within(area)).order_by(row.due_at, row.id).limit(count)
    return _tasks(connection, vault, query)


def done_tasks(connection: Connection, vault: Vault, area: str, count: int) -> list[Task]:
    """What was done there last."""
    query = select(task).where(row.done_at.is_not(None), _within(area)).order_by(row.done_at.desc()).limit(count)
    return _tasks(connection, vault, query)


def of_case(connection: Connection, vault: Vault, case_number: str) -> list[Task]:
    """All tasks of a case, in order."""
    return _tasks(connection, vault, select(task).where(row.case_number == case_number).order_by(row.id))


def open_of_case(connection: Connection, case_number: str, kind: Kind) -> datetime | None:
    """When the open task of that kind is due; None when there is none."""
    is_open = and_(row.case_number == case_number, row.kind == kind, row.done_at.is_(None))
    found: datetime | None = connection.scalar(select(func.max(row.due_at)).where(is_open))
    return found


def count_open(connection: Connection, area: str) -> int:
    """How many there are to be done in an area."""
    return connection.scalar(select(func.count()).where(row.done_at.is_(None), _within(area))) or 0


def cases_with(connection: Connection, kind: Kind, site: str, since: datetime) -> list[str]:
    """The cases of one site that got a task of that kind since then."""
    query = select(row.case_number).where(row.kind == kind, row.site == site, row.made_at >= since).distinct()
    return [number for number in connection.scalars(query.order_by(row.case_number)) if number]


def forget_notes(connection: Connection, conversation_id: str) -> None:
    """Nothing that was written about him stays in the tasks."""
    connection.execute(update(task).where(row.conversation_id == conversation_id).values(note=None, words=None))


def _within(area: str) -> ColumnElement[bool]:
    if not area:
        return true()
    return or_(row.county_code.is_(None), row.county_code.startswith(area, autoescape=True))


def _tasks(connection: Connection, vault: Vault, query: Select[Any]) -> list[Task]:
    return [_task(vault, found) for found in connection.execute(query)]


def _task(vault: Vault, found: Row[Any]) -> Task:
    values = {name: getattr(found, name) for name in Task.__slots__ if name not in ("note", "words")}
    note = vault.open(found.note, place=NOTE_PLACE) if found.note is not None else None
    words = vault.open(found.words, place=WORDS_PLACE) if found.words is not None else None
    return Task(**values, note=note, words=words)
