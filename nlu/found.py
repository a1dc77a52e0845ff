"""What finders look at and what they hand back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from nlu.normalise import Normal
from nlu.tokens import Token


@dataclass(frozen=True, slots=True)
class Found:
    """One fact read by a rule between two offsets of the uniform text; of rivals the heavier one stands."""

    field: str
    value: Any
    start: int
    end: int
    rule: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Context:
    """A message as every finder sees it: its uniform text cut into words, the day, and the open question."""

    normal: Normal
    today: date
    asked: str | None
    tokens: tuple[Token, ...]

    @property
    def text(self) -> str:
        return self.normal.text
