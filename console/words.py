"""The console's words that no template holds: labels of codes and answers to what went wrong."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

PATH = Path(__file__).with_name("words.yml")


@cache
def words() -> Mapping[str, Any]:
    """All of them, by group and code."""
    read: Mapping[str, Any] = yaml.safe_load(PATH.read_text("utf-8"))
    return read


def word(group: str, code: str | None) -> str:
    """The word for a code; a code that has none stands for itself."""
    return str(words()[group].get(code, code or ""))


def told(name: str, /, **values: object) -> str:
    """An answer to what was done, its blanks filled."""
    return str(words()["told"][name]).format(**values)
