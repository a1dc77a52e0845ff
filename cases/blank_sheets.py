"""Writes spreadsheets to be filled in: what is typed stays as it is typed, so that no ID number or code is rounded."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

TEXT: Final = "@"
ROWS: Final = 500
WIDTH: Final = 22  # an ID number is seen whole


def new_book(title: str | None = None) -> tuple[Workbook, Worksheet]:
    """A workbook and its one sheet."""
    from openpyxl import Workbook  # costs each process 13 MB, and few ask for it

    book = Workbook()
    sheet: Worksheet = book.worksheets[0]
    if title:
        sheet.title = title
    return book, sheet


def put_columns(sheet: Worksheet, labels: Sequence[str], examples: Iterable[Sequence[str]] = ()) -> None:
    """Bold labels that stay in sight, rows of examples under them, and cells that take everything as text."""
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "A2"
    for column in range(1, len(labels) + 1):
        sheet.column_dimensions[get_column_letter(column)].width = WIDTH
        for row in range(1, ROWS):
            sheet.cell(row, column).number_format = TEXT
        head = sheet.cell(1, column)
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="E8F1EC")
    for row, texts in enumerate((labels, *examples), 1):
        for column, text in enumerate(texts, 1):
            put_text(sheet.cell(row, column), text)


def put_text(cell: Any, text: str) -> None:
    """As text, whatever it looks like: a name that begins with = is no formula."""
    cell.value, cell.data_type, cell.number_format = text, "s", TEXT


def written(book: Workbook) -> bytes:
    """The workbook as a file."""
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
