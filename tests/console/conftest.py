"""The fixtures of the tests beside this file."""

from __future__ import annotations

import pytest_asyncio

from console.parts import Console
from storage.database import Database
from storage.vault import Vault
from tests.console.office import console_on, open_cases
from tests.rows import Clock, clock, database, own_postgres, postgres_url, url, vault

__all__ = ["clock", "console", "database", "own_postgres", "postgres_url", "url", "vault"]


@pytest_asyncio.fixture
async def console(database: Database, vault: Vault, clock: Clock) -> Console:
    console = console_on(database, vault, clock)
    await open_cases(console)
    return console
