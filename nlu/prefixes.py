"""Finds the longest entry of a word list that begins at a place in a text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

T = TypeVar("T")


class PrefixIndex(Generic[T]):
    """Words of two characters and more with what they stand for, looked up by their first two characters."""

    __slots__ = ("_by_start",)

    def __init__(self, entries: Mapping[str, T]) -> None:
        by_start: dict[str, list[tuple[str, T]]] = {}
        for word in sorted(entries, key=lambda word: (-len(word), word)):
            by_start.setdefault(word[:2], []).append((word, entries[word]))
        self._by_start = {start: tuple(words) for start, words in by_start.items() if len(start) == 2}

    def longest(self, text: str, at: int) -> tuple[str, T] | None:
        """The longest word that the text has at this offset."""
        for word, meaning in self._by_start.get(text[at : at + 2], ()):
            if text.startswith(word, at):
                return word, meaning
        return None
