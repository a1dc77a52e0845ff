"""Knows the labels of a roster's columns, the lines under it that name nobody, and sums as people write them in cells."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from nlu.lexicon import rows
from nlu.normalise import normalise
from nlu.numbers import find_numbers

NOT_WORDS = re.compile(r"[\W_]+")
REMARK = re.compile(r"[(\[<（【].*?[)\]>）】]")
MONEY_MARKS = re.compile(r"(?:人民币|rmb|[¥￥$元块圆整正钱,，\s])", re.IGNORECASE)
PLAIN = re.compile(r"-?\d+(?:\.\d+)?")
FIELDS = ("name", "phone", "id_number", "daily", "days", "owed", "due", "paid", "sum", "other")
DAY_UNIT = re.compile(r"(?:[个]?[天工日])+$")
LONGEST = 24  # characters of a label


def column_of(label: str) -> str | None:
    """Which of FIELDS a column with that label holds; None for words that are no label."""
    words = _words(REMARK.sub("", label)) or _words(label)
    if not 0 < len(words) <= LONGEST:
        return None
    return next((field for field in FIELDS if _fits(field, words)), None)


def is_in_ten_thousands(label: str) -> bool:
    """Whether the label says that its sums are in units of ten thousand yuan."""
    return _fits("thousands", _words(label))


def names_the_unit(text: str) -> bool:
    """Whether a line above the table says that all its sums are in units of ten thousand."""
    return _words(text).startswith("单位") and is_in_ten_thousands(text)


def is_foot(text: str) -> bool:
    """Whether a line that begins so names nobody: it sums up, or is to be signed."""
    return _fits("foot", "".join(text.split()))


def is_nothing(text: str) -> bool:
    """Whether what stands in a cell stands for nothing."""
    bare = "".join(text.split()).lower()
    return not bare or _fits("nothing", bare)


def money_in(text: str) -> Decimal | None:
    """The sum that a cell's text is, whole: 12,000 元, 1.2 万, 八千五; None where it is anything else."""
    bare = MONEY_MARKS.sub("", normalise(text).text)
    if PLAIN.fullmatch(bare):
        return Decimal(bare)
    numbers = [one for one in find_numbers(bare)]
    whole = len(numbers) == 1 and numbers[0].start == 0 and numbers[0].end == len(bare)
    return numbers[0].low if whole and numbers[0].high is None else None


def without_day_unit(text: str) -> str:
    """43 天 without its unit."""
    return DAY_UNIT.sub("", text)


def _words(text: str) -> str:
    return NOT_WORDS.sub("", normalise(text).text).lower()


def _fits(kind: str, words: str) -> bool:
    return any(pattern.fullmatch(words) for pattern in _patterns()[kind])


@cache
def _patterns() -> dict[str, list[re.Pattern[str]]]:
    patterns: dict[str, list[re.Pattern[str]]] = {}
    for field, pattern in rows("roster"):
        patterns.setdefault(field, []).append(re.compile(pattern))
    return patterns
