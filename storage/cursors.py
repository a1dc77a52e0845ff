"""How far each reader has followed the events."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from storage.once import insert_once
from storage.tables import cursor


def position(connection: Connection, reader: str) -> int:
    """The last position that the reader has dealt with; 0 before the first."""
    return connection.scalar(select(cursor.c.position).where(cursor.c.reader == reader)) or 0


def move(connection: Connection, reader: str, to: int) -> None:
    """Sets the reader's position, in the transaction that deals with what it stands for."""
    if not insert_once(connection, cursor, {"reader": reader, "position": to}):
        connection.execute(update(cursor).where(cursor.c.reader == reader).values(position=to))
