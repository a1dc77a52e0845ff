"""What a channel lets us push, and how much of that is left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from storage.outbox import Standing


@dataclass(frozen=True, slots=True)
class Left:
    """How long and how many times staff can still write before the worker has to."""

    until: datetime
    messages: int


@dataclass(frozen=True, slots=True)
class Window:
    """So many messages, so long after the worker's last word."""

    length: timedelta
    messages: int

    def refusal(self, standing: Standing, now: datetime) -> str | None:
        """Why nothing can be pushed now, None if it can."""
        if standing.last_inbound_at is None or now >= standing.last_inbound_at + self.length:
            return "window_closed"
        return "quota_used" if standing.pushed >= self.messages else None

    def left(self, standing: Standing, now: datetime) -> Left | None:
        """What is left, None when the window is closed."""
        if standing.last_inbound_at is None or now >= standing.last_inbound_at + self.length:
            return None
        return Left(standing.last_inbound_at + self.length, max(self.messages - standing.pushed, 0))


# 5 messages within 48 hours of the user's last (WeChat's rule for customer-service messages).
WINDOWS: Final[Mapping[str, Window]] = {"wechat": Window(timedelta(hours=48), 5)}
