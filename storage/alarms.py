"""What an operator has to mend before a channel can send again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from storage.once import insert_once
from storage.tables import alarm

row = alarm.c


@dataclass(frozen=True, slots=True)
class Alarm:
    """Why a channel could not send, since when, how often."""

    channel: str
    reason: str
    code: int | None
    first_at: datetime
    last_at: datetime
    times: int


def sound(connection: Connection, channel: str, reason: str, code: int | None, at: datetime) -> None:
    """It happened, perhaps once more."""
    first = {"channel": channel, "reason": reason, "code": code, "first_at": at, "last_at": at, "times": 1}
    if not insert_once(connection, alarm, first):
        is_it = row.channel == channel, row.reason == reason
        connection.execute(update(alarm).where(*is_it).values(code=code, last_at=at, times=row.times + 1))


def calm(connection: Connection, channel: str) -> int:
    """The channel has sent; returns how many alarms that ended."""
    return connection.execute(delete(alarm).where(row.channel == channel)).rowcount


def sounding(connection: Connection) -> list[Alarm]:
    """Those that nobody has seen to."""
    return [Alarm(*found) for found in connection.execute(select(alarm).order_by(row.first_at))]
