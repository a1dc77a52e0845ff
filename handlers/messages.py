"""A message as every channel hands it in, and the answer it gets back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from dialogs.conversation import Turn
from dialogs.replies import Reply
from dialogs.said import UNANSWERED_KINDS
from storage.inbox_rows import Sign

Kind = Literal[
    "text",
    "choice",
    "image",
    "voice",
    "video",
    "file",
    "location",
    "link",
    "contact",
    "entered",
    "left",
    "receipt",
    "edited",
    "old_choice",
    "unknown",
]


@dataclass(frozen=True, slots=True)
class Media:
    """Something sent beside words: `id` and `url` are the platform's, fetched later."""

    kind: Literal["image", "voice", "video", "file"]
    id: str
    url: str | None = None
    format: str | None = None


@dataclass(frozen=True, slots=True)
class Location:
    """A place sent from the phone's map; degrees, and the label the map gave it."""

    latitude: float
    longitude: float
    label: str | None = None


ReceiptOutcome = Literal["arrived", "notice_refused", "notice_failed", "accepts", "rejects"]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a platform tells of a notice: what became of it, or whether the worker wants any of that template."""

    outcome: ReceiptOutcome
    platform_id: str | None = None
    template: str | None = None


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message from a worker, stripped of its channel's wrapping; `key` is the same at every redelivery.

    A tap is what he did without writing; an event is a machine's remark, which nobody answers; `step` names what a
    choice was offered under, as far as the channel can tell; `phone` is a number that the channel vouches for; `raw`
    is all of what nobody knows how to read.
    """

    channel: str
    account: str
    user_id: str
    key: str
    kind: Kind
    received_at: datetime
    text: str = ""
    sent_at: datetime | None = None
    platform_id: str | None = None
    choice_id: str | None = None
    media: tuple[Media, ...] = ()
    location: Location | None = None
    scene: str | None = None
    is_tap: bool = False
    is_event: bool = False
    raw: str = ""
    receipts: tuple[Receipt, ...] = ()
    step: str = ""
    phone: str = ""

    @property
    def conversation_id(self) -> str:
        return f"{self.channel}:{self.account}:{self.user_id}"

    @property
    def is_answered(self) -> bool:
        """Whether he waits for an answer."""
        return not self.is_event and self.kind not in UNANSWERED_KINDS

    @property
    def sign(self) -> Sign | None:
        """What he did, as far as it changes what he may be told; None when it was not he."""
        if self.kind == "left":
            return "left"
        if self.is_tap:
            return "tapped"
        return "wrote" if self.is_answered else None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the channel may say at once; `late` means that it comes by the outbox instead.

    `turn` is what the message led to, None when it was late, repeated, or not for the dialog.
    """

    replies: tuple[Reply, ...] = ()
    late: bool = False
    turn: Turn | None = None
