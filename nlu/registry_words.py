"""Knows the labels in a list of construction sites, and makes of a site's name what it is looked up by."""

from __future__ import annotations

import re
from functools import cache

from nlu.lexicon import entries, rows
from nlu.normalise import normalise

NOT_WORDS = re.compile(r"[\W_]+")
REMARK = re.compile(r"[(\[（【].*?[)\]）】]")
FIELDS = (
    *("code", "name", "county", "address", "owner", "general_contractor"),
    *("subcontractors", "wage_officer", "wage_officer_phone"),
)
LONGEST = 24  # characters of a label


def registry_column(label: str) -> str | None:
    """Which of FIELDS a column with that label holds; None for any other label."""
    words = _bare(REMARK.sub("", label))
    if not 0 < len(words) <= LONGEST:
        return None
    return next((name for name in FIELDS if _fits(name, words)), None)


def is_registry_foot(text: str) -> bool:
    """Whether a line that begins so is no site."""
    return _fits("foot", "".join(text.split()))


def firms_in(text: str) -> list[str]:
    """The firms that a cell names, each once, in order."""
    parts = [" ".join(part.split()) for part in re.split(_patterns()["between"][0], text)]
    return list(dict.fromkeys(part for part in parts if part))


def site_key(name: str) -> str:
    """What two ways of writing one site's name share: simplified, without blanks, signs and the word for a site."""
    bare = _bare(name)
    ending = next((one for one in _endings() if bare.endswith(one) and len(bare) - len(one) >= 2), "")
    return bare.removesuffix(ending)


@cache
def _endings() -> tuple[str, ...]:
    return tuple(sorted(entries("registry_endings"), key=len, reverse=True))


def _bare(text: str) -> str:
    return NOT_WORDS.sub("", normalise(text).text).lower()


def _fits(kind: str, words: str) -> bool:
    return any(pattern.fullmatch(words) for pattern in _patterns()[kind])


@cache
def _patterns() -> dict[str, list[re.Pattern[str]]]:
    patterns: dict[str, list[re.Pattern[str]]] = {}
    for kind, pattern in rows("registry"):
        patterns.setdefault(kind, []).append(re.compile(pattern))
    return patterns
