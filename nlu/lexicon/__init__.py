"""Word lists: `.txt` with one entry a line, `.tsv` with fields; a line that begins with `#` is a remark."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@cache
def entries(name: str) -> tuple[str, ...]:
    """The lines of `<name>.txt` without remarks and blanks."""
    lines = (FOLDER / f"{name}.txt").read_text("utf-8").splitlines()
    return tuple(bare for line in lines if (bare := line.partition("#")[0].strip()))


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The fields of each line of `<name>.tsv`."""
    lines = (FOLDER / f"{name}.tsv").read_text("utf-8").splitlines()
    return tuple(tuple(line.split("\t")) for line in lines if line.strip() and not line.startswith("#"))
