"""What is tried when a channel refuses a message: a notice, another channel of the worker's, a call by staff."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Protocol

from handlers.notice_kinds import is_guarded, kind_for, tells_all
from handlers.notice_templates import HasTemplates, NoticeKind
from handlers.telling import tell
from storage import alarms, notice_receipts, outbox, undelivered
from storage.cases import Connection
from storage.notice_receipts import Known
from storage.outbox import OUT_OF_REACH, Claimed, Entry, Settlement
from storage.vault import Vault

MOVED: Final = ">>"  # in the key of an entry that was tried elsewhere before
UNTOLD: Final = frozenset({"tip"})  # what nobody misses
BEYOND_NOTICES: Final = "unreachable"  # who does not follow an account gets no notices either
ARRIVED: Final = "arrived"


class Elsewhere(Protocol):
    """Knows the channels of each person."""

    def __call__(self, connection: Connection, conversation_id: str) -> str | None:
        """Another conversation of the same worker in which he can be told; None: there is none."""


def nowhere(connection: Connection, conversation_id: str) -> str | None:
    """For whom no channels are linked."""
    return None


class Ladder:
    """Decides inside the transaction that settles an entry."""

    def __init__(
        self, vault: Vault, templates: Mapping[str, HasTemplates] | None = None, elsewhere: Elsewhere = nowhere
    ) -> None:
        self._vault, self._templates, self._elsewhere = vault, templates or {}, elsewhere

    def step_down(
        self, connection: Connection, one: Claimed, reason: str, code: int | None, now: datetime
    ) -> Settlement:
        """What becomes of an entry that was refused so."""
        if one.kind in UNTOLD:
            return Settlement("undelivered", now, reason, code)
        if one.way is not None:
            self._learn(connection, one, reason, code, now)
        elif way := self._notice(connection, one, reason):
            return Settlement("waiting", now, reason, code, due_at=now, way=way)
        if reason in OUT_OF_REACH and self._move(connection, one, now):
            return Settlement("moved", now, reason, code)
        kind: undelivered.Kind = "call" if reason in OUT_OF_REACH else "letter"
        undelivered.note(connection, one.id, one.conversation_id, kind, now)
        return Settlement("undelivered", now, reason, code)

    def confirm(self, connection: Connection, receipt: Known) -> bool:
        """Takes what the platform tells of a notice; whether it told something new."""
        one = notice_receipts.posted(connection, self._vault, receipt)
        if one is None:
            return notice_receipts.keep_early(connection, receipt)
        return self.learn_outcome(connection, one, receipt.outcome, receipt.at)

    def learn_outcome(self, connection: Connection, one: Claimed, outcome: str, now: datetime) -> bool:
        """Whether the entry still waited to hear it: it has arrived, or the next thing is tried."""
        if outcome == ARRIVED:
            state = "sent" if tells_all(one) else "announced"
            return notice_receipts.change_posted(connection, one.id, {"state": state})
        became = self.step_down(connection, one, outcome, None, now)
        after = {"state": became.state, "reason": became.reason, "sent_at": None}
        return notice_receipts.change_posted(connection, one.id, after)

    def _notice(self, connection: Connection, one: Claimed, reason: str) -> NoticeKind | None:
        """As what a notice may tell of it."""
        if reason not in OUT_OF_REACH or reason == BEYOND_NOTICES or one.channel not in self._templates:
            return None
        kind = kind_for(connection, self._vault, one)
        template = self._templates[one.channel].template(kind)
        if template is None:
            return None
        is_refused = template.by_consent and notice_receipts.refuses(connection, one.conversation_id, template.id)
        return None if is_refused else kind

    def _learn(self, connection: Connection, one: Claimed, reason: str, code: int | None, now: datetime) -> None:
        template = self._templates[one.channel].template(one.way) if one.channel in self._templates else None  # type: ignore[arg-type]
        if reason == "notice_refused" and template and template.by_consent:
            notice_receipts.set_consent(connection, one.conversation_id, template.id, accepts=False, at=now)
        if reason == "notice_wrong":
            alarms.sound(connection, notices_of(one.channel), reason, code, now)

    def _move(self, connection: Connection, one: Claimed, now: datetime) -> bool:
        if MOVED in one.key:
            return False
        other = self._elsewhere(connection, one.conversation_id)
        if other is None or is_guarded(connection, self._vault, other):  # the words are not made for others' eyes
            return False
        copy = Entry(f"{one.key}{MOVED}{other}", other, one.kind, one.payload, now, one.expires_at, one.subject)
        return tell(connection, self._vault, copy)


def notices_of(channel: str) -> str:
    """What alarms about a channel's notices stand under: its messages may go all the same."""
    return f"{channel}-notices"


def note_expired(connection: Connection, now: datetime) -> int:
    """Gives up what is too old; staff see what of it somebody was to hear. How many entries it were."""
    expired = outbox.expire(connection, now)
    for one in expired:
        if one.kind not in UNTOLD:
            undelivered.note(connection, one.id, one.conversation_id, "letter", now)
    return len(expired)
