"""What commands ask about the channels."""

from __future__ import annotations

from typing import Any

from bot.control import RemoteService, is_listening
from bot.ownership import places
from bot.service import Answer
from bot.settings import Settings
from bot.wiring import Parts
from storage import alarms
from storage.database import open_database


class ChannelOperations:
    """The channels as the database knows them."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def alarms(self) -> Answer:
        """What has to be mended, the oldest first."""
        found = await self._parts.database.read(alarms.sounding)
        return {"alarms": [alarm_line(alarm) for alarm in found]}


def alarm_line(alarm: alarms.Alarm) -> dict[str, Any]:
    """One alarm as JSON."""
    first, last = alarm.first_at.isoformat(timespec="seconds"), alarm.last_at.isoformat(timespec="seconds")
    told = {"channel": alarm.channel, "reason": alarm.reason, "code": alarm.code}
    return told | {"first_at": first, "last_at": last, "times": alarm.times}


async def read_alarms(settings: Settings) -> list[dict[str, Any]]:
    """What has to be mended, from the running service or from a database of this version.

    Raises Refused and ConnectionLost.
    """
    if settings.is_sqlite:
        place = places(settings.database_url, settings.data_dir)
        if is_listening(place.socket):
            answer = await RemoteService(place.socket).ask("alarms")
            found: list[dict[str, Any]] = answer["alarms"]
            return found
    database = open_database(settings.database_url)
    try:
        return [alarm_line(alarm) for alarm in await database.read(alarms.sounding)]
    finally:
        await database.close()
