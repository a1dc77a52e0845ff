"""Tells whether a citizen's identity number can be right."""

from __future__ import annotations

import re
from datetime import date

FORM = re.compile(r"[1-9]\d{5}(\d{4})(\d\d)(\d\d)\d{3}[\dX]|[1-9]\d{5}(\d\d)(\d\d)(\d\d)\d{3}")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"


def is_valid_id_number(number: str) -> bool:
    """Whether the birth date can be and, of 18 characters, the check digit is right; or 15 digits name a date (GB 11643)."""
    form = FORM.fullmatch(number) if number.isascii() else None
    if not form:
        return False
    year, month, day = (int(part) for part in form.groups() if part)
    if len(number) == 15:
        return is_day(1900 + year, month, day)
    return year >= 1900 and is_day(year, month, day) and number[17] == check_digit(number)


def check_digit(number: str) -> str:
    """The character that must follow the first 17 digits (ISO 7064, MOD 11-2)."""
    weighed = sum(int(digit) * weight for digit, weight in zip(number[:17], WEIGHTS, strict=True))
    return CHECK_DIGITS[weighed % 11]


def is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
