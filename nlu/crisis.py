"""Tells whether a message speaks of danger to life or safety; staff must see such a message at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from nlu.lexicon import rows

KINDS = ("self_harm", "violence", "threat", "detention", "mass")


def danger_in(text: str) -> str | None:
    """The kind of danger that a uniform text speaks of, None for none: see nlu/lexicon/crisis.tsv."""
    patterns = _patterns()
    bare = patterns["harmless"].sub("□", text)
    for kind in KINDS:
        if any(not _defused(bare, match) for match in patterns[kind].finditer(bare)):
            return kind
    return None


def suspicion_in(text: str) -> bool:
    """Whether the text has a word that such messages often have; the learned model weighs it."""
    return bool(_patterns()["hint"].search(_patterns()["harmless"].sub("□", text)))


def _defused(text: str, match: re.Match[str]) -> bool:
    """Whether the words around a match deny it, tell an old story, or ask about the law."""
    patterns = _patterns()
    if patterns["denied"].search(text[max(0, match.start() - 8) : match.start()]):
        return True
    if patterns["plan"].search(text):
        return False
    return bool(patterns["question"].search(text) or patterns["old"].search(text[: match.start()]))


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    """One pattern for each kind of line; what denies must end where the match begins."""
    parts: dict[str, list[str]] = {}
    for kind, pattern in _lines():
        parts.setdefault(kind, []).append(pattern)
    joined = {kind: "|".join(f"(?:{pattern})" for pattern in patterns) for kind, patterns in parts.items()}
    joined["denied"] = f"(?:{joined['denied']})$"
    return {kind: re.compile(pattern) for kind, pattern in joined.items()}


def _lines() -> Iterator[tuple[str, str]]:
    named: dict[str, str] = {}
    for kind, pattern, *part in rows("crisis"):
        if kind == "let":
            named[pattern] = part[0]
            continue
        for name, meant in named.items():
            pattern = pattern.replace("{" + name + "}", meant)
        yield kind, pattern
