"""Whether a tapped choice still belongs to what is asked now: buttons stay on the phone long after their question."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Final

from handlers.messages import Inbound
from handlers.remembered import merged, replies_from
from storage.cases import Connection
from storage.offers import standing_offers
from storage.transcript import LATE, said_under
from storage.vault import Vault

LENGTH: Final = 12


def step_of(key: str) -> str:
    """What names the words under whose key choices are offered, in a few letters; `key` is theirs in the outbox."""
    return hashlib.sha256(key.removeprefix(LATE).encode()).hexdigest()[:LENGTH]


def as_offered(connection: Connection, vault: Vault, message: Inbound) -> Inbound:
    """The message with the words of its choice; an old choice where its words are not the last any more.

    What the channel has forgotten of the button is found again where it was said.
    """
    offered = standing_offers(connection, message.conversation_id)
    key = next((one for one in offered if step_of(one) == message.step), None)
    if key is None:
        return replace(message, kind="old_choice")
    if message.text:
        return message
    words = _choice(connection, vault, key, message.choice_id)
    return replace(message, text=words) if words else replace(message, kind="old_choice")


def _choice(connection: Connection, vault: Vault, key: str, number: str | None) -> str | None:
    kept = said_under(connection, vault, key)
    said = merged(replies_from(kept)) if kept else None
    choices = said.choices if said else ()
    index = int(number) - 1 if number and number.isdecimal() else -1
    return choices[index] if 0 <= index < len(choices) else None
