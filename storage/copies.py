"""Makes many talks with their cases out of one, for measurements; every row is another person's, sealed as its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Table, insert, select
from sqlalchemy.engine import RowMapping

from storage.cases import FACTS_PLACE, NOTE_PLACE
from storage.inbox_rows import message_place, reply_place, said_place, state_place
from storage.tables import audit, case_event, complaint, consent, conversation, draft, inbox, message, wage_case
from storage.vault import Vault

Values = dict[str, Any]
COUNTED: Final = frozenset({"complaint.id", "message.id", "inbox.place", "consent.id", "case_event.position"})
BY_TALK: Final = (conversation, inbox, message, draft, consent, complaint)
PLACES: Final[Mapping[str, Callable[[Values], str]]] = {
    "conversation.state": lambda row: state_place(row["id"]),
    "message.text": lambda row: said_place(row["conversation_id"]),
    "inbox.message": lambda row: message_place(row["key"]),
    "inbox.reply": lambda row: reply_place(row["key"]),
    "complaint.facts": lambda _: FACTS_PLACE,
    "case_event.note": lambda _: NOTE_PLACE,
}


@dataclass(frozen=True, slots=True)
class Talk:
    """All rows of a talk, what is sealed in the clear, under their tables."""

    id: str
    rows: Mapping[str, Sequence[Values]]


@dataclass(frozen=True, slots=True)
class Twin:
    """What another talk has instead: texts in every text, times so much earlier, these columns of these tables."""

    texts: Mapping[str, str]
    earlier: timedelta
    columns: Mapping[str, Values]


def read_talk(connection: Connection, vault: Vault, id: str) -> Talk:
    """The talk and its case, if it has one."""
    rows = {table.name: _read(connection, vault, table, _key(table) == id) for table in BY_TALK}
    numbers = [row["case_number"] for row in rows["complaint"]]
    rows["wage_case"] = _read(connection, vault, wage_case, wage_case.c.number.in_(numbers))
    rows["case_event"] = _read(connection, vault, case_event, case_event.c.case_number.in_(numbers))
    return Talk(id, rows)


def write_twins(connection: Connection, vault: Vault, twins: Iterable[tuple[Talk, Twin]]) -> None:
    """Adds them all."""
    made = [_twins(talk, twin) for talk, twin in twins]
    for table in BY_TALK:
        _write(connection, vault, table, [row for rows in made for row in rows[table.name]])
    numbers = [row["number"] for rows in made for row in rows["wage_case"]]
    known = select(complaint.c.case_number, complaint.c.id).where(complaint.c.case_number.in_(numbers))
    ids = {number: id for number, id in connection.execute(known)}
    cases = [row | {"complaint_id": ids[row["number"]]} for rows in made for row in rows["wage_case"]]
    _write(connection, vault, wage_case, cases)
    _write(connection, vault, case_event, [row for rows in made for row in rows["case_event"]])


def write_acts(connection: Connection, acts: Sequence[Values]) -> None:
    """Adds entries to the audit log, each with the names of its columns."""
    connection.execute(insert(audit).inline(), acts)


def _key(table: Table) -> Any:
    return table.c.id if table is conversation else table.c.conversation_id


def _read(connection: Connection, vault: Vault, table: Table, which: Any) -> list[Values]:
    order = list(table.primary_key.columns)
    found = connection.execute(select(table).where(which).order_by(*order)).mappings()
    return [_opened(vault, table, row) for row in found]


def _opened(vault: Vault, table: Table, row: RowMapping) -> Values:
    values = {name: value for name, value in row.items() if f"{table.name}.{name}" not in COUNTED}
    for column, place in _sealed(table):
        if values[column] is not None:
            values[column] = vault.open(values[column], place=place(values))
    return values


def _twins(talk: Talk, twin: Twin) -> dict[str, list[Values]]:
    return {name: [_twin(name, row, twin) for row in rows] for name, rows in talk.rows.items()}


def _twin(table: str, row: Values, twin: Twin) -> Values:
    return {name: _changed(value, twin) for name, value in row.items()} | twin.columns.get(table, {})


def _changed(value: Any, twin: Twin) -> Any:
    if isinstance(value, str):
        for old, new in twin.texts.items():
            value = value.replace(old, new)
        return value
    return value - twin.earlier if isinstance(value, datetime | date) else value


def _write(connection: Connection, vault: Vault, table: Table, rows: Sequence[Values]) -> None:
    for row in rows:
        for column, place in _sealed(table):
            if row[column] is not None:
                row[column] = vault.seal(row[column], place=place(row))
    if rows:
        connection.execute(insert(table).inline(), rows)


def _sealed(table: Table) -> list[tuple[str, Callable[[Values], str]]]:
    return [(name.partition(".")[2], place) for name, place in PLACES.items() if name.startswith(f"{table.name}.")]
