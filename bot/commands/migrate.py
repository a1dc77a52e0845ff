"""Brings the database to this version's form."""

from __future__ import annotations

import asyncio

from bot.logs import set_up_logs
from bot.opened import make_current
from bot.ownership import DatabaseInUse, Ownership, make_private, places
from bot.service import Refused
from bot.settings import Settings


def run(settings: Settings) -> None:
    """Upgrades and says so; raises Refused when it cannot, also while another process holds a SQLite database."""
    set_up_logs(level=30)
    if settings.is_sqlite:
        _alone(settings)
    else:
        asyncio.run(make_current(settings, upgrade=True))
    print("The database is of this version.")


def _alone(settings: Settings) -> None:
    place = places(settings.database_url, settings.data_dir)
    make_private(place.lock.parent)
    try:
        ownership = Ownership(place.lock, "migrate")
    except DatabaseInUse as error:
        raise Refused(f"The database is in use by {error.owner}; end it first.") from None
    try:
        asyncio.run(make_current(settings))
    finally:
        ownership.release()
