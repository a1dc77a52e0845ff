"""Looks whether the database can be used as it is, and brings it to this version's form where that is ours to do."""

from __future__ import annotations

import asyncio

from bot.service import Refused
from bot.settings import Settings


async def make_current(settings: Settings, *, upgrade: bool | None = None) -> None:
    """On SQLite, whose one process we are, the database is brought up to date; elsewhere only where asked to.

    Raises Refused.
    """
    wanted = settings.is_sqlite if upgrade is None else upgrade
    await asyncio.to_thread(_make_current, settings, wanted)


def _make_current(settings: Settings, upgrade: bool) -> None:
    from storage.database import DatabaseFault
    from storage.migrate import DatabaseTooNew, is_current
    from storage.migrate import upgrade as bring_up

    try:
        if upgrade:
            bring_up(settings.database_url)
        elif not is_current(settings.database_url):
            raise Refused("The database is of another version; run ./xinsheng migrate first.")
    except DatabaseTooNew as too_new:
        raise Refused(str(too_new)) from None
    except DatabaseFault as fault:
        raise Refused(f"The database cannot be used: {_first_line(fault)}") from None


def _first_line(fault: Exception) -> str:
    """What the driver says, without the statement and the address."""
    original = getattr(fault, "orig", None) or fault
    return str(original).strip().splitlines()[0][:200] if str(original).strip() else type(original).__name__
