"""What a notice can tell of an entry when its own words may not be pushed."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from dialogs.replies import Reply
from handlers.notice_templates import NoticeKind
from handlers.remembered import conversation_from, reply_text
from storage import conversations
from storage.cases import Connection
from storage.outbox import Claimed
from storage.vault import Vault


@dataclass(frozen=True, slots=True)
class About:
    """The step that an entry tells; `has_note`: its words say more than its status does."""

    case_number: str
    status: str
    has_note: bool = False


def payload_about(reply: Reply, about: About) -> str:
    """The outbox's payload of words about a step."""
    return json.dumps({**json.loads(reply_text(reply)), "about": asdict(about)}, ensure_ascii=False)


def about_from(payload: str) -> About | None:
    """The step that the words are about."""
    kept = json.loads(payload).get("about")
    return About(**kept) if kept else None


def kind_for(connection: Connection, vault: Vault, one: Claimed) -> NoticeKind:
    """As what the entry can be told: the worker may have said since that others look at his phone."""
    if is_guarded(connection, vault, one.conversation_id):
        return "neutral"
    return "progress" if about_from(one.payload) else "message"


def tells_all(one: Claimed) -> bool:
    """Whether a notice leaves nothing to be said of the entry; if it does, the words wait until he comes."""
    about = about_from(one.payload)
    return one.way == "progress" and about is not None and not about.has_note


def is_guarded(connection: Connection, vault: Vault, conversation_id: str) -> bool:
    """Whether others look at the worker's phone, as he told us."""
    row = conversations.find(connection, vault, conversation_id)
    return row is not None and bool(conversation_from(row.id, row.state, handed_over=False).slots.get("guarded"))
