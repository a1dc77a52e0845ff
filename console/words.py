"""The console's words that no template holds: labels of codes and answers to what went wrong."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILES = ("words.yml", "talks.yml", "after.yml", "undelivered.yml", "sites.yml")
PATHS = tuple(Path(__file__).with_name(name) for name in FILES)


@cache
def words() -> Mapping[str, Any]:
    """All of them, by group and code."""
    merged: dict[str, dict[str, Any]] = {}
    for path in PATHS:
        for group, labels in yaml.safe_load(path.read_text("utf-8")).items():
            merged.setdefault(group, {}).update(labels)
    return merged


def word(group: str, code: str | None) -> str:
    """The word for a code; a code that has none stands for itself."""
    return str(words()[group].get(code, code or ""))


def told(name: str, /, **values: object) -> str:
    """An answer to what was done, its blanks filled."""
    return str(words()["told"][name]).format(**values)
