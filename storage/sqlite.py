"""SQLite: one process, one writer thread, and readers that cannot write."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from storage.bell import Bell
from storage.database import DatabaseClosed, Work
from storage.writer import Job, Writer

T = TypeVar("T")


def sqlite_engine(url: str, *pragmas: str) -> Engine:
    """Connections that begin no transaction by themselves.

    The driver's own BEGIN comes after the first read, and so updates get lost: we say when.
    """
    arguments = {"isolation_level": None, "check_same_thread": False}
    engine = create_engine(url, connect_args=arguments, poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        for pragma in ("busy_timeout=5000", *pragmas):
            connection.execute(f"PRAGMA {pragma}")

    return engine


class SqliteDatabase:
    """Grouped commits in one writer; every reader keeps its connection."""

    shared = False

    def __init__(self, url: str, *, readers: int = 3, most_at_once: int = 64, queued: int = 1024) -> None:
        durable = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")
        self._reading = sqlite_engine(url, "query_only=ON", "cache_size=-512")  # the system keeps the file anyway
        self._own = threading.local()
        self._readers = ThreadPoolExecutor(readers, "database-reader")
        self._connections: list[Connection] = []
        self._room = asyncio.Semaphore(queued)
        self._bell = Bell()
        self._open = True
        self._writer = Writer(sqlite_engine(url, *durable), most_at_once)
        self._writer.start()

    async def run(self, work: Work[T]) -> T:
        async with self._room:
            self._refuse_if_closed()
            job = Job(work)
            self._writer.put(job)
            result: T = await job.future
            return result

    async def read(self, work: Work[T]) -> T:
        self._refuse_if_closed()
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    def _read(self, work: Work[T]) -> T:
        connection = self._own_connection()
        raw: Any = connection.connection.driver_connection
        raw.execute("BEGIN")
        try:
            return work(connection)
        finally:
            raw.rollback()

    def _own_connection(self) -> Connection:
        connection: Connection | None = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._own.connection = self._reading.connect()
            connection.begin()  # as in the writer
            self._connections.append(connection)
        return connection

    def ring(self) -> None:
        self._bell.ring()

    async def rung(self, patience: float) -> None:
        await self._bell.rung(patience)

    async def close(self) -> None:
        """Finishes what has queued, refuses the rest, folds the WAL into the file."""
        if self._open:
            self._open = False
            await asyncio.to_thread(self._readers.shutdown)
            for connection in self._connections:
                connection.invalidate()
            self._writer.put(None)  # last, so that no reader is in the way of its checkpoint
            await asyncio.to_thread(self._writer.join)

    def _refuse_if_closed(self) -> None:
        if not self._open:
            raise DatabaseClosed
