"""Migrations: they make what the tables say, lose no row, and take turns."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, insert, inspect, select, text

from storage import migrate
from storage.database import open_database
from storage.migrate import DatabaseTooNew, current, head, is_current, upgrade
from storage.sqlite import sqlite_engine
from storage.tables import audit, cursor, metadata
from storage.vault import Vault
from tests.rows import NUMBER, START, filed, stepped
from tests.storage.turning import Turns, arrival, count

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def bare(url: str) -> Iterator[str]:
    """A database without tables, and left so."""
    _empty(url)
    yield url
    _empty(url)


def _empty(url: str) -> None:
    engine = create_engine(url)
    metadata.drop_all(engine)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
    engine.dispose()


def differences(url: str) -> list[Any]:
    engine = create_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found: list[Any] = compare_metadata(context, metadata)
    engine.dispose()
    return found


def shape(url: str) -> dict[str, Any]:
    """What the comparison does not see: which indexes are partial, and every constraint's name."""
    engine = create_engine(url)
    found = inspect(engine)
    shape = {
        table: (
            sorted(
                (str(one["name"]), *map(str, one.get("dialect_options", {}).values()))
                for one in found.get_indexes(table)
            ),
            sorted(str(one["name"]) for one in found.get_unique_constraints(table)),
            sorted(str(one["name"]) for one in found.get_foreign_keys(table)),
            found.get_pk_constraint(table)["name"],
        )
        for table in metadata.tables
    }
    engine.dispose()
    return shape


def test_all_steps_from_an_empty_database_make_the_tables_as_they_are(bare: str) -> None:
    assert current(bare) is None and not is_current(bare)
    upgrade(bare)
    assert differences(bare) == []
    assert current(bare) == head() and is_current(bare)
    made = shape(bare)
    _empty(bare)
    engine = create_engine(bare)
    metadata.create_all(engine)
    engine.dispose()
    assert made == shape(bare)


def test_the_steps_are_known_by_their_files_as_alembic_knows_them() -> None:
    scripts = ScriptDirectory.from_config(migrate._config())
    assert head() == scripts.get_current_head()
    assert sorted(migrate._known()) == sorted(script.revision for script in scripts.walk_revisions())


def test_a_second_upgrade_changes_nothing(bare: str) -> None:
    upgrade(bare)
    engine = create_engine(bare)
    with engine.begin() as connection:
        connection.execute(insert(cursor), {"reader": "r", "position": 7})
    upgrade(bare)
    with engine.connect() as connection:
        assert connection.scalar(select(cursor.c.position)) == 7
    engine.dispose()


@pytest.mark.asyncio
async def test_rows_written_before_a_step_are_there_after_it(bare: str, vault: Vault) -> None:
    _upgrade_to(bare, "0001")
    engine = create_engine(bare)
    with engine.begin() as connection:
        act = text("INSERT INTO audit (at, by, action, subject) VALUES (:at, 'officer', 'case_shown', 'XS1')")
        connection.execute(act, {"at": START.isoformat(" ")})
    engine.dispose()
    upgrade(bare)
    database = open_database(bare)
    assert await count(database, audit) == 1
    assert (await Turns(database, vault).answer(arrival("a"))).reply == "1:a"
    await filed(database, vault)
    await stepped(database, vault, "accepted", number=NUMBER)
    await database.close()
    upgrade(bare)
    assert is_current(bare)


def _upgrade_to(url: str, revision: str) -> None:
    with migrate._alone(url) as connection:
        command.upgrade(migrate._config(connection), revision)


@pytest.mark.asyncio
async def test_the_steps_since_the_seventh_can_be_taken_back_and_lose_no_talk(bare: str, vault: Vault) -> None:
    upgrade(bare)
    database = open_database(bare)
    assert (await Turns(database, vault).answer(arrival("a"))).reply == "1:a"
    await database.close()
    with migrate._alone(bare) as connection:
        command.downgrade(migrate._config(connection), "0007")
    upgrade(bare)
    assert differences(bare) == []
    database = open_database(bare)
    assert (await Turns(database, vault).answer(arrival("b"))).reply == "2:b"
    await database.close()


def test_a_step_that_fails_leaves_nothing(bare: str) -> None:
    engine = create_engine(bare)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE outbox (id INTEGER)"))  # stands in the way of a later table
    with pytest.raises(Exception, match="outbox"):
        upgrade(bare)
    assert inspect(engine).get_table_names() == ["outbox"]
    engine.dispose()


def test_a_database_of_a_newer_version_is_refused_and_left_alone(bare: str) -> None:
    upgrade(bare)
    engine = create_engine(bare)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    for look in (upgrade, is_current):
        with pytest.raises(DatabaseTooNew, match="newer version"):
            look(bare)
    assert current(bare) == "9999"


def test_processes_that_start_at_once_take_turns(bare: str) -> None:
    code = "import sys; from storage.migrate import upgrade; upgrade(sys.argv[1])"
    command = [sys.executable, "-W", "error", "-c", code, bare]
    started = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    said = [process.communicate(timeout=60)[1] for process in started]
    assert [process.returncode for process in started] == [0, 0, 0], said
    assert said == ["", "", ""]
    assert is_current(bare)


def test_a_folder_with_a_percent_sign_and_a_space_is_no_trouble(tmp_path: Path) -> None:
    folder = tmp_path / "100 %s"
    folder.mkdir()
    upgrade(f"sqlite:///{folder}/rows.db")
    assert is_current(f"sqlite:///{folder}/rows.db")


def test_a_position_is_never_given_twice_on_sqlite(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/rows.db"
    upgrade(url)
    engine = sqlite_engine(url)
    event = text("INSERT INTO case_event (case_number, kind, at) VALUES ('n', 'step', '2026-11-24') RETURNING position")
    with engine.connect() as connection:
        first = connection.scalar(event)
        connection.execute(text("DELETE FROM case_event"))
        assert connection.scalar(event) == first + 1
    engine.dispose()
