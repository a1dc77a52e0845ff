"""Knows the short messages that say one thing and nothing else: a yes, a stop, a greeting."""

from __future__ import annotations

import re
from functools import cache

from nlu.lexicon import rows

LONGEST = 24  # characters; what is longer says more than one thing
YES_OR_NO = frozenset({"confirm", "consent", "evidence_contract"})
NOT_WORDS = re.compile(r"[\W_]+")


def command_of(text: str, asked: str | None) -> str | None:
    """The intent that the whole of a uniform text stands for after the open question, see nlu/lexicon/commands.tsv."""
    words = NOT_WORDS.sub("", text).lower()
    if not 0 < len(words) <= LONGEST:
        return None
    for intent, when, pattern in _commands():
        if when in _conditions(asked) and pattern.fullmatch(words):
            return intent
    return None


def _conditions(asked: str | None) -> tuple[str, ...]:
    if asked is None:
        return ("*", "no")
    return ("*", asked, "yn") if asked in YES_OR_NO else ("*", asked, "fact")


@cache
def _commands() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """Intent, condition and pattern, all of one intent and condition in one pattern, in the file's order."""
    patterns: dict[tuple[str, str], list[str]] = {}
    for intent, when, pattern in rows("commands"):
        patterns.setdefault((intent, when), []).append(pattern)
    head, tail = ("|".join(patterns.pop((name, "*"))) for name in ("head", "tail"))
    return tuple(
        (intent, when, re.compile(f"(?:{head})*?(?:{'|'.join(parts)})(?:{tail})*"))
        for (intent, when), parts in patterns.items()
    )
