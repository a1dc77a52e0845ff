"""The databases and the bot of the tests beside this file."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.channels.telegram.living import Living, living
from tests.rows import own_postgres, postgres_url, url

__all__ = ["own_postgres", "postgres_url", "url"]


@pytest_asyncio.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Living]:
    async with living(tmp_path) as bot:
        yield bot
