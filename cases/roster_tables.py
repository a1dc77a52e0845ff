"""Opens what somebody sent as a roster: a spreadsheet or a text with separators becomes tables of plain cells.

Spreadsheets are opened in a process of their own with little memory and time: a small file can grow without end.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

Cell = str | int | float | bool | None
Area = tuple[int, int, int, int]  # first row, first column, last row, last column; from 0
ROOT: Final = Path(__file__).resolve().parent.parent
LARGEST: Final = 5 * 1024 * 1024
LARGEST_UNPACKED: Final = 60 * 1024 * 1024
MOST_PARTS: Final = 2000
MOST_ROWS: Final = 6000
MOST_COLUMNS: Final = 120
SECONDS: Final = 20
MEMORY: Final = 768 * 1024 * 1024
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FOREIGN: Final = (b"%PDF", b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"Rar!", b"7z\xbc\xaf")
BOOKS: Final = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")
SEPARATORS: Final = "\t,;|\uff0c\u3001"  # the last two as Chinese keyboards write them
HTML: Final = re.compile(rb"\s*(?:<!doctype html|<html|<table|<meta|<\?xml)", re.IGNORECASE)


class RosterRefused(ValueError):
    """A file is no roster that can be read; `code` names why, for a text that says what to do."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet from its first cell on, and which of its cells are one."""

    name: str
    rows: list[list[Cell]]
    merged: list[Area]


def tables_of(content: bytes) -> list[Table]:
    """The sheets that can be seen, in order; raises RosterRefused."""
    if not content.strip():
        raise RosterRefused("empty")
    if len(content) > LARGEST:
        raise RosterRefused("too_large")
    if content.startswith((ZIP, OLE)):
        refuse_swollen(content) if content.startswith(ZIP) else None
        return _apart(content)
    return [_written(content)]


def refuse_swollen(content: bytes) -> None:
    """Raises RosterRefused for what is no spreadsheet, or would grow too large."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise RosterRefused("broken") from None
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise RosterRefused("too_large")
    names = {part.filename for part in parts}
    if not names & set(BOOKS):
        raise RosterRefused("not_a_roster")
    if any(part.flag_bits & 1 for part in parts):
        raise RosterRefused("locked")


def _apart(content: bytes) -> list[Table]:
    environment = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    command = [sys.executable, "-P", "-m", "cases.roster_tables"]
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            command, input=content, capture_output=True, timeout=SECONDS, env={**environment, "PYTHONPATH": str(ROOT)}
        )
    except subprocess.TimeoutExpired:
        raise RosterRefused("too_large") from None
    try:
        told: dict[str, Any] = json.loads(done.stdout)
    except ValueError:  # it died
        raise RosterRefused("broken") from None
    if refused := told.get("refused"):
        raise RosterRefused(refused)
    return [Table(one["name"], one["rows"], [tuple(area) for area in one["merged"]]) for one in told["tables"]]


def _written(content: bytes) -> Table:
    """A text with separators, in whatever of the usual encodings."""
    if content.startswith(FOREIGN):
        raise RosterRefused("not_a_roster")
    if HTML.match(content):
        raise RosterRefused("web_page")
    text = _decoded(content)
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(SEPARATORS, key=first.count)
    if separator in SEPARATORS[-2:] and first.count(separator):
        text, separator = text.replace(separator, ","), ","
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        raise RosterRefused("broken") from None
    return Table("", _bounded(lines), [])


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030") if b"\0" not in content else ()
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(ord(one) < 32 and one not in "\t\r\n\x0b\x0c\x1a" for one in text):
            return text
    raise RosterRefused("not_a_roster")


def _bounded(rows: Iterable[Iterable[Any]]) -> list[list[Cell]]:
    kept: list[list[Cell]] = []
    filled = 0
    for row in rows:
        kept.append([_cell(value) for value in list(row)[:MOST_COLUMNS]])
        filled += any(value not in (None, "") for value in kept[-1])
        if filled > MOST_ROWS:
            raise RosterRefused("too_many_rows")
        if len(kept) > 4 * MOST_ROWS:
            break  # nothing but empty lines
    return kept


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, bool | int | float | str):
        return value.strip("\x1a") if isinstance(value, str) else value
    return str(value)


def _opened(content: bytes) -> list[Table]:
    """In the process apart: the sheets that can be seen."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    seen = [
        one.name
        for one in book.sheets_metadata
        if one.visible == SheetVisibleEnum.Visible and one.typ == SheetTypeEnum.WorkSheet
    ]
    return [_sheet(book.get_sheet_by_name(name)) for name in seen[:20]]


def _sheet(sheet: Any) -> Table:
    merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
    return Table(sheet.name, _bounded(sheet.to_python(skip_empty_area=False)), merged)


def main() -> None:
    """Reads a spreadsheet from standard input and writes its tables as JSON, within bounds."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    print(json.dumps(_told(sys.stdin.buffer.read())))


def _told(content: bytes) -> dict[str, Any]:
    from python_calamine import CalamineError, PasswordError

    try:
        return {"tables": [asdict(table) for table in _opened(content)]}
    except RosterRefused as refused:
        return {"refused": refused.code}
    except PasswordError:
        return {"refused": "locked"}
    except MemoryError:
        return {"refused": "too_large"}
    except (CalamineError, ValueError, OSError, OverflowError):
        return {"refused": "broken"}


if __name__ == "__main__":
    main()
