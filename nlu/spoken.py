"""Says sums of money the way people read them out."""

from __future__ import annotations

from decimal import Decimal

DIGITS = "零一二三四五六七八九"
UNITS = ((1000, "千"), (100, "百"), (10, "十"))
SECTIONS = ((10**12, "万亿"), (10**8, "亿"), (10**4, "万"), (1, ""))


def yuan_in_words(amount: str) -> str:
    """A decimal string as it is read out: 24000 is 两万四千元, 280.5 is 二百八十元五角."""
    fen = int((Decimal(amount) * 100).to_integral_value())
    yuan, jiao, rest = fen // 100, fen // 10 % 10, fen % 10
    words = f"{whole_in_words(yuan)}元" if yuan or not fen else ""
    if jiao:
        words += f"{DIGITS[jiao]}角"
    elif yuan and rest:
        words += "零"
    return words + (f"{DIGITS[rest]}分" if rest else "")


def whole_in_words(number: int) -> str:
    """A whole number from 0 in words."""
    words, left, gap = "", number, False
    for size, name in SECTIONS:
        section, left = divmod(left, size)
        if not section:
            gap = bool(words)
            continue
        if words and (gap or section < 1000):
            words += DIGITS[0]
        words += "两" + name if section == 2 and name else section_in_words(section, first=not words) + name
        gap = False
    return words or DIGITS[0]


def section_in_words(section: int, *, first: bool) -> str:
    """One to 9,999; a leading ten is 十, not 一十, and two thousand is 两千."""
    words, left, gap = "", section, False
    for size, name in UNITS:
        digit, left = divmod(left, size)
        if not digit:
            gap = bool(words)
            continue
        words += DIGITS[0] if gap and words else ""
        words += "两千" if digit == 2 and size == 1000 else DIGITS[digit] + name
        gap = False
    if left:
        words += (DIGITS[0] if gap and words else "") + DIGITS[left]
    return words.removeprefix("一") if first and words.startswith("一十") else words
