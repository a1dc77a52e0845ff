"""How a channel is asked for what was sent through it, and what may come of that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from handlers.messages import Media


@dataclass(frozen=True, slots=True)
class Fetched:
    """The bytes as they came; nobody has looked at what they are."""

    content: bytes


@dataclass(frozen=True, slots=True)
class NotNow:
    """It may be got later."""

    reason: str
    code: int | None = None


@dataclass(frozen=True, slots=True)
class Gone:
    """It is said not to be there, or it is more than is taken."""

    reason: str
    code: int | None = None


Outcome = Fetched | NotNow | Gone


class FetchesMedia(Protocol):
    """A channel's way to what was sent."""

    async def fetch(self, media: Media, *, largest: int) -> Outcome:
        """What came of it; does not raise for anything that the platform or the network does."""
