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


def problems() -> list[str]:
    """What an operator wrote that cannot be read, a sentence each with its file and line."""
    files = sorted([*FOLDER.glob("*.txt"), *FOLDER.glob("*.tsv")])
    return [problem for path in files for problem in _problems(path)]


def _problems(path: Path) -> list[str]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except UnicodeDecodeError:
        return [f"{path.name} is not UTF-8."]
    kept = [(number, line) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    if path.suffix == ".txt":
        return [f"{path.name}, line {number}: too many tabs." for number, line in kept if line.count("\t") > 1]
    fields = max((line.count("\t") for _, line in kept), default=0)
    bare = [number for number, line in kept if fields and "\t" not in line]
    return [f"{path.name}, line {number}: its fields are parted by tabs." for number in bare]
