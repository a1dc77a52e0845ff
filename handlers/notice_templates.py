"""The kinds of notice that channels can tell outside their windows, each by a template of the operator's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, Protocol

# A step of a case; that something else was written to him; and for a phone that others look at, nothing but that.
NoticeKind = Literal["progress", "message", "neutral"]
KINDS: Final[tuple[NoticeKind, ...]] = ("progress", "message", "neutral")


@dataclass(frozen=True, slots=True)
class Template:
    """A channel's way to tell one kind of notice; `by_consent`: only to who has asked for it."""

    id: str
    by_consent: bool = False


class HasTemplates(Protocol):
    """A channel's notices, as its operator has set them up."""

    def template(self, kind: NoticeKind) -> Template | None:
        """How that kind is told; None: not at all."""
