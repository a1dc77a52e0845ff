"""The fixtures of the tests beside this file."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from console.parts import Console
from storage.database import Database, open_database
from storage.vault import Vault
from tests.console.office import console_on, open_cases
from tests.rows import Clock, clock, database, emptied, own_postgres, postgres_url, url, vault

__all__ = ["clock", "console", "database", "own_postgres", "postgres_url", "sqlite_console", "url", "vault"]


@pytest_asyncio.fixture
async def console(database: Database, vault: Vault, clock: Clock) -> Console:
    console = console_on(database, vault, clock)
    await open_cases(console)
    return console


@pytest_asyncio.fixture
async def sqlite_console(tmp_path: Path, vault: Vault, clock: Clock) -> AsyncIterator[Console]:
    """For what does not touch the rows in a way of its own."""
    database = open_database(emptied(f"sqlite:///{tmp_path}/console.db"))
    console = console_on(database, vault, clock)
    await open_cases(console)
    yield console
    await asyncio.wait_for(database.close(), 10)
