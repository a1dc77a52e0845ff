"""Reads a list of construction sites from a spreadsheet, and says row by row what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from cases.counties import county_code
from cases.roster import Fault, letters
from cases.roster_cells import BadCell, phone_in, words_in
from cases.roster_tables import Cell, RosterRefused, Table, tables_of
from cases.sites import PartyRole, parse_site_code
from nlu.divisions import divisions
from nlu.registry_words import firms_in, is_registry_foot, registry_column, site_key
from storage.sites import PartyRow

LOOKED_AT: Final = 15  # rows in which the labels may stand
MOST_SITES: Final = 20_000
LONGEST: Final = 120
ROLES: Final[Mapping[str, PartyRole]] = {
    "owner": PartyRole.OWNER,
    "general_contractor": PartyRole.GENERAL_CONTRACTOR,
    "subcontractors": PartyRole.SUBCONTRACTOR,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One site as a list names it; `row` is the line of the sheet, from 1."""

    name: str
    county_code: str
    code: str | None = None
    address: str | None = None
    parties: tuple[PartyRow, ...] = ()
    row: int = 0

    @property
    def key(self) -> tuple[str, str]:
        """What makes it the same site in another list."""
        return self.county_code, site_key(self.name)


@dataclass(frozen=True, slots=True)
class Registry:
    """The sites that could be read, and what could not."""

    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...]


def read_registry(content: bytes) -> Registry:
    """All visible sheets that list sites, as one list; raises RosterRefused when nothing can be read at all."""
    read = [(table, head) for table in tables_of(content) if (head := _head(table))]
    if not read:
        raise RosterRefused("no_sites")
    lines = [line for table, (columns, first) in read for line in _lines(table, columns, first)]
    if not lines:
        raise RosterRefused("no_rows")
    if len(lines) > MOST_SITES:
        raise RosterRefused("too_many_rows")
    entries: list[Entry] = []
    faults: list[Fault] = []
    for line in lines:
        entry = line.read()
        faults += line.faults
        if entry is not None and not line.faults:
            entries.append(entry)
    kept, doubled = _once(entries)
    return Registry(tuple(kept), (*faults, *doubled))


def _head(table: Table) -> tuple[dict[str, int], int] | None:
    """Which column holds what, and the first row under the labels; None where no column names sites."""
    found = [(_columns(row), at + 1) for at, row in enumerate(table.rows[:LOOKED_AT])]
    named = [one for one in found if "name" in one[0]]
    return max(named, key=lambda one: (len(one[0]), -one[1])) if named else None


def _columns(row: list[Cell]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for place, cell in enumerate(row):
        named = registry_column(cell) if isinstance(cell, str) else None
        if named:
            columns.setdefault(named, place)
    return columns


def _lines(table: Table, columns: Mapping[str, int], first: int) -> Iterator[_Line]:
    for at in range(first, len(table.rows)):
        cells = _spread(table, at)
        texts = {name: words_in(cells[place]) for name, place in columns.items() if place < len(cells)}
        if not any(texts.values()) or is_registry_foot(next((words_in(cell) for cell in cells if words_in(cell)), "")):
            continue
        yield _Line(at + 1, cells, columns)


def _spread(table: Table, at: int) -> list[Cell]:
    """The row's cells; those that are one with a cell above or beside hold what that one holds."""
    cells = list(table.rows[at])
    for top, left, bottom, right in table.merged:
        if top <= at <= bottom:
            for place in range(left, min(right + 1, len(cells))):
                cells[place] = table.rows[top][left] if left < len(table.rows[top]) else None
    return cells


class _Line:
    """One row while it is read; what is wrong with it is collected."""

    def __init__(self, row: int, cells: list[Cell], columns: Mapping[str, int]) -> None:
        self.row, self.cells, self.columns = row, cells, columns
        self.faults: list[Fault] = []

    def read(self) -> Entry | None:
        """The site, None where it has no name or no county."""
        name, county = self._text("name"), self._county()
        if not name:
            self._wrong("name", "site_name_missing")
        code = self._code()
        if not name or county is None:
            return None
        return Entry(name, county, code, self._text("address") or None, tuple(self._parties()), self.row)

    def _parties(self) -> Iterator[PartyRow]:
        for field, role in ROLES.items():
            for firm in firms_in(self._raw(field)):
                yield PartyRow(role, firm[:LONGEST])
        if officer := self._text("wage_officer"):
            yield PartyRow(PartyRole.WAGE_OFFICER, officer, self._phone())

    def _phone(self) -> str | None:
        place = self.columns.get("wage_officer_phone")
        try:
            return phone_in(self.cells[place]) if place is not None and place < len(self.cells) else None
        except BadCell as bad:
            self._wrong("wage_officer_phone", bad.code)
            return None

    def _code(self) -> str | None:
        text = self._text("code")
        code = parse_site_code(text) if text else None
        if text and code is None:
            self._wrong("code", "site_code_wrong")
        return code

    def _county(self) -> str | None:
        """Its code, from a code, a name, or else the address."""
        said = self._text("county")
        if said.isdecimal() and len(said) == 6 and said in divisions() and divisions()[said].level == 3:
            return said
        found = county_code(said) if said else None
        found = found or county_code(said + self._text("address")) or county_code(self._text("address"))
        if found is None:
            self._wrong("county" if "county" in self.columns else "address", "county_unknown")
        return found

    def _text(self, field: str) -> str:
        return " ".join(self._raw(field).split())[:LONGEST]

    def _raw(self, field: str) -> str:
        place = self.columns.get(field)
        if place is None or place >= len(self.cells):
            return ""
        cell = self.cells[place]
        return cell.strip() if isinstance(cell, str) else words_in(cell)

    def _wrong(self, field: str, code: str) -> None:
        place = self.columns.get(field, 0)
        self.faults.append(Fault(self.row, letters(place), field, code))


def _once(entries: list[Entry]) -> tuple[list[Entry], list[Fault]]:
    """Each site once; that a code or a name in its county comes again is a fault of the later row."""
    kept: list[Entry] = []
    faults: list[Fault] = []
    seen: set[object] = set()
    for entry in entries:
        marks = {entry.key, entry.code} - {None}
        if marks & seen:
            faults.append(Fault(entry.row, "", "code" if entry.code in seen else "name", "site_twice"))
            continue
        seen |= marks
        kept.append(entry)
    return kept, faults
