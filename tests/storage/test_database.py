"""Transactions: none lost, none half done, and every caller hears what became of his."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import pytest
from sqlalchemy import Connection, create_engine, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from storage.database import Database, DatabaseClosed, DatabaseFault, open_database
from storage.tables import case_event, cursor
from storage.writer import WorkAborted
from tests.rows import START, emptied
from tests.storage.turning import count

pytestmark = pytest.mark.asyncio


def add(connection: Connection, reader: str = "r") -> None:
    connection.execute(insert(cursor), {"reader": reader, "position": 0})


def increment(connection: Connection) -> None:
    found = select(cursor.c.position).where(cursor.c.reader == "r").with_for_update()
    position = connection.execute(found).scalar_one()
    connection.execute(update(cursor).values(position=position + 1))


async def readers(database: Database) -> set[str]:
    return await database.read(lambda connection: set(connection.scalars(select(cursor.c.reader))))


async def test_no_increment_is_lost(database: Database) -> None:
    await database.run(add)
    await asyncio.gather(*(database.run(increment) for _ in range(50)))
    assert await database.read(lambda connection: connection.scalar(select(cursor.c.position))) == 50


async def test_a_failed_work_undoes_only_itself(database: Database) -> None:
    def fail(connection: Connection) -> NoReturn:
        add(connection, "lost")
        raise ValueError

    works: list[Callable[[Connection], None]] = [partial(add, reader=str(one)) for one in range(5)]
    works[2:2] = [fail, partial(add, reader="0")]
    results = await asyncio.gather(*map(database.run, works), return_exceptions=True)
    assert {type(result) for result in results if result is not None} == {ValueError, IntegrityError}
    assert await readers(database) == {"0", "1", "2", "3", "4"}


@pytest.mark.parametrize("error", [SystemExit, KeyboardInterrupt, StopIteration, asyncio.CancelledError])
async def test_whatever_a_work_raises_its_caller_hears_of_it(
    tmp_path: Path, error: Callable[[], BaseException]
) -> None:
    database = open_database(emptied(f"sqlite:///{tmp_path}/rows.db"))

    def fail(connection: Connection) -> NoReturn:
        add(connection, "lost")
        raise error()

    works: list[Any] = [add, fail, partial(add, reader="s")]
    async with asyncio.timeout(5):
        results = await asyncio.gather(*map(database.run, works), return_exceptions=True)
    assert [type(result) for result in results] == [type(None), WorkAborted, type(None)]
    assert await readers(database) == {"r", "s"}
    await database.close()


def leave_orphan(connection: Connection) -> None:
    """Its missing case is found only by COMMIT."""
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    values = {"case_number": "none", "kind": "step", "at": START}
    connection.execute(insert(case_event), values)


def end_the_transaction(connection: Connection) -> None:
    """As SQLite does by itself when the disk is full."""
    raw: Any = connection.connection.driver_connection
    raw.rollback()


def break_the_connection(connection: Connection) -> None:
    raw: Any = connection.connection.driver_connection
    raw.close()


@pytest.mark.parametrize("breaks", [leave_orphan, end_the_transaction, break_the_connection])
async def test_a_failed_commit_fails_its_whole_group_and_the_next_works(
    tmp_path: Path, breaks: Callable[[Connection], None]
) -> None:
    database = open_database(emptied(f"sqlite:///{tmp_path}/rows.db"))
    go_on = threading.Event()
    holding = asyncio.create_task(database.run(lambda connection: go_on.wait(5)))
    await asyncio.sleep(0.01)
    works = [asyncio.create_task(database.run(work)) for work in (add, breaks, partial(add, reader="s"))]
    await asyncio.sleep(0.01)
    go_on.set()
    async with asyncio.timeout(5):
        results = await asyncio.gather(*works, return_exceptions=True)
    await holding
    assert all(isinstance(result, Exception) for result in results)
    assert await readers(database) == set()
    await database.run(add)
    assert await readers(database) == {"r"}
    await database.close()


@pytest.mark.postgres
async def test_after_its_server_cut_all_connections_the_pool_works_again(postgres_url: str) -> None:
    database = open_database(postgres_url, sessions=2)
    await asyncio.gather(database.run(add), database.read(count_cursors))
    engine = create_engine(postgres_url)
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
    with engine.connect() as connection:
        connection.execute(text(others + "pg_backend_pid()"))
    engine.dispose()
    with pytest.raises(DatabaseFault):
        await database.run(partial(add, reader="lost"))
    await database.run(partial(add, reader="s"))
    assert await readers(database) == {"r", "s"}
    await database.close()


def count_cursors(connection: Connection) -> int:
    return len(connection.execute(select(cursor)).all())


@pytest.mark.postgres
async def test_a_commit_that_fails_tells_its_caller_on_postgresql_too(postgres_url: str) -> None:
    database = open_database(postgres_url)

    def fail_at_commit(connection: Connection) -> None:
        add(connection)
        connection.execute(text("CREATE TEMP TABLE late (one int UNIQUE DEFERRABLE INITIALLY DEFERRED)"))
        connection.execute(text("INSERT INTO late VALUES (1), (1)"))

    with pytest.raises(IntegrityError):
        await database.run(fail_at_commit)
    await database.run(partial(add, reader="s"))
    assert await readers(database) == {"s"}
    await database.close()


async def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(DatabaseFault, match=r"readonly|read-only"):
        await database.read(add)
    await database.run(add)
    assert await readers(database) == {"r"}


async def test_a_read_sees_one_snapshot(database: Database) -> None:
    seen, go_on = threading.Event(), threading.Event()

    def read_twice(connection: Connection) -> tuple[int, int]:
        first = count_cursors(connection)
        seen.set()
        go_on.wait(5)
        return first, count_cursors(connection)

    reading = asyncio.create_task(database.read(read_twice))
    await asyncio.to_thread(seen.wait, 5)
    await database.run(add)
    go_on.set()
    assert await reading == (0, 0)
    assert await count(database, cursor) == 1


async def test_closing_finishes_what_has_queued_and_refuses_the_rest(url: str) -> None:
    database = open_database(url)
    works = [asyncio.create_task(database.run(partial(add, reader=str(one)))) for one in range(200)]
    await asyncio.sleep(0)
    await asyncio.wait_for(database.close(), 10)
    results = await asyncio.gather(*works, return_exceptions=True)
    with pytest.raises(DatabaseClosed):
        await database.run(add)
    with pytest.raises(DatabaseClosed):
        await database.read(count_cursors)
    done = sum(result is None for result in results)
    assert all(result is None or isinstance(result, DatabaseClosed) for result in results)
    engine = create_engine(url)
    with engine.connect() as connection:
        assert count_cursors(connection) == done > 0
    engine.dispose()


async def test_a_closed_file_is_whole_without_its_log(tmp_path: Path) -> None:
    path = tmp_path / "rows.db"
    database = open_database(emptied(f"sqlite:///{path}"))
    await database.run(add)
    await readers(database)
    await database.close()
    assert [one.name for one in tmp_path.iterdir()] == ["rows.db"]


async def test_a_cancelled_caller_stops_no_other(database: Database) -> None:
    go_on = threading.Event()
    slow = asyncio.create_task(database.run(lambda connection: go_on.wait(5)))
    others = [asyncio.create_task(database.run(partial(add, reader=str(one)))) for one in range(5)]
    await asyncio.sleep(0.01)
    slow.cancel()
    others[0].cancel()
    go_on.set()
    await asyncio.gather(*others[1:])
    assert {"1", "2", "3", "4"} <= await readers(database)


async def test_a_ring_wakes_who_waits(database: Database) -> None:
    waiting = asyncio.create_task(database.rung(10))
    await asyncio.sleep(0)
    database.ring()
    await asyncio.wait_for(waiting, 2)


@pytest.mark.postgres
async def test_a_ring_wakes_other_processes(postgres_url: str) -> None:
    here, there = open_database(postgres_url), open_database(postgres_url)
    waiting = asyncio.create_task(there.rung(10))
    async with asyncio.timeout(5):
        while not waiting.done():
            here.ring()
            here.ring()
            await asyncio.sleep(0.02)
    await here.close()
    await there.close()


async def test_a_file_that_cannot_be_opened_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(DatabaseFault):
        open_database(f"sqlite:///{tmp_path}/missing/rows.db")
