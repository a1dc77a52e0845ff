"""Compiles the words before or after a number or a date that tell what it is, from tables in nlu/lexicon."""

from __future__ import annotations

import re
from functools import cache

from nlu.lexicon import rows


@cache
def cues(table: str) -> dict[str, re.Pattern[str]]:
    """The patterns of a table by name; lines of one name are alternatives, `{NAME}` stands for the line of that name."""
    parts: dict[str, list[str]] = {}
    macros: dict[str, str] = {}
    for name, pattern in rows(table):
        for macro, meaning in macros.items():
            pattern = pattern.replace("{" + macro + "}", meaning)
        if name.isupper():
            macros[name] = f"(?:{pattern})"
        else:
            parts.setdefault(name, []).append(pattern)
    return {name: re.compile("|".join(f"(?:{each})" for each in patterns)) for name, patterns in parts.items()}
