"""What kind of word stands at each character, by the dictionary that jieba brings."""

from __future__ import annotations

from collections.abc import Iterable

from nlu.tokens import Token, kind_of

UNKNOWN = "?"
LONGEST = 4


def cut(words: Iterable[Token]) -> list[str]:
    """For each character whether a word begins there, the word's kind, and at its beginning the length."""
    marked = list[str]()
    for each in words:
        kind, size = kind_of(each.word) or UNKNOWN, each.end - each.start
        marked.append(f"B{kind}{min(size, LONGEST)}")
        marked += [f"I{kind}"] * (size - 1)
    return marked
