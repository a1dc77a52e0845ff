"""What every channel can do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from dialogs.replies import Reply
from handlers.notice_kinds import About
from handlers.notice_templates import NoticeKind, Template


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message on its way out: `key` is the same at every attempt; `kind` says what it carries.

    `said` counts those of its bubbles that have gone: what does not fit into one goes in several sends.
    """

    key: str
    conversation_id: str
    kind: Literal["reply", "notice", "staff", "tip"]
    reply: Reply
    said: int = 0


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform said yes; `has_more` when another bubble of the same message is to follow."""

    platform_id: str | None = None
    has_more: bool = False


@dataclass(frozen=True, slots=True)
class Undelivered:
    """The platform refused for good (window closed, quota used, user gone): staff see it, never counted as sent."""

    reason: str
    code: int | None = None


@dataclass(frozen=True, slots=True)
class Later:
    """Not now: try again, not before that time when one is given; `for_all`: nothing else may go before it either."""

    reason: str
    code: int | None = None
    not_before: datetime | None = None
    for_all: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have arrived; repeated only where that is harmless."""

    reason: str


@dataclass(frozen=True, slots=True)
class Misconfigured:
    """Nothing can be sent until an operator acts; the queue is kept."""

    reason: str
    code: int | None = None


Outcome = Sent | Undelivered | Later | Unknown | Misconfigured


@dataclass(frozen=True, slots=True)
class Posted:
    """The platform has taken a notice, and tells later whether it arrived."""

    template: str
    platform_id: str | None = None


class Channel(Protocol):
    """A way to push words to a worker."""

    name: str
    repeat_is_harmless: bool

    async def send(self, outgoing: Outgoing) -> Outcome:
        """Say one bubble of it and tell what became of that.

        Does not raise for anything that the platform or the network does.
        """


class Notices(Protocol):
    """A way to tell a worker that something waits for him, where words may not be pushed."""

    async def post(self, outgoing: Outgoing, kind: NoticeKind, about: About | None) -> Outcome | Posted:
        """What became of it: the same key is told once, however often it is posted within ten minutes."""

    def template(self, kind: NoticeKind) -> Template | None:
        """How that kind is told; None: not at all."""
