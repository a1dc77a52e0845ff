"""Counts rows, table by table, for measurements."""

from __future__ import annotations

import asyncio

from sqlalchemy import Connection, func, select

from storage.database import open_database
from storage.tables import metadata, outbox


def count_rows(url: str) -> dict[str, int]:
    """The rows of every table of a database that nothing else has open."""
    return asyncio.run(_count_rows(url))


def states_of_entries(url: str, prefix: str) -> dict[str, str]:
    """The states of the outbox's entries whose keys begin so, by key."""
    return asyncio.run(_states_of_entries(url, prefix))


async def _states_of_entries(url: str, prefix: str) -> dict[str, str]:
    database = open_database(url)
    query = select(outbox.c.key, outbox.c.state).where(outbox.c.key.startswith(prefix, autoescape=True))
    try:
        return {key: state for key, state in await database.read(lambda c: c.execute(query).all())}
    finally:
        await database.close()


async def _count_rows(url: str) -> dict[str, int]:
    database = open_database(url)
    try:
        return await database.read(_by_table)
    finally:
        await database.close()


def _by_table(connection: Connection) -> dict[str, int]:
    tables = metadata.sorted_tables
    return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
