"""Decides what a message wants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nlu.found import Context, Found


@dataclass(frozen=True, slots=True)
class Verdict:
    """The intent, how sure it is, the topic of a policy question, and the rule that decided."""

    intent: str
    confidence: float
    faq_topic: str | None
    rule: str


def intent_of(context: Context, entities: Mapping[str, Any], found: Sequence[Found]) -> Verdict:
    """One of the intents of docs/understanding.md."""
    return Verdict("provide_info" if entities else "out_of_scope", 0.5, None, "stub")
