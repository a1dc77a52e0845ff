"""A database and a vault for tests that look at rows: SQLite always, PostgreSQL where there is one."""

from __future__ import annotations

import asyncio
import itertools
import os
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import create_engine, insert, make_url, select, text, update

from cases.embedded import Filing, Step, file, step
from cases.numbering import check_digit
from cases.steps import Status
from storage.database import Database, open_database
from storage.tables import conversation, metadata, outbox
from storage.vault import Vault

START = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
TALK = "talk:test:worker"
DATABASES = itertools.count()
SERVER = os.environ.get("XINSHENG_TEST_PG_URL", "")


class Clock:
    """Tells the time that it was set to."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at

    def later(self, **much: float) -> None:
        self.at += timedelta(**much)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def own_postgres() -> Iterator[str]:
    if not SERVER:
        pytest.skip("XINSHENG_TEST_PG_URL is not set")
    name = f"xinsheng_rows_{os.getpid()}_{next(DATABASES)}"
    server = create_engine(SERVER, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(SERVER).set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        return emptied(str(request.getfixturevalue("own_postgres")))
    return emptied(f"sqlite:///{tmp_path}/rows.db")


@pytest.fixture
def postgres_url(own_postgres: str) -> str:
    return emptied(own_postgres)


def emptied(url: str) -> str:
    engine = create_engine(url)
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA synchronous=OFF")  # for the making alone: it waits for the disk 60 times
        metadata.drop_all(connection)
        metadata.create_all(connection)
        connection.commit()
    engine.dispose()
    return url


@pytest_asyncio.fixture
async def database(url: str) -> AsyncIterator[Database]:
    database = open_database(url)
    yield database
    await asyncio.wait_for(database.close(), 10)


def numbered(count: int) -> str:
    """A case number that is valid and known beforehand."""
    digits = f"{count:011d}"
    return f"XS{digits}{check_digit(digits)}"


NUMBER = numbered(1)
FACTS = {
    "person": "王建国",
    "phone": "13800001234",
    "employer": "鼎立劳务",
    "amount_owed_yuan": "24000",
    "headcount": 2,
}


def filing(draft: str = "draft-1", number: str = NUMBER, conversation_id: str = TALK, **facts: Any) -> Filing:
    return Filing(draft, conversation_id, number, {**FACTS, **facts}, START)


async def filed(database: Database, vault: Vault, *filings: Filing) -> None:
    for one in filings or (filing(),):
        await database.run(partial(file, vault=vault, filing=one))


async def stepped(database: Database, vault: Vault, status: str, note: str | None = None, number: str = NUMBER) -> None:
    taken = Step(number, Status(status), note, "officer", START)
    await database.run(lambda connection: step(connection, vault, taken))


async def entries(database: Database, *columns: str) -> list[tuple[Any, ...]]:
    """The outbox, in order, only those columns."""
    query = select(*(outbox.c[name] for name in columns)).order_by(outbox.c.id)
    return [tuple(row) for row in await database.read(lambda connection: connection.execute(query).all())]


async def heard(database: Database, conversation_id: str, at: datetime) -> None:
    """The worker wrote at that time."""
    channel, account, user_id = conversation_id.split(":")
    values = {
        "id": conversation_id,
        "channel": channel,
        "account": account,
        "user_id": user_id,
        "state": "{}",
        "version": 1,
        "handed_over": False,
        "last_inbound_at": at,
        "wrote_at": at,
        "created_at": at,
        "updated_at": at,
    }
    is_it = conversation.c.id == conversation_id

    def keep(connection: Any) -> None:
        if (
            connection.execute(
                update(conversation).where(is_it).values(last_inbound_at=at, wrote_at=at, left_at=None)
            ).rowcount
            == 0
        ):
            connection.execute(insert(conversation), values)

    await database.run(keep)


@pytest.fixture
def vault() -> Vault:
    return Vault()
