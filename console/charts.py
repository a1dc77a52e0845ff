"""Where the bars of a chart stand; the templates draw them as SVG, so that they need no script and print well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

HEIGHT: Final = 100.0
STEPS: Final = (10, 12, 16, 20, 30, 40, 60, 80)  # and these times ten, a hundred, ...
HALVES: Final = 10  # up to here every even number will do


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart that is 100 high and as many wide as it has bars; `kind` names its colour."""

    label: str
    value: int
    x: float
    y: float
    height: float
    kind: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars beside each other, and the even number at which the scale ends."""

    bars: tuple[Bar, ...]
    most: int


def column_chart(values: Sequence[tuple[str, int]], kinds: Sequence[str] = ()) -> Chart:
    """A bar for each labelled value, in order."""
    most = round_up(max((value for _, value in values), default=0))
    bars = tuple(
        Bar(label, value, index, HEIGHT - HEIGHT * value / most, HEIGHT * value / most, _kind(kinds, index))
        for index, (label, value) in enumerate(values)
    )
    return Chart(bars, most)


def round_up(value: int) -> int:
    """The next number at which a scale can end: 2, 4, 6, 8, 10, 12, 16, 20, 30, ..."""
    if value <= HALVES:
        return max(value + value % 2, 2)
    scale = 1
    while True:
        for step in STEPS:
            if step * scale >= value:
                return step * scale
        scale *= 10


def share(part: int, whole: int) -> float:
    """The part as a width of at most 100; something is always seen of what is more than nothing."""
    return max(100 * part / whole, 1.0) if part and whole else 0.0


def _kind(kinds: Sequence[str], index: int) -> str:
    return kinds[index] if index < len(kinds) else "plain"
