"""What simulated workers say: talks from talks.yml, each told by a worker with a name and numbers of his own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, cycle
from pathlib import Path
from typing import Any

import yaml

from nlu.identity import is_valid_id_number

FILE = Path(__file__).with_name("talks.yml")
CHECK_DIGITS = "0123456789X"


@dataclass(frozen=True, slots=True)
class Line:
    """One message, and the words that must stand in its answer."""

    text: str
    heard: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A whole talk of one worker; `openid` is his alone."""

    openid: str
    name: str
    lines: tuple[Line, ...]


def told_talks(first: int = 0) -> Iterator[Told]:
    """Talk after talk without end, each by the worker with the next number."""
    written = yaml.safe_load(FILE.read_text("utf-8"))
    talks, people = cycle(written["talks"].items()), cycle(written["people"])
    for number, (name, lines), person in zip(count(first), talks, people, strict=False):
        yield Told(f"oBench{number:022d}", name, tuple(_line(line, _facts(person, number)) for line in lines))


def _line(written: list[str], facts: dict[str, Any]) -> Line:
    text, *heard = (part.format_map(facts) for part in written)
    return Line(text, tuple(heard))


def _facts(person: str, number: int) -> dict[str, Any]:
    return {"person": person, "id_number": id_number(number), "phone": f"1380000{number % 10_000:04d}"}


def id_number(number: int) -> str:
    """An invented number with a right check digit."""
    head = f"3211021985{number // 1000 % 12 + 1:02d}{number // 36 % 28 + 1:02d}{number % 1000:03d}"
    return next(whole for digit in CHECK_DIGITS if is_valid_id_number(whole := head + digit))
