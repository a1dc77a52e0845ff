"""JSON lines in and out: one object a line, UTF-8 whatever the terminal's encoding is."""

from __future__ import annotations

import json
import re
from typing import Any, BinaryIO

HALF_CHARACTER = re.compile("[\ud800-\udfff]")


class BadLine(Exception):
    """The line is not what was asked for; the text says why, `id` is what the line called itself."""

    def __init__(self, reason: str, id: Any = None) -> None:
        super().__init__(reason)
        self.id = id


def read_object(line: bytes) -> dict[str, Any]:
    """The object on the line; raises BadLine."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        raise BadLine("not a line of JSON") from None
    if not isinstance(value, dict):
        raise BadLine("not a JSON object")
    return value


def write_object(out: BinaryIO, value: dict[str, Any]) -> None:
    """Writes and flushes one line; halves of characters, which UTF-8 cannot hold, are escaped."""
    text = json.dumps(value, ensure_ascii=False)
    if HALF_CHARACTER.search(text):
        text = json.dumps(value)
    out.write(text.encode() + b"\n")
    out.flush()
