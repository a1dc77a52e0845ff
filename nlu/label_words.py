"""Knows labels and lines of tables by patterns that stand in a word list, one kind a line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from nlu.lexicon import rows
from nlu.normalise import normalise

NOT_WORDS = re.compile(r"[\W_]+")
LONGEST = 24  # characters of a label


def bare(text: str) -> str:
    """The words alone: simplified, in small letters, without blanks and signs."""
    return NOT_WORDS.sub("", normalise(text).text).lower()


def fits(name: str, kind: str, words: str) -> bool:
    """Whether the words are of that kind in `<name>.tsv`."""
    return any(pattern.fullmatch(words) for pattern in patterns(name)[kind])


def kind_of(name: str, kinds: Iterable[str], words: str) -> str | None:
    """The first of the kinds that a label is; None for what is no label."""
    if not 0 < len(words) <= LONGEST:
        return None
    return next((kind for kind in kinds if fits(name, kind, words)), None)


@cache
def patterns(name: str) -> dict[str, list[re.Pattern[str]]]:
    """The patterns of `<name>.tsv` by their kinds."""
    found: dict[str, list[re.Pattern[str]]] = {}
    for kind, pattern in rows(name):
        found.setdefault(kind, []).append(re.compile(pattern))
    return found
