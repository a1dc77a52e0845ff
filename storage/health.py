"""Whether the database answers."""

from __future__ import annotations

from sqlalchemy import Connection, text


def ping(connection: Connection) -> None:
    """Returns when it does."""
    connection.execute(text("SELECT 1")).scalar()
