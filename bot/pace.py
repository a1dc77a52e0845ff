"""How patient delivery is, and how much of it goes on at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from handlers.windows import WINDOWS, Window


@dataclass(frozen=True, slots=True)
class Pace:
    """How patient delivery is; `rng` gives chance in [0, 1), which keeps many failures from coming back at once."""

    rng: Callable[[], float]
    at_once: int = 8
    patience: float = 5.0
    send_seconds: float = 20.0
    lease: timedelta = timedelta(seconds=60)  # far longer than a send, so that only a dead carrier outlives it
    first_pause: timedelta = timedelta(seconds=5)
    longest_pause: timedelta = timedelta(minutes=10)
    notice_tries: int = 5  # within the ten minutes in which the same notice is told once
    operator_pause: timedelta = timedelta(minutes=5)
    windows: Mapping[str, Window] = field(default_factory=lambda: WINDOWS)

    def pause(self, attempt: int) -> timedelta:
        """How long to wait after that attempt: doubling, capped, between half and one and a half of it."""
        doubled: timedelta = self.first_pause * 2.0 ** min(attempt - 1, 20)
        return min(doubled, self.longest_pause) * (0.5 + self.rng())
