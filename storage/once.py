"""Inserts that change nothing when the row is already there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_once(connection: Connection, table: Table, values: Mapping[str, Any]) -> bool:
    """Whether the row was new; on PostgreSQL it waits for whoever is inserting the same one."""
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).on_conflict_do_nothing().inline()
    # Without this SQLAlchemy reports -1, which is true.
    result = connection.execute(statement.execution_options(preserve_rowcount=True), dict(values))
    return result.rowcount == 1
