"""The one thread that writes to a SQLite file: it commits together what has queued meanwhile."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any

from sqlalchemy import Connection, Engine


class WorkAborted(Exception):
    """A work ended by something that is no ordinary error, such as SystemExit; nothing of it was kept."""


class Job:
    """One piece of work on its way through the writer, and what came of it."""

    def __init__(self, work: Callable[[Connection], Any]) -> None:
        self.work = work
        self.loop = asyncio.get_running_loop()
        self.future: asyncio.Future[Any] = self.loop.create_future()
        self.result: Any = None
        self.error: BaseException | None = None

    def settle(self) -> None:
        if self.future.done():  # the caller gave up; the work stands all the same
            return
        if self.error:
            self.future.set_exception(_bearable(self.error))
        else:
            self.future.set_result(self.result)


def _bearable(error: BaseException) -> Exception:
    # A future refuses StopIteration, and SystemExit would end the event loop.
    if isinstance(error, Exception) and not isinstance(error, StopIteration):
        return error
    aborted = WorkAborted(type(error).__name__)
    aborted.__cause__ = error
    return aborted


class Writer(threading.Thread):
    """Owns the only writing connection. Whatever a work or the disk does, every caller hears of it."""

    def __init__(self, engine: Engine, most_at_once: int) -> None:
        super().__init__(name="database-writer")
        self._most_at_once = most_at_once
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self._open = True
        self._engine = engine
        self._connection = self._connect()

    def _connect(self) -> Connection:
        connection = self._engine.connect()
        connection.begin()  # for SQLAlchemy only, and for ever: the driver is told by us when to begin
        return connection

    def put(self, job: Job | None) -> None:
        """Queues the job; None ends the thread after what has queued before."""
        self._queue.put(job)

    def run(self) -> None:
        while self._open:
            if jobs := self._next_group():
                self._commit(jobs)
        with suppress(Exception):  # the next start does it
            self._connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        self._connection.invalidate()

    def _next_group(self) -> list[Job]:
        jobs: list[Job] = []
        job = self._queue.get()
        with suppress(Empty):
            while job and len(jobs) < self._most_at_once:
                jobs.append(job)
                job = self._queue.get_nowait() if len(jobs) < self._most_at_once else job
        self._open = job is not None
        return [job for job in jobs if not job.future.cancelled()]

    def _commit(self, jobs: Sequence[Job]) -> None:
        try:
            self._connection.exec_driver_sql("BEGIN IMMEDIATE")
            for job in jobs:
                _attempt(self._connection, job)
            self._connection.exec_driver_sql("COMMIT")
        except BaseException as error:  # a failed commit undoes every work of the group
            self._undo()
            for job in jobs:
                job.error = job.error or error
        for loop in {job.loop for job in jobs}:
            with suppress(RuntimeError):  # that loop has ended, and nobody waits in it
                loop.call_soon_threadsafe(_settle, [job for job in jobs if job.loop is loop])

    def _undo(self) -> None:
        # A COMMIT that fails leaves the transaction open; where the disk is full SQLite has undone everything itself.
        try:
            raw: Any = self._connection.connection.driver_connection
            raw.rollback()
        except BaseException:
            with suppress(Exception):  # the next group's BEGIN fails then, and comes here again
                self._connection.invalidate()
                self._connection = self._connect()


def _attempt(connection: Connection, job: Job) -> None:
    """Does one work inside a savepoint; its failure undoes only itself."""
    raw: Any = connection.connection.driver_connection
    raw.execute("SAVEPOINT work")
    try:
        job.result = job.work(connection)
    except BaseException as error:
        # Where SQLite has already undone everything (disk full), this raises and fails the group.
        raw.execute("ROLLBACK TO work")
        job.error = error
    raw.execute("RELEASE work")


def _settle(jobs: Sequence[Job]) -> None:
    for job in jobs:
        job.settle()
