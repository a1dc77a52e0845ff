"""Every file in conversations/ is a talk that must go just as it is written there; --update writes what is said now."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from storage.database import Database
from storage.vault import Vault
from tests.rows import Clock, database, own_postgres, url, vault
from tests.talks import FOLDER, Assistant, dialog_alone, read, talk, write
from tests.whole import WholeAssistant, ids

__all__ = ["database", "own_postgres", "url", "vault"]
FILES = sorted(FOLDER.glob("*.yml"))
talks = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


@pytest.mark.asyncio
@talks
async def test_the_talk_goes_as_it_is_written(path: Path, request: pytest.FixtureRequest) -> None:
    written = read(path)
    heard = await talk(dialog_alone(), written)
    if request.config.getoption("--update", default=False):
        write(path, heard)
    else:
        assert heard == written


@pytest.mark.asyncio
@talks
async def test_the_talk_goes_so_on_a_database_too(path: Path, database: Database, vault: Vault) -> None:
    written = read(path)
    assert await talk(WholeAssistant(database, vault, Clock(), ids()), written) == written


def test_there_are_talks() -> None:
    assert len(FILES) >= 20


def test_both_ends_of_the_fixture_have_one_type() -> None:
    made: Callable[[], Assistant] = dialog_alone
    assert made()
