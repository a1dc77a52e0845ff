"""Labelled messages for the model of names: grown ones, and those of the development set."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nlu.lexicon import entries
from nlu.normalise import normalise
from nlu.training.dice import Dice
from nlu.training.grammar import Grammar, Part, read_grammar
from nlu.training.invented import invent, surname

FIELDS = ("person", "foreman", "employer", "project", "place", "job")
PAUSES = (("，",), ("，",), (" ",), (" ",), ("",), ("，", " ", "。"), ("，", "", " "))
BREAK = r"[\s，,。、·:：]*"


@dataclass(frozen=True, slots=True)
class Example:
    """A uniform text, the open question, and the label of each character (`B-person`, `I-person`, `O`)."""

    text: str
    asked: str | None
    labels: tuple[str, ...]


@cache
def grammar() -> Grammar:
    return read_grammar(Path(__file__).parent / "sentences")


def grown(count: int, seed: int) -> Iterator[Example]:
    """That many invented messages: whole reports and answers to questions."""
    dice, rules = Dice(seed), grammar().rules
    answers = [name for name in rules if name.startswith("asked_")]
    for _ in range(count):
        rule = dice.pick(("report", "report", "report", "talk", *answers[:3], *answers[3:]))
        asked = rule.removeprefix("asked_") if rule.startswith("asked_") else None
        parts = grammar().grow(rule, dice, invent)
        yield labelled(paused(parts, dice), "id_number" if asked == "number" else asked)


def paused(parts: Iterable[Part], dice: Dice) -> list[Part]:
    """The parts with one manner of pausing: commas, blanks, nothing."""
    manner = dice.pick(PAUSES)
    return [
        (text if field else "".join(dice.pick(manner) if c == "，" else c for c in text), field)
        for text, field in parts
    ]


def labelled(parts: Iterable[Part], asked: str | None) -> Example:
    """The parts as one text with labels."""
    text, labels = "", []
    for words, field in parts:
        text += words
        labels += [f"B-{field}", *[f"I-{field}"] * (len(words) - 1)] if field and words else ["O"] * len(words)
    return Example(text, asked, tuple(labels))


def varied(example: Example, dice: Dice) -> Example:
    """The same message about other people, firms, sites, places and trades."""
    parts: list[Part] = []
    for words, field in parts_of(example):
        parts.append((reinvented(words, field, dice) if field and dice.happens(75) else words, field))
    return labelled(parts, example.asked)


def parts_of(example: Example) -> Iterator[Part]:
    """The text cut where labels begin and end."""
    begin = 0
    for at in range(1, len(example.text) + 1):
        if at == len(example.text) or example.labels[at] != example.labels[begin].replace("B-", "I-"):
            label = example.labels[begin]
            yield example.text[begin:at], label[2:] if label != "O" else None
            begin = at


def reinvented(words: str, field: str, dice: Dice) -> str:
    """Another name for that field; who is called 姓孙的 stays somebody so called."""
    name = invent(field, dice)[0][0]
    if field == "foreman" and words.startswith("姓"):
        return "姓" + surname(dice) + "的" * words.endswith("的")
    if field == "foreman" and name.startswith("姓"):
        return words
    return name


def noted(paths: Iterable[Path]) -> Iterator[tuple[Example, Mapping[str, str]]]:
    """The messages of development files, with the names that should be found."""
    for path in paths:
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            if "entities" in row:
                wanted = {field: str(row["entities"][field]) for field in FIELDS if field in row["entities"]}
                yield aligned(normalise(row["text"]).text, row.get("asked"), wanted), wanted


NAMELESS = frozenset(
    """affirm deny dont_know abuse help pause resume restart human withdraw urge rate
    thanks_bye greet out_of_scope""".split()
)


def nameless(path: Path) -> Iterator[Example]:
    """The messages of a file whose intents name nobody."""
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["intent"] in NAMELESS:
            text = normalise(row["text"]).text
            yield Example(text, row.get("asked"), ("O",) * len(text))


def aligned(text: str, asked: str | None, wanted: Mapping[str, str]) -> Example:
    """The text with its names labelled wherever they are said, longer ones first."""
    labels = ["O"] * len(text)
    for field, value in sorted(wanted.items(), key=lambda item: -len(item[1])):
        for start, end in said(text, value, field):
            if all(label == "O" for label in labels[start:end]):
                labels[start:end] = [f"B-{field}", *[f"I-{field}"] * (end - start - 1)]
    return Example(text, asked, tuple(labels))


def said(text: str, value: str, field: str) -> list[tuple[int, int]]:
    """Where a value is said: as it is, with stops in it, misspelt, or the longest end of it."""
    ways = [normalise(value).text]
    if field == "job":
        ways += [wrong for wrong, _, right in (line.partition("\t") for line in entries("trades")) if right == value]
    if field == "place":
        ways += [ways[0][cut:] for cut in range(1, len(ways[0]) - 1)]
    for way in ways:
        pattern = BREAK.join(re.escape(c) for c in way if not re.fullmatch(BREAK, c))
        if found := [match.span() for match in re.finditer(pattern, text)]:
            return found
    return []
