"""The spreadsheet that offices fill in with their construction sites."""

from __future__ import annotations

from collections.abc import Mapping

from cases.blank_sheets import new_book, put_columns, written


def registry_template(labels: Mapping[str, str], example: Mapping[str, str]) -> bytes:
    """An .xlsx with those labels by field and one example row."""
    book, sheet = new_book()
    put_columns(sheet, list(labels.values()), [[example.get(field, "") for field in labels]])
    return written(book)
