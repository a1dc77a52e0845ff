"""Sentences with marked names, grown from rules with alternatives."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from nlu.training.dice import Dice

TOKEN = re.compile(r"\)\?|[(|)]|<[^<>]+>|\{[^{}]+\}|[^(|)<{]+")
Part = tuple[str, str | None]  # words, and the field that they are


@dataclass(frozen=True, slots=True)
class Words:
    """What is said as it stands."""

    text: str


@dataclass(frozen=True, slots=True)
class Name:
    """Another rule."""

    rule: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A name to be made up."""

    kind: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several ways to go on."""

    ways: tuple[tuple[Node, ...], ...]


Node = Words | Name | Slot | Choice
Maker = Callable[[str, Dice], list[Part]]


@dataclass(frozen=True, slots=True)
class Grammar:
    """Rules under their names: `a(b|c)(d)?<rule>{slot}`, one alternative a line, `3*` before one that is likelier."""

    rules: dict[str, tuple[tuple[Node, ...], ...]]

    def grow(self, rule: str, dice: Dice, make: Maker) -> list[Part]:
        """One sentence of the rule in parts; `make` makes up what stands in a slot."""
        return [part for node in dice.pick(self.rules[rule]) for part in self._grown(node, dice, make)]

    def _grown(self, node: Node, dice: Dice, make: Maker) -> list[Part]:
        if isinstance(node, Words):
            return [(node.text, None)]
        if isinstance(node, Slot):
            return make(node.kind, dice)
        if isinstance(node, Name):
            return self.grow(node.rule, dice, make)
        return [part for inner in dice.pick(node.ways) for part in self._grown(inner, dice, make)]


def read_grammar(folder: Path) -> Grammar:
    """The rules of all files of a folder."""
    rules: dict[str, list[tuple[Node, ...]]] = {}
    for path in sorted(folder.glob("*.txt")):
        _read_rules(path.read_text("utf-8").splitlines(), rules)
    return Grammar({name: tuple(ways) for name, ways in rules.items()})


def _read_rules(lines: Iterable[str], rules: dict[str, list[tuple[Node, ...]]]) -> None:
    name = ""
    for line in lines:
        if not line or line.startswith("#"):
            continue
        if not line.startswith(" "):
            name = line.strip().rstrip(":")
            rules.setdefault(name, [])
            continue
        times, _, rest = line.strip().rpartition("*")
        rules[name] += [_sequence(TOKEN.findall(rest))] * int(times or 1)


def _sequence(tokens: list[str]) -> tuple[Node, ...]:
    ways = _ways(tokens)
    return ways[0] if len(ways) == 1 else (Choice(ways),)


def _ways(tokens: list[str]) -> tuple[tuple[Node, ...], ...]:
    """The alternatives up to the closing bracket; takes what it reads off the list."""
    ways: list[list[Node]] = [[]]
    while tokens:
        token = tokens.pop(0)
        if token == ")?":  # noqa: S105
            ways.append([])
        if token in (")", ")?"):
            break
        if token == "|":  # noqa: S105
            ways.append([])
        else:
            ways[-1].append(_node(token, tokens))
    return tuple(tuple(way) for way in ways)


def _node(token: str, tokens: list[str]) -> Node:
    if token == "(":  # noqa: S105
        return Choice(_ways(tokens))
    if token.startswith("<"):
        return Name(token[1:-1])
    return Slot(token[1:-1]) if token.startswith("{") else Words(token)
