"""Reads the cells of a roster's row: each gives a value, nothing, or the code of what is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Final

from cases.roster_tables import Cell
from nlu.identity import is_valid_id_number
from nlu.roster_words import is_nothing, money_in, without_day_unit

NAME: Final = re.compile(r"[^\W\d_]+(?:[ ·.][^\W\d_]+)*")
LONGEST_NAME: Final = 30
PHONE: Final = re.compile(r"1[3-9]\d{9}|0\d{9,11}")
ROUNDED: Final = re.compile(r"\d(?:\.\d+)?[Ee]\+?\d+")
EXACT: Final = 10**15  # Excel keeps fifteen digits of a number and makes the rest zeros
DOTS: Final = str.maketrans("\u2022\u30fb\u2027\uff0e\u3000", "\u00b7\u00b7\u00b7\u00b7 ")
HIDDEN: Final = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
MOST_DAYS: Final = Decimal(3660)
MOST_YUAN: Final = Decimal(5_000_000)  # of one worker: more is a slip of the pen, or no wage


class BadCell(ValueError):
    """What stands in a cell cannot be what its column says; `code` names why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def words_in(cell: Cell) -> str:
    """What a cell says, as one reads it; a whole number without its point."""
    if cell is None or isinstance(cell, bool):
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < EXACT:
        return str(int(cell))
    return " ".join(HIDDEN.sub("", unicodedata.normalize("NFKC", str(cell)).translate(DOTS)).split())


def name_in(cell: Cell) -> str | None:
    """A person's name, the blanks between Chinese characters gone; raises BadCell."""
    text = words_in(cell).strip("*.,:;()")
    if is_nothing(text):
        return None
    bare = text if text.isascii() else text.replace(" ", "")
    if len(bare) > LONGEST_NAME or not NAME.fullmatch(bare):
        raise BadCell("name_wrong")
    return bare


def id_number_in(cell: Cell) -> str | None:
    """An ID number; raises BadCell, also for one that was typed as a number and so lost its last digits."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= EXACT:
        raise BadCell("id_rounded")
    text = re.sub(r"[\s'`\-]", "", words_in(cell)).upper()
    if is_nothing(text):
        return None
    if ROUNDED.fullmatch(text):
        raise BadCell("id_rounded")
    if not is_valid_id_number(text):
        raise BadCell("id_length" if len(text) not in (15, 18) else "id_wrong")
    return text


def phone_in(cell: Cell) -> str | None:
    """A phone's digits; of several the first. Raises BadCell."""
    text = words_in(cell)
    if is_nothing(text):
        return None
    if ROUNDED.fullmatch(text):
        raise BadCell("phone_wrong")
    for part in re.split(r"[/,;、\\]|\s{2,}", text):
        digits = re.sub(r"[\s\-()'`]", "", part).removeprefix("+86").removeprefix("0086")
        digits = digits[2:] if len(digits) == 13 and digits.startswith("86") else digits
        if PHONE.fullmatch(digits):
            return digits
    raise BadCell("phone_wrong")


def fen_in(cell: Cell, times: int = 1) -> int | None:
    """A sum in fen; `times` is what the column counts in. Raises BadCell."""
    yuan = _number(cell)
    if yuan is None:
        return None
    fen = yuan * times * 100
    if fen < 0:
        raise BadCell("amount_negative")
    if fen > MOST_YUAN * 100:
        raise BadCell("amount_odd")
    return int(fen.to_integral_value())


def days_in(cell: Cell) -> Decimal | None:
    """So many days of work, to a hundredth; raises BadCell."""
    text = words_in(cell)
    number = None if is_nothing(text) and text != "0" else _number(without_day_unit(text))
    if number is None:
        return None
    if not 0 <= number <= MOST_DAYS:
        raise BadCell("days_wrong")
    return number.quantize(Decimal("0.01")).normalize() + 0


def _number(cell: Cell) -> Decimal | None:
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        try:
            return Decimal(str(cell)).quantize(Decimal("0.0001"))
        except InvalidOperation:
            raise BadCell("amount_odd") from None
    text = words_in(cell)
    if is_nothing(text) and text != "0":
        return None
    found = money_in(text)
    if found is None:
        raise BadCell("amount_wrong")
    return found
