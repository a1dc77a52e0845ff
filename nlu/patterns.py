"""Reads tables of patterns: a name and a regular expression a line, all of one name joined."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from nlu.lexicon import rows


@cache
def patterns(table: str) -> Mapping[str, re.Pattern[str]]:
    """One pattern for each name in `nlu/lexicon/<table>.tsv`; `let` lines name parts that later lines use as {part}."""
    parts: dict[str, list[str]] = {}
    for name, pattern in _filled_in(table):
        parts.setdefault(name, []).append(pattern)
    return {name: re.compile("|".join(f"(?:{one})" for one in some)) for name, some in parts.items()}


def _filled_in(table: str) -> Iterator[tuple[str, str]]:
    named: dict[str, str] = {}
    for name, pattern, *part in rows(table):
        for let, meant in named.items():
            pattern = pattern.replace("{" + let + "}", meant)
            part = [one.replace("{" + let + "}", meant) for one in part]
        if name == "let":
            named[pattern] = part[0]
        else:
            yield name, pattern
