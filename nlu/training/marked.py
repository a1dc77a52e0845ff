"""Sentences written for the model of names, with each name in brackets after the letter of its field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from nlu.normalise import normalise
from nlu.training.examples import Example

FOLDER = Path(__file__).parent / "marked"
LETTERS = {"p": "person", "f": "foreman", "e": "employer", "s": "project", "w": "place", "j": "job"}
ASKED = re.compile(r"([a-z_]+)> ")
NAME = re.compile(r"\[([pfeswj])([^\]]+)\]")


def marked() -> Iterator[Example]:
    """All sentences of the folder; one that begins with `foreman> ` answers that question."""
    for path in sorted(FOLDER.glob("*.txt")):
        for line in path.read_text("utf-8").splitlines():
            if line.strip() and not line.startswith("#"):
                yield example_of(line)


def example_of(line: str) -> Example:
    """One sentence with its labels."""
    asked = ASKED.match(line)
    sentence = line[asked.end() :] if asked else line
    text, labels = "", list[str]()
    for words, name in _parts(sentence):
        text += words
        labels += [f"B-{name}", *[f"I-{name}"] * (len(words) - 1)] if name else ["O"] * len(words)
    return _uniform(text, asked[1] if asked else None, labels)


def _parts(sentence: str) -> Iterator[tuple[str, str | None]]:
    at = 0
    for match in NAME.finditer(sentence):
        yield sentence[at : match.start()], None
        yield match[2], LETTERS[match[1]]
        at = match.end()
    yield sentence[at:], None


def _uniform(text: str, asked: str | None, labels: list[str]) -> Example:
    """The sentence as the model meets it, each character with the label of the one it came from."""
    normal = normalise(text)
    moved = [labels[at] for at in normal.offsets[:-1]]
    again = [at for at in range(1, len(moved)) if normal.offsets[at] == normal.offsets[at - 1]]
    for at in again:
        moved[at] = moved[at].replace("B-", "I-")
    return Example(normal.text, asked, tuple(moved))
