"""Attempts to sign in that have not succeeded, counted by account and by address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, insert, select

from storage.tables import sign_in_attempt as row


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody tried an account from an address; both are blind indexes: people type passwords into the wrong field."""

    account: str
    address: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Limits:
    """How many attempts are let through: by one address for one account, for one account, by one address."""

    pair: int
    account: int
    address: int


def add_attempt(connection: Connection, attempt: Attempt) -> None:
    """Counts from now on."""
    connection.execute(insert(row), {"account": attempt.account, "address": attempt.address, "at": attempt.at})


def locked_by(connection: Connection, attempt: Attempt, limits: Limits, since: datetime) -> datetime | None:
    """The attempt that must grow old before another is let through, None when one is."""
    kept = (
        _nth_newest(connection, (row.c.account == attempt.account) & (row.c.address == attempt.address), limits.pair),
        _nth_newest(connection, row.c.account == attempt.account, limits.account),
        _nth_newest(connection, row.c.address == attempt.address, limits.address),
    )
    return max((at for at in kept if at is not None and at > since), default=None)


def forgive(connection: Connection, account: str) -> None:
    """The account's attempts count no more: its owner has come."""
    connection.execute(delete(row).where(row.c.account == account))


def forget_attempts(connection: Connection, before: datetime) -> None:
    """Removes what is too old to count."""
    connection.execute(delete(row).where(row.c.at <= before))


def _nth_newest(connection: Connection, which: ColumnElement[bool], nth: int) -> Any:
    newest = select(row.c.at).where(which).order_by(row.c.at.desc()).offset(nth - 1).limit(1)
    return connection.scalar(newest)
