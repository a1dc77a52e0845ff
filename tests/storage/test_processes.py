"""Processes that work side by side, and processes that are killed."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from datetime import timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import select, update

from storage import inbox as inbox_rows
from storage.database import Database, open_database
from storage.inbox_rows import Opening, state_place
from storage.keys import new_key, parse_keys
from storage.tables import conversation, inbox, message
from storage.vault import Vault
from tests.rows import START
from tests.storage.turning import Turns, arrival, count

pytestmark = pytest.mark.asyncio
ROOT = Path(__file__).resolve().parents[2]


def start(*arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.storage.writing", *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.postgres
async def test_three_processes_answer_each_conversation_in_the_order_of_arrival(postgres_url: str) -> None:
    keys = new_key()
    processes = [start(postgres_url, keys, name, 2, 12) for name in "pqr"]
    outputs = await asyncio.gather(*(asyncio.to_thread(process.communicate) for process in processes))
    assert [process.returncode for process in processes] == [0, 0, 0], outputs
    database, vault = open_database(postgres_url), Vault(parse_keys(keys))
    rows = await database.read(lambda c: c.execute(select(inbox).order_by(inbox.c.place)).all())
    for of in ("talk:test:0", "talk:test:1"):
        his = [row for row in rows if row.conversation_id == of]
        replies = [vault.open(row.reply, place=f"inbox.reply:{row.key}") for row in his]
        assert replies == [f"{number}:{row.key}" for number, row in enumerate(his, 1)]
        assert len(his) == 36
    assert any(one.key[0] != next.key[0] for one, next in pairwise(rows))
    await database.close()


async def test_nothing_acknowledged_is_lost_when_the_process_is_killed(url: str) -> None:
    keys = new_key()
    vault = Vault(parse_keys(keys))
    killed = start(url, keys, "k", 8, 100_000)
    acknowledged = await asyncio.to_thread(_acknowledged, killed)
    database = open_database(url)
    rows = await database.read(lambda c: c.execute(select(inbox).where(inbox.c.state == "answered")).all())
    stored = {row.key: vault.open(row.reply, place=f"inbox.reply:{row.key}") for row in rows}
    assert len(acknowledged) >= 40
    assert all(stored[key] == reply for key, reply in acknowledged)
    assert await count(database, message) == 2 * len(stored)
    await _goes_on(database, vault, len(stored))
    await database.close()


def _acknowledged(process: subprocess.Popen[str]) -> list[tuple[str, str]]:
    """What it said after its commits, until it was killed in the middle of them."""
    assert process.stdout
    lines = [process.stdout.readline() for _ in range(40)]
    process.kill()
    rest, _ = process.communicate()
    lines += [line for line in rest.splitlines(keepends=True) if line.endswith("\n")]
    return [(key, reply) for key, reply in map(str.split, lines)]


HOLDER = """
import asyncio, sys
from datetime import timedelta
from functools import partial
from storage import inbox
from storage.database import open_database
from storage.keys import parse_keys
from storage.vault import Vault
from tests.rows import START
from tests.rows import START
from tests.storage.turning import arrival

async def hold(url, keys):
    database, vault = open_database(url), Vault(parse_keys(keys))
    await database.rung(0.5)  # from the first wait on it is known to live
    lease = timedelta(hours=1)
    await database.run(lambda c: inbox.open_next(c, vault, arrival("a"), START, lease))
    print("held", flush=True)
    await asyncio.sleep(60)

asyncio.run(hold(*sys.argv[1:]))
"""


@pytest.mark.postgres
async def test_a_dead_process_holds_no_conversation_and_a_living_one_does(postgres_url: str) -> None:
    keys = new_key()
    database, vault = open_database(postgres_url), Vault(parse_keys(keys))
    command = [sys.executable, "-c", HOLDER, postgres_url, keys]
    holder = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert holder.stdout and await asyncio.to_thread(holder.stdout.readline) == "held\n"
    opening = partial(inbox_rows.open_next, vault=vault, arrival=arrival("b"), now=START, lease=timedelta(seconds=5))
    assert await database.run(lambda c: opening(c)) is None
    holder.kill()
    await asyncio.to_thread(holder.communicate)
    async with asyncio.timeout(3):  # not the hour of its lease
        while (found := await database.run(lambda c: opening(c))) is None:
            await asyncio.sleep(0.02)
    assert isinstance(found, Opening) and found.arrival.key == "a"  # what it had taken comes first
    await database.close()


async def _goes_on(database: Database, vault: Vault, answered: int) -> None:
    """States are whole, and after the leases of the dead every conversation has its next turn."""
    rows = await database.read(lambda c: c.execute(select(conversation).where(conversation.c.version > 0)).all())
    states = [vault.open(row.state, place=state_place(row.id)) for row in rows]
    assert sum(state.count("k-") for state in states) == answered == sum(row.version for row in rows)
    await database.run(lambda c: c.execute(update(conversation).values(leased_until=None)))
    before = max(row.version for row in rows if row.user_id == "0")
    reply = await Turns(database, vault).answer(arrival("next", "0"))
    assert int(reply.reply.partition(":")[0]) >= before + 1
