"""Writes the spreadsheet that offices fill in with their construction sites."""

from __future__ import annotations

import io
from collections.abc import Mapping

WIDTH = 20
TEXT = "@"  # what is typed stays as it is typed: codes and phones are no numbers
ROWS = 500


def registry_template(labels: Mapping[str, str], example: Mapping[str, str]) -> bytes:
    """An .xlsx with those labels by field, one example row, and cells that keep digits as they are typed."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for column, (field, label) in enumerate(labels.items(), 1):
        sheet.column_dimensions[get_column_letter(column)].width = WIDTH
        for row in range(1, ROWS):
            sheet.cell(row, column).number_format = TEXT
        head, first = sheet.cell(1, column), sheet.cell(2, column)
        head.value, head.font, first.value = label, Font(bold=True), example.get(field, "")
        head.data_type = first.data_type = "s"
    sheet.freeze_panes = "A2"
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
