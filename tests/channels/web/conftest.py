"""The fixtures of the tests beside this file."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.database import Database
from storage.vault import Vault
from tests.channels.web.service import Scripted, WebService
from tests.rows import Clock, clock, database, own_postgres, postgres_url, url, vault

__all__ = ["clock", "database", "own_postgres", "postgres_url", "url", "vault"]


@pytest.fixture
def dialog() -> Scripted:
    return Scripted()


@pytest.fixture
def service(database: Database, vault: Vault, clock: Clock, dialog: Scripted, tmp_path: Path) -> WebService:
    return WebService(database, vault, clock, dialog, tmp_path / "blobs")
