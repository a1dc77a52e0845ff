"""Chance that is the same for the same seed, everywhere."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import count
from typing import TypeVar

T = TypeVar("T")


class Draw:
    """Draws in a row from a seed."""

    def __init__(self, seed: str) -> None:
        self._seed, self._drawn = seed, count()

    def below(self, most: int) -> int:
        digest = hashlib.sha256(f"{self._seed}:{next(self._drawn)}".encode()).digest()
        return int.from_bytes(digest[:8], "big") % most

    def one(self, of: Sequence[T]) -> T:
        return of[self.below(len(of))]

    def happens(self, percent: int) -> bool:
        return self.below(100) < percent
