"""Tells which of WeChat's three calls for the same push this is."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Final

from handlers.messages import Inbound

LAST: Final = 3
LAST_AFTER: Final = timedelta(seconds=9)  # the third comes 10 s after the first; the first may have met another process
MOST: Final = 10_000


class Attempts:
    """Counts the calls that this process has met; the push's own time tells of those it has not."""

    def __init__(self) -> None:
        self._met: OrderedDict[str, int] = OrderedDict()

    def is_last(self, message: Inbound, now: datetime) -> bool:
        """Whether WeChat will not call again when this one is not answered."""
        met = self._met[message.key] = self._met.pop(message.key, 0) + 1
        while len(self._met) > MOST:
            self._met.popitem(last=False)
        return met >= LAST or (message.sent_at is not None and now - message.sent_at > LAST_AFTER)
