"""Reads every figure of a message: digit strings, dates, counts and sums, each character only once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from nlu.amounts import as_text, find_money
from nlu.counts import find_counts
from nlu.dates import Point
from nlu.digits import Digits, find_digits
from nlu.found import Context, Found
from nlu.numbers import find_numbers
from nlu.owners import whose
from nlu.periods import find_period
from nlu.reading import Conflict
from nlu.roles import Sum, find_roles
from nlu.settling import settle
from nlu.workers import find_workers

BLANK = "\0"
LONG = 10  # digits in a row that are no sum


@dataclass(frozen=True, slots=True)
class Figures:
    """What figures say, where they contradict each other, and which were taken for something else."""

    found: tuple[Found, ...]
    conflicts: tuple[Conflict, ...]
    rejected: tuple[Found, ...]


def find_figures(context: Context) -> Figures:
    """Everything that figures say: identity numbers, phones, cards, days, people and money."""
    digits = list(find_digits(context.text))
    owned = whose(context, digits)
    bare = _with_text(context, blanked(context.text, [each for each in digits if _is_string(each)]))
    period, points = find_period(bare)
    dateless = _with_text(context, blanked(bare.text, points))
    numbers = list(find_numbers(dateless.text))
    sums = find_money(bare.text, numbers)
    workers, listed = find_workers(bare.text, sums)
    roles = find_roles(bare.text, [each for each in sums if each not in listed])
    counts = find_counts(bare, numbers)
    account = settle(dateless, roles, workers, [*counts, *period])
    dated = [each for each in period if each.field != "named_months"]
    found = (*owned, *dated, *account.facts.values())
    return Figures(found, tuple(account.conflicts), tuple(_rejected(digits, roles, counts, found)))


def _is_string(digits: Digits) -> bool:
    """Whether a digit string is no sum: it has a form of its own, or is long without a blank."""
    return digits.kind != "other" or digits.end - digits.start == len(digits.text) >= LONG


def _with_text(context: Context, text: str) -> Context:
    return replace(context, normal=replace(context.normal, text=text))


def _rejected(
    digits: Iterable[Digits], roles: Iterable[Sum], counts: Iterable[Found], found: Iterable[Found]
) -> Iterator[Found]:
    """Strings, sums and counts that stand for no fact."""
    taken = {each.start for each in found}
    for string in digits:
        if string.start not in taken:
            yield Found(string.kind, string.text, string.start, string.end, "digits")
    for each in roles:
        if each.money.start not in taken:
            rule = "taken_back" if each.dropped else f"money.{each.rule}"
            yield Found(each.role, as_text(each.money.low), each.money.start, each.money.end, rule)
    yield from (each for each in counts if each.start not in taken)


def blanked(text: str, taken: Iterable[Digits | Point]) -> str:
    """The text with what is taken blanked out, as long as before."""
    characters = list(text)
    for each in taken:
        characters[each.start : each.end] = BLANK * (each.end - each.start)
    return "".join(characters)
