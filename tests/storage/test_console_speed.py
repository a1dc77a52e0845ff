"""What the console asks most is answered from indexes, and the step that made them can be taken back."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from alembic import command
from sqlalchemy import Connection, event

from cases.embedded import Step, step
from cases.steps import Status
from storage import figures, migrate, talks
from storage.database import Database, open_database
from storage.tables import case_event, complaint
from storage.talks import Looker, Wanted
from storage.vault import Vault
from tests.rows import START, emptied, filed, filing, numbered, stepped
from tests.storage.test_migrate import bare, differences
from tests.storage.turning import count

__all__ = ["bare"]
LOOKER = Looker("s1", "li", "32", START)


@pytest.mark.asyncio
async def test_the_step_can_be_taken_back_and_loses_no_case(bare: str, vault: Vault) -> None:
    migrate.upgrade(bare)
    database = open_database(bare)
    await filed(database, vault)
    await stepped(database, vault, "accepted", number=numbered(1))
    await database.close()
    with migrate._alone(bare) as connection:
        command.downgrade(migrate._config(connection), "0016")
    migrate.upgrade(bare)
    assert differences(bare) == []
    database = open_database(bare)
    assert (await count(database, complaint), await count(database, case_event)) == (1, 2)
    [total] = await database.read(lambda c: figures.sums(c, ""))
    assert (total.status, total.cases, total.people, total.claimed_fen) == ("accepted", 1, 2, 2_400_000)
    assert await database.read(lambda c: figures.arrivals(c, "", START)) == {START.date(): 1}
    assert [one.cases for one in await database.read(lambda c: figures.answered(c, "", START))] == [1]
    await database.close()


def plan(connection: Connection, ask: Any) -> str:
    """How SQLite would find what is asked."""
    asked: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, values: Any, ___: Any, ____: Any) -> None:
        asked.append((statement, values))

    event.listen(connection, "before_cursor_execute", note)
    ask()
    event.remove(connection, "before_cursor_execute", note)
    steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked[0][0]}", asked[0][1])
    return "\n".join(str(row[3]) for row in steps)


@pytest_asyncio.fixture
async def on_sqlite(tmp_path: Path) -> AsyncIterator[Database]:
    """PostgreSQL scans a small table whatever indexes there are, and so tells nothing."""
    database = open_database(emptied(f"sqlite:///{tmp_path}/plans.db"))
    yield database
    await database.close()


@pytest.mark.asyncio
@pytest.mark.parametrize("name", ["waiting", "mine", "others"])
async def test_talks_that_need_somebody_are_found_among_themselves(
    on_sqlite: Database, vault: Vault, name: talks.ListName
) -> None:
    def look(connection: Connection) -> str:
        return plan(connection, lambda: talks.list_talks(connection, vault, LOOKER, Wanted(name)))

    assert re.search("conversation_(attended|held)", await on_sqlite.read(look))


@pytest.mark.asyncio
async def test_badges_are_counted_among_them_too(on_sqlite: Database) -> None:
    def look(connection: Connection) -> str:
        return plan(connection, lambda: talks.counts(connection, LOOKER))

    assert "conversation_attended" in await on_sqlite.read(look)


@pytest.mark.asyncio
async def test_an_answer_is_the_first_one_and_counts_where_it_was_given(database: Database, vault: Vault) -> None:
    await filed(database, vault, filing("d1", numbered(1), place="江苏省镇江市润州区"))
    for status, days in (("needs_supplement", 1), ("accepted", 2), ("filed", 9)):
        taken = Step(numbered(1), Status(status), None, "officer", START + timedelta(days=days))
        await database.run(partial(step, vault=vault, taken=taken))

    def told(area: str, since: int) -> Any:
        return database.read(lambda c: figures.answered(c, area, START + timedelta(days=since)))

    assert [(one.answered_on - one.filed_on).days for one in await told("", 0)] == [2]
    assert [one.cases for one in await told("3211", 2)] == [1]
    assert await told("62", 0) == [] and await told("", 3) == []
