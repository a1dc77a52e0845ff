"""Slows down who guesses the words of crews, and lets him learn nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from storage import attempts
from storage.attempts import Attempt, Limits
from storage.cases import Connection
from storage.vault import Vault

WINDOW: Final = timedelta(minutes=15)
EVERYBODY: Final = "crew words"
LIMITS: Final = Limits(pair=5, account=200, address=5)


def count_miss(connection: Connection, vault: Vault, conversation_id: str, at: datetime) -> None:
    """One more word that opens nothing."""
    attempts.add_attempt(connection, _attempt(vault, conversation_id, at))


def must_wait(connection: Connection, vault: Vault, conversation_id: str, now: datetime) -> bool:
    """Whether no word of his is looked at for a while."""
    attempt = _attempt(vault, conversation_id, now)
    return attempts.locked_by(connection, attempt, LIMITS, now - WINDOW) is not None


def _attempt(vault: Vault, conversation_id: str, at: datetime) -> Attempt:
    account = vault.index(EVERYBODY, kind="crew_guess")
    return Attempt(account, vault.index(conversation_id, kind="crew_guess"), at)
