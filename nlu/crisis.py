"""Tells whether a message speaks of danger to life or safety; staff must see such a message at once."""

from __future__ import annotations

import re

from nlu.patterns import patterns

KINDS = ("self_harm", "violence", "threat", "detention", "mass")
NEAR = 8  # characters before a match in which the words that deny it stand
GAP = "□"  # stands for what only sounds alike


def danger_in(text: str) -> str | None:
    """The kind of danger that a uniform text speaks of, None for none: see nlu/lexicon/crisis.tsv."""
    known = patterns("crisis")
    bare = known["harmless"].sub(GAP, text)
    for kind in KINDS:
        if any(not _defused(bare, match) for match in known[kind].finditer(bare)):
            return kind
    return None


def suspicion_in(text: str) -> bool:
    """Whether the text has a word that such messages often have; the learned model weighs it."""
    known = patterns("crisis")
    return bool(known["hint"].search(known["harmless"].sub(GAP, text)))


def _defused(text: str, match: re.Match[str]) -> bool:
    """Whether the words around a match deny it, tell an old or settled story, or ask about the law."""
    known = patterns("crisis")
    if known["denied"].search(text[max(0, match.start() - NEAR) : match.start()]):
        return True
    if known["resolved"].search(text):
        return True
    if known["plan"].search(text):
        return False
    return bool(known["question"].search(text) or known["old"].search(text[: match.start()]))
