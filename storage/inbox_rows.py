"""A message, its turn and its reply as rows keep them, sealed, and back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from storage.vault import Vault

Sign = Literal["wrote", "tapped", "left"]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message as its channel delivered it; `key` is the same at every redelivery, `message` is all of it as JSON."""

    key: str
    conversation_id: str
    channel: str
    account: str
    user_id: str
    kind: str
    message: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class StoredReply:
    """What a message was answered with, as JSON; a late one went by the outbox."""

    reply: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Opening:
    """A turn that may be thought out now, perhaps for another message than the one just delivered: it came first.

    Without a state nothing was said yet; without a place the message is not in the inbox. `is_held`: by one of staff.
    """

    arrival: Arrival
    state: str | None
    version: int
    handed_over: bool
    place: int | None = None
    leased_until: datetime | None = None
    is_held: bool = False


@dataclass(frozen=True, slots=True)
class DoneTurn:
    """What came of an opening; `said_in` and `said_out` are what staff read, `is_heard` is whether they read the first.

    `sign` is what the worker did, for the windows of channels; None when it was not he.
    """

    opening: Opening
    state: str
    handed_over: bool
    reply: str
    said_in: str
    said_out: str | None
    is_heard: bool
    at: datetime
    county_code: str | None = None
    sign: Sign | None = None


def new_conversation(arrival: Arrival, at: datetime) -> dict[str, Any]:
    """Its row before the first turn."""
    return {
        "id": arrival.conversation_id,
        "channel": arrival.channel,
        "account": arrival.account,
        "user_id": arrival.user_id,
        "state": None,
        "version": 0,
        "handed_over": False,
        "last_inbound_at": None,
        "wrote_at": None,
        "tapped_at": None,
        "left_at": None,
        "created_at": at,
        "updated_at": at,
    }


def new_message(vault: Vault, arrival: Arrival) -> dict[str, Any]:
    """Its row in the inbox before it is answered."""
    return {
        "key": arrival.key,
        "conversation_id": arrival.conversation_id,
        "kind": arrival.kind,
        "message": vault.seal(arrival.message, place=message_place(arrival.key)),
        "reply": None,
        "received_at": arrival.received_at,
        "answered_at": None,
        "tries": 0,
        "state": "waiting",
        "is_late": False,
    }


def said(vault: Vault, done: DoneTurn) -> list[dict[str, Any]]:
    """The turn's rows for staff: what he wrote, and all of what was answered in one."""
    arrival, of = done.opening.arrival, done.opening.arrival.conversation_id
    lines = [("in", arrival.kind, done.said_in, arrival.received_at)] if done.is_heard else []
    if done.said_out is not None:
        lines.append(("out", "reply", done.said_out, done.at))
    of_turn = {"key": arrival.key}
    return [said_row(vault, of, direction, kind, text) | of_turn | {"at": at} for direction, kind, text, at in lines]


def said_row(vault: Vault, conversation_id: str, direction: str, kind: str, text: str) -> dict[str, Any]:
    """A row for staff that nobody of them wrote."""
    return {
        "conversation_id": conversation_id,
        "direction": direction,
        "kind": kind,
        "by": None,
        "text": vault.seal(text, place=said_place(conversation_id)),
    }


def stored(vault: Vault, key: str, row: Any) -> StoredReply | None:
    """The reply of a row of the inbox, None while it has none."""
    if row.state != "answered":
        return None
    return StoredReply(vault.open(row.reply, place=reply_place(key)), bool(row.is_late))


def kept_arrival(vault: Vault, row: Any, whose: Any) -> Arrival:
    """The message of a row of the inbox; `whose` tells the conversation."""
    return Arrival(
        key=row.key,
        conversation_id=whose.conversation_id,
        channel=whose.channel,
        account=whose.account,
        user_id=whose.user_id,
        kind=row.kind,
        message=vault.open(row.message, place=message_place(row.key)),
        received_at=row.received_at,
    )


def open_state(vault: Vault, conversation_id: str, sealed: str | None) -> str | None:
    """The conversation's state as a turn gave it; None before the first."""
    return vault.open(sealed, place=state_place(conversation_id)) if sealed is not None else None


def said_place(conversation_id: str) -> str:
    return f"message.text:{conversation_id}"


def state_place(conversation_id: str) -> str:
    return f"conversation.state:{conversation_id}"


def message_place(key: str) -> str:
    return f"inbox.message:{key}"


def reply_place(key: str) -> str:
    return f"inbox.reply:{key}"
