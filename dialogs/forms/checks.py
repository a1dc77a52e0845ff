"""Which values cannot be right, and why: the ending of the text that says so."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from nlu.identity import is_valid_id_number

PHONE = re.compile(r"1[3-9]\d{9}|0\d{9,11}")
ODD_ABOVE, ODD_BELOW = Decimal(500_000), Decimal(20)  # yuan a person: asked once more
FIRST_DAY = date(2000, 1, 1)
MOST_PEOPLE = 5000
MAY_WORK_AT = 16
Reason = str | None  # "" is the slot's plain text, None that nothing is wrong


def name_like(longest: int, *, digits: bool) -> Callable[[Any, date], Reason]:
    def check(value: Any, today: date) -> Reason:
        text = str(value)
        right = 0 < len(text) <= longest and any(map(str.isalpha, text))
        return None if right and (digits or not any(map(str.isdigit, text))) else ""

    return check


def id_number(value: Any, today: date) -> Reason:
    number = str(value)
    if is_valid_id_number(number):
        return None
    if len(number) not in (15, 18):
        return "_length"
    return "" if born(number, today) else "_date"


def born(number: str, today: date) -> date | None:
    """The birth date that an ID number names, None where there can be no such day."""
    digits = number[6:14] if len(number) == 18 else "19" + number[6:12]
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return day if day <= today else None


def is_minor(number: str, today: date) -> bool:
    """Whether who has that ID number may not work yet: under 16 (Labour Law, art. 15)."""
    day = born(number, today) if is_valid_id_number(number) else None
    if day is None:
        return False
    had_birthday = (today.month, today.day) >= (day.month, day.day)
    return today.year - day.year - (not had_birthday) < MAY_WORK_AT


def phone(value: Any, today: date) -> Reason:
    return None if PHONE.fullmatch(str(value)) else ""


def yuan(amount: Mapping[str, Any]) -> Decimal:
    """The amount in yuan, 0 for what is no number."""
    try:
        return Decimal(str(amount.get("amount_owed_yuan")))
    except InvalidOperation:
        return Decimal(0)


def amount_owed(value: Any, today: date) -> Reason:
    return None if yuan(value) > 0 else ""


def is_odd(amount: Mapping[str, Any], headcount: int) -> bool:
    """Whether so much, or so little, should be asked once more."""
    each = yuan(amount) / max(headcount, 1)
    return not amount.get("checked") and not ODD_BELOW <= each <= ODD_ABOVE


def period(value: Any, today: date) -> Reason:
    start, end = (parsed(value.get(name)) for name in ("period_start", "period_end"))
    month_end = (today.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    if (start and start > today) or (end and end > month_end):
        return "_future"
    if start and end and end < start:
        return "_order"
    if (start or end or today) < FIRST_DAY:
        return ""
    length = value.get("months") or value.get("days_worked")
    return None if start or end or (length and float(length) > 0) else ""


def parsed(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None


def headcount(value: Any, today: date) -> Reason:
    return None if isinstance(value, int) and 0 < value <= MOST_PEOPLE else ""


def evidence(value: Any, today: date) -> Reason:
    return None if value else ""


CHECKS: Mapping[str, Callable[[Any, date], Reason]] = {
    "person": name_like(20, digits=False),
    "id_number": id_number,
    "phone": phone,
    "project": name_like(60, digits=True),
    "place": name_like(60, digits=True),
    "employer": name_like(60, digits=True),
    "foreman": name_like(30, digits=True),
    "amount_owed": amount_owed,
    "period": period,
    "headcount": headcount,
    "evidence": evidence,
}
