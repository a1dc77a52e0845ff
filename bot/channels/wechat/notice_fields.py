"""Writes a value as a field of a WeChat notice takes it: each kind of field has a length and an alphabet of its own.

The rules are those of WeChat's page on subscription notices; what breaks one is refused with 47003, or cut silently.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

FIELD: Final = re.compile(r"([a-z_]+?)(\d{1,3})")
HAN: Final = r"\u4e00-\u9fff"
CUT: Final = "\u2026"
BLANKS: Final = re.compile(r"\s+")
LONGEST_CONST: Final = 20

Write = Callable[[str], str | None]


def write(field: str, value: str) -> str | None:
    """The value as that field shows it, cut only where nothing but its end is lost; None when it cannot hold it."""
    found = FIELD.fullmatch(field)
    rule = RULES.get(found[1]) if found else None
    one_line = BLANKS.sub(" ", value).strip()
    return rule(one_line) if rule and one_line else None


def is_field(name: str) -> bool:
    """Whether WeChat has fields of that name."""
    found = FIELD.fullmatch(name)
    return found is not None and found[1] in RULES


def _cut(longest: int) -> Write:
    return lambda value: value if len(value) <= longest else value[: longest - 1] + CUT


def _only(pattern: str) -> Write:
    whole = re.compile(pattern)
    return lambda value: value if whole.fullmatch(value) else None


def _name(value: str) -> str | None:
    """Ten characters with Chinese among them, twenty without."""
    return _cut(10 if re.search(f"[{HAN}]", value) else 20)(value)


DAY: Final = r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{4}\u5e74\d{1,2}\u6708\d{1,2}\u65e5"
CLOCK: Final = r"\d{1,2}:\d{2}(:\d{2})?"
RULES: Final[Mapping[str, Write]] = {
    "thing": _cut(20),
    "const": _only(f".{{1,{LONGEST_CONST}}}"),
    "phrase": _only(f"[{HAN}]{{1,5}}"),
    "character_string": _only("[!-~][ -~]{0,31}"),
    "number": _only(r"-?\d{1,24}(\.\d{1,6})?"),
    "letter": _only("[A-Za-z]{1,32}"),
    "symbol": _only("[!-/:-@\\[-`{-~]{1,5}"),
    "time": _only(f"({CLOCK}|({DAY})( ?{CLOCK})?)"),
    "date": _only(f"({DAY})( ?{CLOCK})?"),
    "amount": _only(r"[\u00a5\uffe5$]?\d{1,10}(\.\d{1,2})?\u5143?"),
    "phone_number": _only(r"[0-9+\- ]{1,17}"),
    "car_number": _only(f"[{HAN}]?[A-Z0-9]{{1,6}}[A-Z0-9{HAN}]"),
    "name": _name,
}
