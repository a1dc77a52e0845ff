"""What commands ask about the channels."""

from __future__ import annotations

from typing import Any

from bot.service import Answer
from bot.wiring import Parts
from storage import alarms


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
