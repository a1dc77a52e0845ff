"""Puts the parts together from the settings; the only place that knows the clock, chance and every part.

Light to import: what is heavy comes in when something is built.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time, aware, in UTC."""
    return datetime.now(UTC)


def clock(today: date | None = None) -> Clock:
    """The clock, moved by whole days so that it is that day in China."""
    if today is None:
        return utc_now
    shift = timedelta(days=(today - day_in_china(utc_now())).days)
    return lambda: utc_now() + shift


def day_in_china(moment: datetime) -> date:
    """The day that it is in China at that moment."""
    return moment.astimezone(CHINA).date()


def new_id() -> str:
    """An id that sorts by time and cannot be guessed: UUID version 7."""
    value = (time.time_ns() // 1_000_000) << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0x2 << 62
    digits = f"{value | secrets.randbits(62):032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
