"""What a channel lets us push, and how much of that is left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from storage.ledger import Standing

SPARED: Final = 2  # of the messages that a window allows: staff and answers may need them


@dataclass(frozen=True, slots=True)
class Left:
    """How long and how many times staff can still write before the worker has to."""

    until: datetime
    messages: int


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many messages, so long after the worker did something."""

    length: timedelta
    messages: int

    def left(self, since: datetime | None, pushed: int, now: datetime) -> Left | None:
        """What is left of it, None when it is over."""
        if since is None or now >= since + self.length:
            return None
        return Left(since + self.length, max(self.messages - pushed, 0))


@dataclass(frozen=True, slots=True)
class Window:
    """What a message of the worker allows, and what a tap does; neither closes the other."""

    message: Allowance
    tap: Allowance

    def refusal(self, standing: Standing, now: datetime, *, is_tip: bool = False) -> str | None:
        """Why nothing can be pushed now, None if it can; the last messages are not for what nobody misses."""
        if standing.left_at is not None:
            return "unreachable"
        left = self.left(standing, now)
        if left is None:
            return "window_closed"
        return None if left.messages > (SPARED if is_tip else 0) else "quota_used"

    def left(self, standing: Standing, now: datetime) -> Left | None:
        """What is left of the wider one, of the tap's when that alone has room; None when both are over."""
        if standing.left_at is not None:
            return None
        wide = self.message.left(standing.wrote_at, standing.pushed, now)
        narrow = self.tap.left(standing.tapped_at, standing.pushed_since_tap, now)
        if wide is None or (not wide.messages and narrow and narrow.messages):
            return narrow
        return wide


# WeChat's rule for customer-service messages: 5 within 48 hours of a message; 3 within a minute of a tap, a scan or of
# following. How the two add up it does not say: a push counts against both, so that neither is ever overdrawn.
WINDOWS: Final[Mapping[str, Window]] = {
    "wechat": Window(Allowance(timedelta(hours=48), 5), Allowance(timedelta(minutes=1), 3))
}
