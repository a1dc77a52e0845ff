"""What each invented worker will say, and what becomes of his case; the same numbers give the same people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, Literal

import yaml

from bot.bench.talks import id_number

FILE: Final = Path(__file__).with_name("people.yml")
Ending = Literal["filed", "human", "crisis", "pause", "open"]
ENDINGS: Final[Sequence[Ending]] = (
    "filed",
    "filed",
    "filed",
    "open",
    "filed",
    "human",
    "filed",
    "filed",
    "pause",
    "filed",
    "crisis",
)
PATHS: Final[Sequence[Sequence[str]]] = (
    ("accepted", "filed", "investigating", "payment_ordered", "paid", "closed"),
    ("accepted", "filed", "investigating"),
    ("accepted",),
    (),
    ("needs_supplement",),
    ("accepted", "interviewed", "paid"),
    ("transferred",),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """One worker: his facts, when he begins, after how many answers he stops, and the steps of his case."""

    number: int
    facts: Mapping[str, str]
    opening: str
    aside_at: int | None
    ending: Ending
    stops_after: int
    begins_at: datetime
    steps: Sequence[str]


class People:
    """The words of people.yml."""

    def __init__(self) -> None:
        self.words: Mapping[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))

    def plans(self, count: int, until: datetime) -> Iterator[Plan]:
        """So many workers, spread over the two months before that time, the last ones just now."""
        for number in range(count):
            age = timedelta(days=60 * (1 - (number + 1) / count) ** 1.6, minutes=7 * (number % 9))
            yield self._plan(number, until - age - timedelta(minutes=20))

    def _plan(self, number: int, begins_at: datetime) -> Plan:
        facts, ending = self._facts(number), ENDINGS[number % len(ENDINGS)]
        opening = str(_nth(self.words["openings"], number)).format_map(facts)
        return Plan(
            number=number,
            facts=facts,
            opening=opening,
            aside_at=3 if number % 3 == 0 else None,
            ending=ending,
            stops_after=99 if ending == "filed" else 2 + number % 5,
            begins_at=begins_at,
            steps=_nth(PATHS, number * 3 + number // 7),
        )

    def _facts(self, number: int) -> dict[str, str]:
        words, heads = self.words, 2 + number * 7 % 13
        is_group = number % 4 == 2
        amount = (number * 37 % 90 + 6) * 100 * (heads if is_group else 3)
        facts = {
            "person": _nth(words["surnames"], number * 7) + _nth(words["given"], number * 5 + number // 18),
            "id_number": id_number(number),
            "phone": f"1380000{number % 10_000:04d}",
            **_nth(words["sites"], number * 3 + number // 7),
            "amount": str(amount),
            "heads": str(heads),
        }
        lists = {
            "employer": "employers",
            "foreman": "foremen",
            "trade": "trades",
            "period": "periods",
            "evidence": "evidence",
        }
        facts |= {name: _nth(words[many], number * 5 + len(name)) for name, many in lists.items()}
        return facts | {"headcount": words["together" if is_group else "alone"].format_map(facts)}


def _nth(choices: Sequence[Any], number: int) -> Any:
    return choices[number % len(choices)]
