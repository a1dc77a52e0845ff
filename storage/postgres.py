"""PostgreSQL: many processes, each with a bounded pool of sessions in threads."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar

import psycopg
from sqlalchemy import Engine, create_engine

from storage.bell import Bell
from storage.database import DatabaseClosed, Work
from storage.lives import OPTION, Life

T = TypeVar("T")
SNAPSHOT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


class PostgresDatabase:
    """One transaction a work; LISTEN and NOTIFY wake the other processes."""

    shared = True

    def __init__(self, url: str, *, sessions: int = 8, queued: int = 1024) -> None:
        self._life = Life()
        self._writing = create_engine(url, pool_size=sessions, max_overflow=0, execution_options={OPTION: self._life})
        self._reading = self._writing.execution_options(**SNAPSHOT)
        self._threads = ThreadPoolExecutor(sessions, "database")
        self._room = asyncio.Semaphore(queued)
        self._bell = Bell()
        self._open = True
        self._unheard = False
        self._telling: asyncio.Task[None] | None = None
        self._listening: asyncio.Task[None] | None = None

    async def run(self, work: Work[T]) -> T:
        return await self._do(self._writing, work)

    async def read(self, work: Work[T]) -> T:
        return await self._do(self._reading, work)

    async def _do(self, engine: Engine, work: Work[T]) -> T:
        async with self._room:
            if not self._open:
                raise DatabaseClosed
            return await asyncio.get_running_loop().run_in_executor(self._threads, _in_transaction, engine, work)

    def ring(self) -> None:
        """Wakes this process now and the others soon: one NOTIFY for all rings meanwhile."""
        self._bell.ring()
        self._unheard = True
        if self._telling is None or self._telling.done():
            self._telling = asyncio.create_task(self._tell())

    async def _tell(self) -> None:
        while self._unheard:
            self._unheard = False  # a ring that comes from here on gets a NOTIFY of its own
            with suppress(Exception):
                await self.run(lambda connection: connection.exec_driver_sql("NOTIFY bell"))

    async def rung(self, patience: float) -> None:
        if self._listening is None:
            self._listening = asyncio.create_task(self._listen())
        await self._bell.rung(patience)

    async def _listen(self) -> None:
        address = self._writing.url.set(drivername="postgresql").render_as_string(hide_password=False)
        while True:
            with suppress(psycopg.Error):
                async with await psycopg.AsyncConnection.connect(address, autocommit=True) as ear:
                    await ear.execute("LISTEN bell")
                    life = self._life.begin()
                    await ear.execute("SELECT pg_advisory_lock(%s)", (life,))
                    self._life.number = life
                    self._bell.ring()  # for what was rung while nobody listened
                    async for _ in ear.notifies():
                        self._bell.ring()
            self._life.number = 0
            await asyncio.sleep(1)

    async def close(self) -> None:
        if self._telling:
            await asyncio.gather(self._telling, return_exceptions=True)
        self._open = False
        if self._listening:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
        await asyncio.to_thread(self._threads.shutdown)
        self._writing.dispose()


def _in_transaction(engine: Engine, work: Work[Any]) -> Any:
    with engine.begin() as connection:
        return work(connection)
