"""Where every transaction begins and ends, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection as Connection
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

T = TypeVar("T")
Work = Callable[[Connection], T]
DatabaseFault = DBAPIError
"""What a work raises when the database fails it: try again, or answer nothing."""


class DatabaseClosed(Exception):
    """The database is shutting down and takes no more work."""


class Database(Protocol):
    """Runs pieces of work, each atomic, and durable when `run` returns.

    A caller that is cancelled does not know whether its work was done.
    """

    shared: bool
    """Whether other processes work on it too."""

    async def run(self, work: Work[T]) -> T:
        """Do the work in a transaction; return when its commit is on the disk."""

    async def read(self, work: Work[T]) -> T:
        """Do the work, which cannot write, on one snapshot of what is committed."""

    def ring(self) -> None:
        """Wake who waits for new rows, here and in other processes; call it after the commit."""

    async def rung(self, patience: float) -> None:
        """Return at the next ring, or when so many seconds are over. A lost ring costs the patience, never a row."""

    async def close(self) -> None:
        """Finish what has begun, refuse the rest."""


def open_database(url: str, **tuning: Any) -> Database:
    """The database behind the URL: one writer on SQLite, a pool of sessions on PostgreSQL."""
    if make_url(url).get_backend_name() == "sqlite":
        from storage.sqlite import SqliteDatabase

        return SqliteDatabase(url, **tuning)
    from storage.postgres import PostgresDatabase

    return PostgresDatabase(url, **tuning)
