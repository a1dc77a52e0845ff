"""Reads a roster as people really make them: who, his phone, his days, what he is owed; and what is wrong where."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final, TypeVar

from cases.roster_cells import BadCell, days_in, fen_in, id_number_in, name_in, phone_in, words_in
from cases.roster_head import Head, head_of
from cases.roster_tables import Area, Cell, RosterRefused, Table, tables_of
from nlu.roster_words import column_of, is_foot

MOST_PEOPLE: Final = 5000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listed:
    """One worker as the leader lists him; `row` is the line of the sheet, from 1."""

    name: str
    phone: str | None = None
    id_number: str | None = None
    days: Decimal | None = None
    owed_fen: int | None = None
    row: int = 0


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one cell: row from 1, column as its letters, the field, and a code with a text of its own."""

    row: int
    column: str
    field: str
    code: str


@dataclass(frozen=True, slots=True)
class Roster:
    """The workers that could be read, and what could not."""

    workers: tuple[Listed, ...]
    faults: tuple[Fault, ...]

    @property
    def total_fen(self) -> int:
        return sum(worker.owed_fen or 0 for worker in self.workers)


def read_roster(content: bytes) -> Roster:
    """All visible sheets that hold names, as one roster; raises RosterRefused when nothing can be read at all."""
    read = [_table(table, head) for table in tables_of(content) if (head := head_of(table))]
    workers = [worker for roster in read for worker in roster.workers]
    faults = [fault for roster in read for fault in roster.faults]
    if not workers and not faults:
        raise RosterRefused("no_names" if not read else "no_rows")
    if len(workers) > MOST_PEOPLE:
        raise RosterRefused("too_many_rows")
    kept, doubled = _once(workers)
    return Roster(tuple(kept), (*faults, *doubled))


def _table(table: Table, head: Head) -> Roster:
    workers: list[Listed] = []
    faults: list[Fault] = []
    for row, cells in _lines(table, head):
        worker, wrong = _Line(row, cells, head, table.merged).read()
        faults += wrong
        if worker is not None and not wrong:
            workers.append(worker)
    return Roster(tuple(workers), tuple(faults))


def _lines(table: Table, head: Head) -> Iterator[tuple[int, list[Cell]]]:
    """The rows under the labels that are about somebody; a name that covers several rows stands in each."""
    name_at, spans = head.columns["name"], _spans(table.merged, head.columns["name"])
    for row in range(head.first, len(table.rows)):
        cells = list(table.rows[row])
        if row in spans:
            cells += [None] * (name_at + 1 - len(cells))
            cells[name_at] = table.rows[spans[row]][name_at]
        if not _is_nobody(cells, head):
            yield row, cells


def _spans(merged: Sequence[Area], column: int) -> dict[int, int]:
    """By row, the first row of the merged cells of that column."""
    return {
        row: top for top, left, bottom, right in merged if left <= column <= right for row in range(top + 1, bottom + 1)
    }


def _is_nobody(cells: Sequence[Cell], head: Head) -> bool:
    """An empty line, one that sums up or is to be signed, the labels once more on a new page."""
    words = [words_in(cell) for cell in cells]
    known = [words[place] for place in head.columns.values() if place < len(words)]
    first = next((word for word in words if word), "")
    name_at = head.columns["name"]
    name = words[name_at] if name_at < len(words) else ""
    if not any(known) or is_foot(first) or is_foot(name):
        return True
    persons = [head.columns[field] for field in ("name", "phone", "id_number") if field in head.columns]
    if not any(words[place] for place in persons if place < len(words)):
        return True  # sums alone: the line under all others
    return column_of(name) == "name"


@dataclass(slots=True)
class _Line:
    """One row on its way to a worker."""

    row: int
    cells: Sequence[Cell]
    head: Head
    merged: Sequence[Area]

    def read(self) -> tuple[Listed | None, list[Fault]]:
        faults: list[Fault] = []

        def take(field: str, read: Callable[[Cell], T | None]) -> T | None:
            try:
                return read(self._cell(field))
            except BadCell as bad:
                faults.append(self._fault(field, bad.code))
                return None

        name = take("name", name_in)
        if name is None and not faults:
            faults.append(self._fault("name", "name_missing"))
        worker = Listed(
            name or "",
            phone=take("phone", phone_in),
            id_number=take("id_number", id_number_in),
            days=take("days", days_in),
            row=self.row + 1,
        )
        money = {field: take(field, self._money(field)) for field in ("owed", "due", "paid", "sum", "daily")}
        if faults:
            return None, faults
        return self._with_owed(worker, money)

    def _with_owed(self, worker: Listed, money: dict[str, int | None]) -> tuple[Listed | None, list[Fault]]:
        field = next((name for name in ("owed", "sum", "due") if name in self.head.columns), None)
        if field and self._is_shared(field):
            return None, [self._fault(field, "amount_shared")]
        owed = owed_of(worker, money)
        if owed is None and field:
            return None, [self._fault(field, "amount_missing")]
        if owed is not None and owed <= 0:
            return None, [self._fault(field or "sum", "amount_zero")]
        return replace(worker, owed_fen=owed), []

    def _money(self, field: str) -> Callable[[Cell], int | None]:
        return lambda cell: fen_in(cell, self.head.times.get(field, 1))

    def _is_shared(self, field: str) -> bool:
        """Whether one sum stands for the people of several rows."""
        place = self.head.columns[field]
        return any(
            top <= self.row <= bottom and bottom > top and left <= place <= right
            for top, left, bottom, right in self.merged
        ) and not self._is_one_person(place)

    def _is_one_person(self, place: int) -> bool:
        name_at = self.head.columns["name"]
        spans = [area for area in self.merged if area[1] <= name_at <= area[3]]
        return any(area[0] <= self.row <= area[2] and area[2] > area[0] for area in spans)

    def _cell(self, field: str) -> Cell:
        place = self.head.columns.get(field)
        return self.cells[place] if place is not None and place < len(self.cells) else None

    def _fault(self, field: str, code: str) -> Fault:
        return Fault(self.row + 1, letters(self.head.columns.get(field, 0)), field, code)


def owed_of(worker: Listed, money: dict[str, Any]) -> int | None:
    """What is owed: said so, or a sum, or earned less paid, or days by rate less paid."""
    owed, due, paid, whole, daily = (money.get(name) for name in ("owed", "due", "paid", "sum", "daily"))
    if owed is not None:
        return int(owed)
    earned = due if due is not None else whole
    if earned is None and daily is not None and worker.days is not None:
        earned = int((daily * worker.days).to_integral_value())
    return int(earned) - int(paid or 0) if earned is not None else None


def _once(workers: Sequence[Listed]) -> tuple[list[Listed], list[Fault]]:
    """Several rows of one person become one; one ID number under two names is a fault."""
    kept: dict[object, Listed] = {}
    names: dict[str, str] = {}
    faults: list[Fault] = []
    for worker in workers:
        if worker.id_number and names.setdefault(worker.id_number, worker.name) != worker.name:
            faults.append(Fault(worker.row, "", "id_number", "id_twice"))
            continue
        key = worker.id_number or (worker.name, worker.phone)
        kept[key] = _together(kept[key], worker) if key in kept else worker
    return list(kept.values()), faults


def _together(one: Listed, more: Listed) -> Listed:
    days = None if one.days is None and more.days is None else (one.days or 0) + (more.days or 0)
    owed = None if one.owed_fen is None and more.owed_fen is None else (one.owed_fen or 0) + (more.owed_fen or 0)
    return replace(one, phone=one.phone or more.phone, days=Decimal(days) if days is not None else None, owed_fen=owed)


def letters(place: int) -> str:
    """A column's name as spreadsheets show it: A, B, …, AA."""
    name = ""
    while place >= 0:
        name = chr(65 + place % 26) + name
        place = place // 26 - 1
    return name
