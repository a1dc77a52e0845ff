"""Counts rows, table by table, for measurements."""

from __future__ import annotations

import asyncio

from sqlalchemy import Connection, func, select

from storage.database import open_database
from storage.tables import metadata


def count_rows(url: str) -> dict[str, int]:
    """The rows of every table of a database that nothing else has open."""
    return asyncio.run(_count_rows(url))


async def _count_rows(url: str) -> dict[str, int]:
    database = open_database(url)
    try:
        return await database.read(_by_table)
    finally:
        await database.close()


def _by_table(connection: Connection) -> dict[str, int]:
    tables = metadata.sorted_tables
    return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
