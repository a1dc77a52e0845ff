"""Compares readings with labels: how often right, wrong, invented and missed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from nlu.normalise import normalise
from nlu.reading import Reading

CORE = (
    *("person", "id_number", "phone", "project", "employer", "foreman", "place", "job"),
    *("amount_owed_yuan", "headcount", "period_start", "period_end", "evidence_kinds"),
)
CRISIS = "crisis"


@dataclass(frozen=True, slots=True)
class Count:
    """Values right, wrong (another value is the label), invented (no label) and missed."""

    right: int = 0
    wrong: int = 0
    invented: int = 0
    missed: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(
            self.right + other.right,
            self.wrong + other.wrong,
            self.invented + other.invented,
            self.missed + other.missed,
        )

    @property
    def precision(self) -> float:
        return self.right / max(self.right + self.wrong + self.invented, 1)

    @property
    def recall(self) -> float:
        return self.right / max(self.right + self.wrong + self.missed, 1)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(2 * (self.right + self.wrong) + self.invented + self.missed, 1)


@dataclass(frozen=True, slots=True)
class Judged:
    """One message beside its label."""

    id: str
    text: str
    asked: str | None
    wanted_intent: str
    intent: str
    wanted: Mapping[str, Any] | None
    entities: Mapping[str, Any]
    counts: Mapping[str, Count]

    @property
    def faults(self) -> int:
        """Wrong, invented and missed values, and a wrong intent."""
        wrong = sum(count.wrong + count.invented + count.missed for count in self.counts.values())
        return wrong + (self.intent != self.wanted_intent)


@dataclass(frozen=True, slots=True)
class Scores:
    """What a set of messages adds up to."""

    messages: int
    intents: Mapping[str, Count]
    fields: Mapping[str, Count]
    money: Count
    exact: float
    confused: Mapping[tuple[str, str], int] = field(default_factory=dict)

    @property
    def accuracy(self) -> float:
        return sum(count.right for count in self.intents.values()) / max(self.messages, 1)

    @property
    def macro_f1(self) -> float:
        """The mean over the intents that occur among the labels."""
        real = [count.f1 for count in self.intents.values() if count.right + count.missed]
        return sum(real) / max(len(real), 1)

    @property
    def core(self) -> Count:
        return sum((self.fields.get(name, Count()) for name in CORE), Count())


def judged(message: Mapping[str, Any], reading: Reading) -> Judged:
    """A message as the files in nlu/devset have it, beside its reading; without `entities` its intent alone counts."""
    wanted = message.get("entities")
    counts = {} if wanted is None else counts_of(wanted, reading.entities)
    return Judged(
        str(message.get("id", "")),
        message["text"],
        message.get("asked"),
        message["intent"],
        reading.intent,
        wanted,
        reading.entities,
        counts,
    )


def scores_of(all_judged: Sequence[Judged]) -> Scores:
    """The sums over all messages."""
    fields: dict[str, Count] = {}
    for one in all_judged:
        for name, count in one.counts.items():
            fields[name] = fields.get(name, Count()) + count
    labelled = [one for one in all_judged if one.wanted is not None]
    money = sum((money_count(one.wanted or {}, one.entities) for one in labelled), Count())
    exact = sum(one.faults == 0 for one in labelled) / max(len(labelled), 1)
    return Scores(len(all_judged), _intents(all_judged), fields, money, exact, _confused(all_judged))


def counts_of(wanted: Mapping[str, Any], read: Mapping[str, Any]) -> dict[str, Count]:
    """Each field of one message; lists are counted by their members."""
    return {name: field_count(wanted.get(name), read.get(name)) for name in sorted({*wanted, *read})}


def field_count(wanted: Any, read: Any) -> Count:
    """One field: a list's members are right, invented or missed each, another value is right or wrong as a whole."""
    if isinstance(wanted, list) or isinstance(read, list):
        return _members({comparable(each) for each in wanted or ()}, {comparable(each) for each in read or ()})
    if wanted is None or read is None:
        return Count(invented=int(wanted is None), missed=int(read is None))
    return Count(right=1) if comparable(wanted) == comparable(read) else Count(wrong=1)


def money_count(wanted: Mapping[str, Any], read: Mapping[str, Any]) -> Count:
    """The sums of a message whatever their role; two roles with one value are one."""
    return _members(*({comparable(value) for name, value in one.items() if _is_money(name)} for one in (wanted, read)))


def comparable(value: Any) -> str:
    """The value as it is compared: text uniform and without blanks and punctuation, numbers without trailing zeros."""
    if isinstance(value, dict):
        return "|".join(f"{name}={comparable(value[name])}" for name in sorted(value))
    if isinstance(value, bool):
        return str(value)
    text = str(value)
    try:
        return f"{Decimal(text).normalize():f}"
    except InvalidOperation:
        return "".join(filter(str.isalnum, normalise(text).text)).lower()


def _is_money(name: str) -> bool:
    return name.endswith("_yuan")


def _members(wanted: set[str], read: set[str]) -> Count:
    return Count(right=len(wanted & read), invented=len(read - wanted), missed=len(wanted - read))


def _intents(all_judged: Iterable[Judged]) -> dict[str, Count]:
    counts: dict[str, Count] = {}
    for one in all_judged:
        if one.intent == one.wanted_intent:
            counts[one.intent] = counts.get(one.intent, Count()) + Count(right=1)
        else:
            counts[one.intent] = counts.get(one.intent, Count()) + Count(invented=1)
            counts[one.wanted_intent] = counts.get(one.wanted_intent, Count()) + Count(missed=1)
    return dict(sorted(counts.items()))


def _confused(all_judged: Iterable[Judged]) -> dict[tuple[str, str], int]:
    """How often which intent was taken for which other."""
    pairs = Counter((one.wanted_intent, one.intent) for one in all_judged if one.intent != one.wanted_intent)
    return dict(pairs.most_common())
