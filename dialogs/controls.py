"""Knows the short messages that steer the talk itself: a step back, once more, simpler, my data."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

from nlu.normalise import normalise

WORDS = Path(__file__).with_name("controls.yml")
NOT_WORDS = re.compile(r"[\W_]+")
LONGEST = 24  # characters; what is longer says more than one thing


def control_in(text: str) -> str | None:
    """The intent that the whole of the message stands for, see controls.yml; it goes before what nlu reads."""
    if len(text) > 2 * LONGEST:
        return None
    words = NOT_WORDS.sub("", normalise(text).text)
    if not 0 < len(words) <= LONGEST:
        return None
    return next((intent for intent, pattern in _controls().items() if pattern.fullmatch(words)), None)


@cache
def _controls() -> dict[str, re.Pattern[str]]:
    written = yaml.safe_load(WORDS.read_text("utf-8"))
    return {intent: re.compile("|".join(f"(?:{one})" for one in patterns)) for intent, patterns in written.items()}


@cache
def control_intents() -> frozenset[str]:
    """All intents that `control_in` may name."""
    return frozenset(_controls())
