"""Knows the labels of a roster's columns, the lines under it that name nobody, and sums as people write them in cells."""

from __future__ import annotations

import re
from decimal import Decimal

from nlu.label_words import bare, fits, kind_of
from nlu.normalise import normalise
from nlu.numbers import find_numbers

LIST = "roster"
REMARK = re.compile(r"[(\[<（【].*?[)\]>）】]")
MONEY_MARKS = re.compile(r"(?:人民币|rmb|[¥￥$元块圆整正钱,，\s])", re.IGNORECASE)
PLAIN = re.compile(r"-?\d+(?:\.\d+)?")
FIELDS = ("name", "phone", "id_number", "daily", "days", "owed", "due", "paid", "sum", "other")
DAY_UNIT = re.compile(r"(?:[个]?[天工日])+$")


def column_of(label: str) -> str | None:
    """Which of FIELDS a column with that label holds; None for words that are no label."""
    return kind_of(LIST, FIELDS, bare(REMARK.sub("", label)) or bare(label))


def is_in_ten_thousands(label: str) -> bool:
    """Whether the label says that its sums are in units of ten thousand yuan."""
    return fits(LIST, "thousands", bare(label))


def names_the_unit(text: str) -> bool:
    """Whether a line above the table says that all its sums are in units of ten thousand."""
    return bare(text).startswith("单位") and is_in_ten_thousands(text)


def is_foot(text: str) -> bool:
    """Whether a line that begins so names nobody: it sums up, or is to be signed."""
    return fits(LIST, "foot", "".join(text.split()))


def is_nothing(text: str) -> bool:
    """Whether what stands in a cell stands for nothing."""
    words = "".join(text.split()).lower()
    return not words or fits(LIST, "nothing", words)


def money_in(text: str) -> Decimal | None:
    """The sum that a cell's text is, whole: 12,000 元, 1.2 万, 八千五; None where it is anything else."""
    words = MONEY_MARKS.sub("", normalise(text).text)
    if PLAIN.fullmatch(words):
        return Decimal(words)
    numbers = list(find_numbers(words))
    whole = len(numbers) == 1 and numbers[0].start == 0 and numbers[0].end == len(words)
    return numbers[0].low if whole and numbers[0].high is None else None


def without_day_unit(text: str) -> str:
    """43 天 without its unit."""
    return DAY_UNIT.sub("", text)
