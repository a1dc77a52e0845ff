"""Knows the labels in a list of construction sites, and makes of a site's name what it is looked up by."""

from __future__ import annotations

import re
from functools import cache

from nlu.label_words import bare, fits, kind_of, patterns
from nlu.lexicon import entries

LIST = "registry"
REMARK = re.compile(r"[(\[（【].*?[)\]）】]")
FIELDS = (
    *("code", "name", "county", "address", "owner", "general_contractor"),
    *("subcontractors", "wage_officer", "wage_officer_phone"),
)


def registry_column(label: str) -> str | None:
    """Which of FIELDS a column with that label holds; None for any other label."""
    return kind_of(LIST, FIELDS, bare(REMARK.sub("", label)))


def is_registry_foot(text: str) -> bool:
    """Whether a line that begins so is no site."""
    return fits(LIST, "foot", "".join(text.split()))


def firms_in(text: str) -> list[str]:
    """The firms that a cell names, each once, in order."""
    parts = [" ".join(part.split()) for part in re.split(patterns(LIST)["between"][0], text)]
    return list(dict.fromkeys(part for part in parts if part))


def site_key(name: str) -> str:
    """What two ways of writing one site's name share: simplified, without blanks, signs and the word for a site."""
    words = bare(name)
    ending = next((one for one in _endings() if words.endswith(one) and len(words) - len(one) >= 2), "")
    return words.removesuffix(ending)


@cache
def _endings() -> tuple[str, ...]:
    return tuple(sorted(entries("registry_endings"), key=len, reverse=True))
