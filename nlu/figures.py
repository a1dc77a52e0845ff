"""Reads every figure of a message: digit strings, dates, counts and sums, each character only once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from nlu.amounts import find_money
from nlu.counts import find_counts
from nlu.dates import Point
from nlu.digits import Digits, find_digits
from nlu.found import Context, Found
from nlu.numbers import find_numbers
from nlu.owners import whose
from nlu.periods import find_period
from nlu.reading import Conflict
from nlu.roles import find_roles
from nlu.settling import settle
from nlu.workers import find_workers

BLANK = "\0"


def find_figures(context: Context) -> tuple[list[Found], list[Conflict]]:
    """Everything that figures say: numbers of people, phones, cards, days and money."""
    digits = list(find_digits(context.text))
    found = whose(context, digits)
    text = blanked(
        context.text, [each for each in digits if each.kind != "other" or each.end - each.start == len(each.text) >= 10]
    )
    bare = replace(context, normal=replace(context.normal, text=text))
    period, points = find_period(bare)
    numbers = list(find_numbers(blanked(text, points)))
    sums = find_money(text, numbers)
    workers, listed = find_workers(text, sums)
    roles = find_roles(text, [each for each in sums if each not in listed])
    counts = find_counts(bare, numbers)
    dateless = replace(bare, normal=replace(bare.normal, text=blanked(text, points)))
    account = settle(dateless, roles, workers, [*counts, *period])
    return [
        *found,
        *(each for each in period if each.field != "named_months"),
        *account.facts.values(),
    ], account.conflicts


def blanked(text: str, taken: Iterable[Digits | Point]) -> str:
    """The text with what is taken blanked out, as long as before."""
    for each in taken:
        text = text[: each.start] + BLANK * (each.end - each.start) + text[each.end :]
    return text
