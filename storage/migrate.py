"""Brings a database's tables up to what this version of the program expects; Alembic does the work."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, Engine, create_engine, inspect, make_url, text

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER: Final = Path(__file__).parent / "migrations"
LOCK: Final = 0x58535F6D69677261  # any number that nobody else locks


class DatabaseTooNew(Exception):
    """The database was written by a newer version of Xinsheng; update the program, or restore an earlier backup."""

    def __str__(self) -> str:
        return str(self.__doc__)


def upgrade(url: str) -> None:
    """Takes every step that is missing, all or none; harmless when there is none. Raises DatabaseTooNew.

    Processes that start at once take turns.
    """
    with _alone(url) as connection:
        if _found(connection) != head():
            _refuse_newer(connection)
            _upgrade(connection)


def _upgrade(connection: Connection) -> None:
    from alembic import command

    logging.getLogger("alembic").setLevel(logging.WARNING)
    command.upgrade(_config(connection), "head")


def current(url: str) -> str | None:
    """The last step that was taken, None for an empty database."""
    engine = _engine(url)
    try:
        with engine.connect() as connection:
            return _found(connection)
    finally:
        engine.dispose()


def head() -> str:
    """The last step that this version of the program knows."""
    return max(_known())


def is_current(url: str) -> bool:
    """Whether no step is missing; raises DatabaseTooNew."""
    engine = _engine(url)
    try:
        with engine.connect() as connection:
            _refuse_newer(connection)
            return _found(connection) == head()
    finally:
        engine.dispose()


def _found(connection: Connection) -> str | None:
    """As Alembic wrote it down, looked at without loading Alembic: it would stay in the memory of every process."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _refuse_newer(connection: Connection) -> None:
    if _found(connection) not in {None, *_known()}:
        raise DatabaseTooNew


def _known() -> list[str]:
    """The steps by their files' names, which begin with their numbers."""
    return [path.stem[1:5] for path in (FOLDER / "versions").glob("m[0-9][0-9][0-9][0-9]_*.py")]


def _config(connection: Connection | None = None) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


@contextmanager
def _alone(url: str) -> Iterator[Connection]:
    """A transaction beside which no other migration runs."""
    engine = _engine(url)
    try:
        with engine.begin() as connection:
            is_sqlite = connection.dialect.name == "sqlite"
            connection.exec_driver_sql("BEGIN IMMEDIATE" if is_sqlite else f"SELECT pg_advisory_xact_lock({LOCK})")
            yield connection
    finally:
        engine.dispose()


def _engine(url: str) -> Engine:
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url)
    # Foreign keys stay off: changing a table copies it, and the old one is dropped.
    from storage.sqlite import sqlite_engine

    return sqlite_engine(url)
