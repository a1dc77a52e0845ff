"""Case numbers: unguessable, and with a check digit that catches a slip of the tongue or the hand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

PREFIX = "XS"
RANDOM_DIGITS = 11
FORM = re.compile(rf"{PREFIX}[0-9]{{{RANDOM_DIGITS + 1}}}")
SPACING = re.compile(r"[\s\-_.·]+")

Below = Callable[[int], int]


def new_case_number(below: Below) -> str:
    """A number from chance, such as `secrets.randbelow`; that it is new is for the database to say."""
    digits = f"{below(10**RANDOM_DIGITS):0{RANDOM_DIGITS}d}"
    return f"{PREFIX}{digits}{check_digit(digits)}"


def check_digit(digits: str) -> str:
    """The digit that closes these: ISO 7064 MOD 11,10, which sees every single wrong digit."""
    return str((11 - _product(digits)) % 10)


def is_case_number(text: str) -> bool:
    """Whether the text is a case number as we write it, its check digit right."""
    return bool(FORM.fullmatch(text)) and check_digit(text[len(PREFIX) : -1]) == text[-1]


def parse_case_number(text: str) -> str | None:
    """The case number that was meant, however it was spaced or typed; None if it is none."""
    number = SPACING.sub("", unicodedata.normalize("NFKC", text)).upper()
    return number if is_case_number(number) else None


def _product(digits: str) -> int:
    product = 10
    for digit in digits:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return product
