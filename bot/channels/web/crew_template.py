"""Makes the roster that leaders download."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from cases.blank_sheets import new_book, put_columns, put_text, written


def roster_template(words: Mapping[str, Any]) -> bytes:
    """The workbook: a sheet to fill in, and one that explains it, which is not read."""
    return _made(
        tuple(words["columns"]), tuple(map(tuple, words["example"])), tuple(words["help"]), tuple(words["sheets"])
    )


@lru_cache(maxsize=2)
def _made(
    columns: Sequence[str], example: Sequence[Sequence[str]], explained: Sequence[str], sheets: Sequence[str]
) -> bytes:
    book, sheet = new_book(sheets[0])
    put_columns(sheet, columns)
    other = book.create_sheet(sheets[1])
    other.column_dimensions["A"].width = 60
    for row, line in enumerate([*explained, *("　".join(one) for one in example)], 1):
        put_text(other.cell(row, 1), line)
    return written(book)
