"""How simulated workers tell what they are owed: as one sum, by days, so much each, month by month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.bench.dice import Draw

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """His answer to the question for the sum, what he says when it is asked again, and what must be held in the end."""

    answer: str
    again: tuple[str, ...]
    facts: Facts = field(default_factory=dict)


def told_otherwise(draw: Draw, words: Mapping[str, str], heads: int, months: tuple[int, int]) -> Told | None:
    """A sum that has to be worked out, for one worker in three; None for all others."""
    kind = draw.below(9)
    if heads > 1:
        return each(draw, words, heads) if kind < 3 else None
    ways = (by_days, by_days_apart)
    if kind < 2:
        return ways[kind](draw, words)
    return by_months(draw, words, months) if kind == 2 and months[1] > months[0] else None


def by_days(draw: Draw, words: Mapping[str, str]) -> Told:
    rate, days = 180 + 10 * draw.below(20), 10 + draw.below(60)
    return Told(words["by_days"].format(rate=rate, days=days), (words["yes"],), _days(rate, days))


def by_days_apart(draw: Draw, words: Mapping[str, str]) -> Told:
    rate, days = 180 + 10 * draw.below(20), 10 + draw.below(60)
    return Told(words["rate"].format(rate=rate), (str(days), words["yes"]), _days(rate, days))


def _days(rate: int, days: int) -> Facts:
    return {"daily_wage_yuan": str(rate), "days_worked": days, "amount_owed_yuan": str(rate * days)}


def each(draw: Draw, words: Mapping[str, str], heads: int) -> Told:
    share = 100 * (20 + draw.below(60))
    facts = {"amount_per_person_yuan": str(share), "amount_owed_yuan": str(share * heads)}
    return Told(words["each"].format(share=share), (words["yes"],), facts)


def by_months(draw: Draw, words: Mapping[str, str], months: tuple[int, int]) -> Told:
    sums = {month: 100 * (30 + draw.below(60)) for month in range(months[0], months[1] + 1)}
    answer = words["comma"].join(words["month"].format(month=month, yuan=yuan) for month, yuan in sums.items())
    return Told(answer, (words["yes"],), {"amount_owed_yuan": str(sum(sums.values()))})
