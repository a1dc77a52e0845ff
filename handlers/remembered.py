"""A conversation, a message and an answer as they are kept in rows, and back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any, Final

from dialogs.conversation import Conversation
from dialogs.replies import Reply
from handlers.messages import Inbound, Location, Media, Receipt

FIELDS: Final = tuple(field.name for field in fields(Inbound))  # asdict copies each value, on the hot path
ABSENT: Final[tuple[Any, ...]] = (None, "", (), [], False)


def conversation_from(id: str, state: str | None, *, handed_over: bool, held: bool = False) -> Conversation:
    """The conversation as its row tells; a new one where there is none. The row's word on who speaks counts."""
    kept: dict[str, Any] = json.loads(state) if state else {}
    return Conversation(id, kept.get("slots") or {}, kept.get("active_loop"), handed_over, held)


def state_of(conversation: Conversation) -> str:
    """What of it goes into the row's state."""
    return _json({"slots": conversation.slots, "active_loop": conversation.active_loop})


def message_text(message: Inbound) -> str:
    """The message as JSON, whole."""
    kept: dict[str, Any] = {name: value for name in FIELDS if (value := getattr(message, name)) not in ABSENT}
    if message.media:
        kept["media"] = [asdict(one) for one in message.media]
    if message.receipts:
        kept["receipts"] = [asdict(one) for one in message.receipts]
    if message.location:
        kept["location"] = asdict(message.location)
    return _json(kept)


def message_from(text: str) -> Inbound:
    """The message that `message_text` wrote."""
    kept: dict[str, Any] = json.loads(text)
    kept["media"] = tuple(Media(**one) for one in kept.get("media") or ())
    kept["receipts"] = tuple(Receipt(**one) for one in kept.get("receipts") or ())
    kept["location"] = Location(**kept["location"]) if kept.get("location") else None
    for name in ("received_at", "sent_at"):
        kept[name] = datetime.fromisoformat(kept[name]) if kept.get(name) else None
    return Inbound(**kept)


def replies_text(replies: Iterable[Reply]) -> str:
    """The words of an answer, as JSON."""
    return _json([_said(reply) for reply in replies])


def reply_text(reply: Reply) -> str:
    """One message to be said, as the outbox's payload."""
    return _json(_said(reply))


def _said(reply: Reply) -> dict[str, Any]:
    return {"text": reply.text, "choices": reply.choices}


def reply_from(payload: str) -> Reply:
    """The message that `reply_text` wrote."""
    kept = json.loads(payload)
    return Reply(kept["text"], tuple(kept.get("choices") or ()))


def replies_from(text: str) -> tuple[Reply, ...]:
    """The words that `replies_text` wrote."""
    return tuple(Reply(one["text"], tuple(one.get("choices") or ())) for one in json.loads(text))


def merged(replies: Iterable[Reply]) -> Reply | None:
    """All replies of a turn as one message, which costs one of the few that a channel allows; None for silence."""
    said = [reply for reply in replies if reply.text or reply.choices]
    if not said:
        return None
    choices = next((reply.choices for reply in reversed(said) if reply.choices), ())
    return Reply("\n\n".join(reply.text for reply in said), choices)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_moment, separators=(",", ":"))


def _moment(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)
