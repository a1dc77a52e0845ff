"""Makes the roster that leaders download: every cell a text, so that no ID number is ever rounded."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

ROWS: Final = 300
TEXT: Final = "@"


def roster_template(words: Mapping[str, Any]) -> bytes:
    """The workbook: a sheet to fill in, and one that explains it, which is not read."""
    return _made(
        tuple(words["columns"]), tuple(map(tuple, words["example"])), tuple(words["help"]), tuple(words["sheets"])
    )


@lru_cache(maxsize=2)
def _made(
    columns: Sequence[str], example: Sequence[Sequence[str]], explained: Sequence[str], sheets: Sequence[str]
) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = sheets[0]
    sheet.freeze_panes = "A2"
    for place, title in enumerate(columns, 1):
        cell = sheet.cell(1, place)
        _write(cell, title)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E8F1EC")
        sheet.column_dimensions[get_column_letter(place)].width = 24 if place == 3 else 15
        for row in range(2, ROWS + 2):
            sheet.cell(row, place).number_format = TEXT
    other = book.create_sheet(sheets[1])
    other.column_dimensions["A"].width = 60
    for row, line in enumerate([*explained, *("　".join(one) for one in example)], 1):
        _write(other.cell(row, 1), line)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _write(cell: Any, text: str) -> None:
    """As text, whatever it looks like."""
    cell.value, cell.data_type, cell.number_format = text, "s", TEXT
