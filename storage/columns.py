"""What the tables are made of: their names' rule and the kinds of column that SQLAlchemy has not."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, MetaData, Text, TypeDecorator

# Every constraint has a name, because a later migration may have to drop it.
NAMES = {
    "pk": "%(table_name)s_pkey",
    "uq": "%(table_name)s_%(column_0_name)s_key",
    "fk": "%(table_name)s_%(column_0_name)s_fkey",
}
metadata = MetaData(naming_convention=NAMES)
# SQLite counts up only what is declared as exactly INTEGER.
Number = BigInteger().with_variant(Integer, "sqlite")
# Sealed columns hold what storage/vault.py made of a text.
Sealed = Text


class UtcTime(TypeDecorator[datetime]):
    """An aware time; SQLite keeps the wall clock of UTC and loses the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
