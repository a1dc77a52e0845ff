"""The few words that only Telegram needs: its commands, the buttons that hand a phone number or a place over."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

FILE: Final = Path(__file__).with_name("words.yml")


@dataclass(frozen=True, slots=True)
class Words:
    """`said` tells by its name what a command says; `titles` what it is called in the menu."""

    said: dict[str, str]
    titles: dict[str, str]
    phone: str
    place: str
    group: str


def read_words(file: Path = FILE) -> Words:
    """The words of the file."""
    written: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    commands = written["commands"]
    said = {one["command"]: one["says"] for one in commands}
    titles = {one["command"]: one["title"] for one in commands}
    return Words(said, titles, written["phone"], written["place"], written["group"])
