"""Word lists, one entry a line; `#` begins a remark."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@cache
def entries(name: str) -> tuple[str, ...]:
    """The lines of `<name>.txt` without remarks and blanks."""
    lines = (FOLDER / f"{name}.txt").read_text("utf-8").splitlines()
    return tuple(bare for line in lines if (bare := line.partition("#")[0].strip()))
