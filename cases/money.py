"""Yuan as people write them, and whole fen as we count them."""

from __future__ import annotations

import re
from decimal import Decimal

FORM = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")


class NotMoney(ValueError):
    """No sum of money that can be counted in whole fen."""


def fen(yuan: object) -> int:
    """Whole fen, exactly; raises NotMoney for signs, exponents, separators and parts of a fen."""
    text = str(yuan)
    if isinstance(yuan, bool | float) or not FORM.fullmatch(text):
        raise NotMoney("A sum is written with ASCII digits and at most one point.")
    counted = Decimal(text) * 100
    if counted != int(counted):
        raise NotMoney("A sum has no parts of a fen.")
    return int(counted)


def yuan_text(counted_fen: int) -> str:
    """Yuan without exponent, separators or closing zeros: 24000, 280.5."""
    whole, part = divmod(counted_fen, 100)
    return f"{whole}.{part:02d}".rstrip("0") if part else str(whole)
