"""What one message was understood to say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Span:
    """Where a fact was read: offsets into the text as the worker wrote it, and the rule or model that read it."""

    field: str
    value: Any
    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two readings of one fact that cannot both be true; `said` stands in the entities."""

    field: str
    said: str
    computed: str
    rule: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Intent and facts of one message; entities are JSON values under their field names (docs/understanding.md)."""

    text: str
    intent: str
    confidence: float
    entities: Mapping[str, Any] = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()
    spans: tuple[Span, ...] = ()
