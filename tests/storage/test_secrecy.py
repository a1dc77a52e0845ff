"""Nothing personal can be read in the database by who has no key."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from storage import messages
from storage.database import Database, open_database
from storage.messages import Line
from storage.outbox import Entry, put
from storage.tables import metadata
from storage.vault import Vault
from tests.rows import FACTS, START, emptied, filed, stepped
from tests.storage.turning import Turns, arrival

pytestmark = pytest.mark.asyncio
PERSONAL = ("王建国", "13800001234", "两万四", "24000", "鼎立劳务", "欠条", "您好")


async def everything_happens(database: Database, vault: Vault) -> None:
    await Turns(database, vault).answer(arrival("a"))
    await filed(database, vault)
    await stepped(database, vault, "needs_supplement", "请补欠条")
    line = Line("talk:test:a", "staff", "王建国您好", START, by="officer")
    await database.run(lambda c: messages.add(c, vault, line))
    payload = json.dumps({"text": "王建国您好"}, ensure_ascii=False)
    entry = Entry("e", "talk:test:a", "staff", payload, START, START + timedelta(days=1))
    await database.run(partial(put, vault=vault, entry=entry))


def plain(connection: Connection) -> str:
    rows = [row for table in metadata.sorted_tables for row in connection.execute(select(table))]
    return "\n".join(str(value) for row in rows for value in row if isinstance(value, str))


async def test_no_text_column_holds_anything_personal(database: Database, vault: Vault) -> None:
    await everything_happens(database, vault)
    held = await database.read(plain)
    assert "needs_supplement" in held
    assert [word for word in (*PERSONAL, *FACTS.values()) if str(word) in held and len(str(word)) > 2] == []
    assert "\\u738b" not in held  # nor escaped as JSON does


async def test_no_file_of_sqlite_holds_anything_personal(tmp_path: Path, vault: Vault) -> None:
    database = open_database(emptied(f"sqlite:///{tmp_path}/rows.db"))
    await everything_happens(database, vault)
    beside = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    await database.close()
    folded = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for held in (beside, folded):
        assert b"needs_supplement" in held
        assert [word for word in PERSONAL if word.encode() in held] == []
