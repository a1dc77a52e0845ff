"""How money, times and places are written for people; filters of the templates."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final

from cases.clocks import CHINA
from cases.masking import mask_numbers
from cases.steps import Status, official
from console.words import told, word
from handlers.viewer import area_names

TEN_THOUSAND: Final = 1_000_000  # fen in 10,000 yuan


def yuan(fen: int | None) -> str:
    """24,000 or 280.50; a dash for none."""
    if fen is None:
        return "\u2014"
    whole, part = divmod(fen, 100)
    return f"{whole:,}.{part:02d}" if part else f"{whole:,}"


def grouped(yuan_said: str | None) -> str:
    """A sum as it was said, its thousands apart; a dash for none."""
    whole, point, part = str(yuan_said or "").partition(".")
    return (f"{int(whole):,}{point}{part}" if whole.isdecimal() else whole) or "\u2014"


def round_yuan(fen: int | None) -> str:
    """A large sum in words that can be read at a glance: 1,542.3 with the unit of ten thousand."""
    if not fen or fen < 10 * TEN_THOUSAND:
        return told("yuan", sum=yuan(fen or 0))
    return told("ten_thousand_yuan", sum=f"{fen / TEN_THOUSAND:,.1f}".removesuffix(".0"))


def day(on: date | None) -> str:
    """2026-11-24; a dash for none."""
    return on.isoformat() if on else "\u2014"


def moment(at: datetime | None) -> str:
    """The time in China to the minute."""
    return at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M") if at else "\u2014"


def clock(at: datetime) -> str:
    """The hour in China."""
    return at.astimezone(CHINA).strftime("%H:%M")


def clock_filters(now: Callable[[], datetime]) -> dict[str, Callable[..., str]]:
    """The filters that need to know what time it is: `since` and `due`."""

    def since(at: datetime | None) -> str:
        if at is None:
            return "\u2014"
        today, then = now().astimezone(CHINA).date(), at.astimezone(CHINA)
        if then.date() == today:
            return told("today", time=then.strftime("%H:%M"))
        if then.date() == today - timedelta(days=1):
            return told("yesterday", time=then.strftime("%H:%M"))
        return then.strftime("%m-%d %H:%M" if then.year == today.year else "%Y-%m-%d")

    def due(on: date | None) -> str:
        return due_class(on, now().astimezone(CHINA).date())

    def due_words(on: date | None) -> str:
        today = now().astimezone(CHINA).date()
        name = due_class(on, today)
        return told(f"due_{name}", days=abs((on - today).days), day=on.strftime("%m-%d")) if on else ""

    return {"since": since, "due": due, "due_words": due_words}


def due_class(on: date | None, today: date) -> str:
    """overdue, today, soon (within two days), later, or none."""
    if on is None:
        return "none"
    days = (on - today).days
    return "overdue" if days < 0 else "today" if days == 0 else "soon" if days <= 2 else "later"


def area_name(area: str | None) -> str:
    """The name of an area or county, all of them for an empty one."""
    if area is None:
        return word("area", "unknown")
    return "".join(area_names(area)) or (area if area else word("area", "all"))


def short_area(area: str | None) -> str:
    """Its own name without those above it."""
    if area is None:
        return word("area", "unknown")
    return (area_names(area) or (area or word("area", "all"),))[-1]


def status_word(code: str) -> str:
    """The official word of a status; a code that is none stands for itself."""
    return official(Status(code)) if code in set(Status) else code


def digest(text: str) -> str:
    """Another for another text, as good as always: what a page has already need not be replaced."""
    return f"{zlib.crc32(text.encode()):08x}"


FILTERS: Final[dict[str, Callable[..., str]]] = {
    "yuan": yuan,
    "grouped": grouped,
    "round_yuan": round_yuan,
    "day": day,
    "moment": moment,
    "clock": clock,
    "area_name": area_name,
    "short_area": short_area,
    "mask_numbers": mask_numbers,
    "digest": digest,
    "word": lambda code, group: word(group, code),
    "status_word": status_word,
}
