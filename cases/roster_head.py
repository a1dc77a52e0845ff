"""Finds out which column of a table holds what: by the labels above, or by what stands in them where there are none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from cases.roster_cells import words_in
from cases.roster_tables import Cell, Table
from nlu.identity import is_valid_id_number
from nlu.roster_words import column_of, is_in_ten_thousands, money_in, names_the_unit
from nlu.workers import is_name

LOOKED_AT: Final = 15  # rows in which the labels may stand
TEN_THOUSAND: Final = 10_000
SUMS: Final[tuple[str, ...]] = ("owed", "due", "paid", "sum", "daily")
ALONE: Final = 3  # so many names, and nothing else, are a roster too
MOST: Final = 0.6  # so many of a column's cells must be names for it to be that of the names


@dataclass(frozen=True, slots=True)
class Head:
    """The columns by what they hold, the first row under the labels, and in what units sums are counted."""

    columns: Mapping[str, int]
    first: int
    times: Mapping[str, int] = field(default_factory=dict)


def head_of(table: Table) -> Head | None:
    """Where things stand in the table; None where no column holds names."""
    rows = table.rows[:LOOKED_AT]
    labelled = [(len(found), -at) for at, row in enumerate(rows) if "name" in (found := _columns(row))]
    if not labelled:
        return _guessed(table)
    at = -max(labelled)[1]
    columns, labels = _columns(rows[at]), dict(enumerate(rows[at]))
    first = at + 1
    if first < len(rows) and _goes_on(rows[first], columns["name"]):  # a second line of labels under a wide one
        below = _columns(rows[first])
        columns = {**columns, **{name: place for name, place in below.items() if place not in columns.values()}}
        columns |= {name: place for name, place in below.items() if name in SUMS}
        labels |= {place: rows[first][place] for place in below.values()}
        first += 1
    times: dict[str, int] = {name: _times(table, at, labels, columns[name]) for name in SUMS if name in columns}
    return Head(columns, first, times)


def _columns(row: Sequence[Cell]) -> dict[str, int]:
    """What the row's labels name, each at its first place."""
    found: dict[str, int] = {}
    for place, cell in enumerate(row):
        named = column_of(words_in(cell)) if isinstance(cell, str) else None
        if named and named not in found:
            found[named] = place
    return found


def _goes_on(row: Sequence[Cell], name_at: int) -> bool:
    """Whether a row is a second line of labels."""
    filled = [cell for cell in row if words_in(cell)]
    bare = name_at >= len(row) or not words_in(row[name_at])
    return bare and len(filled) >= 2 and all(isinstance(cell, str) and column_of(words_in(cell)) for cell in filled)


def _times(table: Table, at: int, labels: Mapping[int, Cell], place: int) -> int:
    above = [words_in(cell) for row in table.rows[:at] for cell in row]
    said = is_in_ten_thousands(words_in(labels.get(place))) or any(map(names_the_unit, above))
    return TEN_THOUSAND if said else 1


def _guessed(table: Table) -> Head | None:
    """Without labels: names, then what can only be an ID number or a phone, then the last column of sums."""
    width = max(map(len, table.rows), default=0)
    columns = {place: [words_in(cell) for cell in _column(table, place)] for place in range(width)}
    names = next((place for place, cells in columns.items() if _share(cells, _names) >= MOST), None)
    if names is None:
        return None
    found = {"name": names}
    for name, fits in (("id_number", _ids), ("phone", _phones)):
        place = next((at for at, cells in columns.items() if _share(cells, fits) >= MOST), None)
        found |= {name: place} if place is not None else {}
    sums = [
        at for at, cells in columns.items() if at not in found.values() and _share(cells, _sums) >= MOST and at > names
    ]
    found |= {"sum": sums[-1]} if sums else {}
    return Head(found, 0) if len(found) > 1 or len(columns[names]) >= ALONE else None


def _column(table: Table, place: int) -> Iterator[Cell]:
    return (row[place] for row in table.rows if place < len(row) and words_in(row[place]))


def _share(cells: Sequence[str], fits: object) -> float:
    return sum(bool(fits(cell)) for cell in cells) / len(cells) if cells else 0.0  # type: ignore[operator]


def _names(text: str) -> bool:
    bare = text.replace(" ", "")
    return 2 <= len(bare) <= 12 and bare.isalpha() and not bare.isascii() and is_name(bare)


def _ids(text: str) -> bool:
    return is_valid_id_number(text)


def _phones(text: str) -> bool:
    return len(text) == 11 and text.isdecimal() and text.startswith("1")


def _sums(text: str) -> bool:
    found = money_in(text)
    return found is not None and found >= 100
