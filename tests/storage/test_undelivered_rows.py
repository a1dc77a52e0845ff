"""The step that brings notices and what nobody got: rows written before it, and what is left when it is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest
from alembic import command
from sqlalchemy import create_engine, text

from storage import migrate, notice_receipts, undelivered
from storage.database import Database
from storage.notice_receipts import Known
from storage.outbox import Claim, Entry, Settlement, claim, put, settle, supersede
from storage.vault import Vault
from tests.rows import START, entries
from tests.storage.test_migrate import _empty, differences

TALK = "wechat:gh:o"
BEFORE = (
    "INSERT INTO outbox (key, conversation_id, channel, kind, priority, payload, created_at, due_at, attempts, state,"
    " reason, said) VALUES (:key, 'wechat:gh:o', 'wechat', :kind, 2, 'x', :at, :at, 1, :state, :reason, 0)"
)
STATES = ("posted", "announced", "superseded", "moved", "called", "dropped", "sent")


@pytest.fixture
def bare(url: str) -> Iterator[str]:
    _empty(url)
    yield url
    _empty(url)


def to(url: str, revision: str, *, down: bool = False) -> None:
    with migrate._alone(url) as connection:
        (command.downgrade if down else command.upgrade)(migrate._config(connection), revision)


def write(url: str, rows: list[dict[str, object]]) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(BEFORE), [{"at": START.isoformat(" "), "reason": None, **row} for row in rows])
    engine.dispose()


def read(url: str, query: str) -> list[tuple[object, ...]]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(text(query))]
    engine.dispose()
    return found


def test_what_nobody_got_before_is_on_the_list_after_it(bare: str) -> None:
    to(bare, "0010")
    closed: dict[str, object] = {"kind": "notice", "state": "undelivered", "reason": "window_closed"}
    write(
        bare,
        [
            {"key": "a", **closed},
            {"key": "b", **closed, "kind": "staff", "reason": "unreachable"},
            {"key": "c", **closed, "reason": "malformed"},
            {"key": "d", "kind": "notice", "state": "sent"},
            {"key": "e", **closed, "kind": "reply"},
        ],
    )
    to(bare, "0011")
    assert read(bare, "SELECT entry, kind, conversation_id FROM undelivered ORDER BY entry") == [
        (1, "call", TALK),
        (2, "call", TALK),
    ]
    migrate.upgrade(bare)
    assert differences(bare) == []


def test_taken_back_it_leaves_every_row_and_says_nothing_again(bare: str) -> None:
    migrate.upgrade(bare)
    write(bare, [{"key": state, "kind": "notice", "state": state} for state in STATES])
    to(bare, "0010", down=True)
    assert read(bare, "SELECT state, reason FROM outbox ORDER BY id") == [
        ("unknown", "no_receipt"),
        ("undelivered", "window_closed"),
        *[("expired", None)] * 4,
        ("sent", None),
    ]
    migrate.upgrade(bare)
    assert differences(bare) == []


async def waiting(database: Database, vault: Vault, key: str, subject: str | None = None) -> None:
    entry = Entry(key, TALK, "notice", '{"text":"x"}', START, START + timedelta(days=9), subject)
    await database.run(partial(put, vault=vault, entry=entry))


@pytest.mark.asyncio
async def test_what_is_under_way_or_half_said_is_not_superseded(database: Database, vault: Vault) -> None:
    for key in "abc":
        await waiting(database, vault, key, "case:1")
    [first] = await database.run(lambda c: claim(c, vault, Claim(("wechat",), 1, timedelta(1)), START))
    assert await database.run(lambda c: supersede(c, "case:1", START)) == 2
    half = Settlement("waiting", START, due_at=START, said=1)
    await database.run(lambda c: settle(c, first, half))
    assert await database.run(lambda c: supersede(c, "case:1", START)) == 0
    assert [state for (state,) in await entries(database, "state")] == ["waiting", "superseded", "superseded"]


@pytest.mark.asyncio
async def test_a_receipt_finds_its_notice_by_number_or_the_oldest_of_its_template(
    database: Database, vault: Vault
) -> None:
    for key in "abc":
        await waiting(database, vault, key)
    for number in (None, None, "7"):
        [one] = await database.run(lambda c: claim(c, vault, Claim(("wechat",), 1, timedelta(1)), START))
        posted = Settlement("posted", START, platform_id=number, template="t")
        await database.run(partial(settle, claimed=one, became=posted))

    async def about(receipt: Known) -> str | None:
        found = await database.read(lambda c: notice_receipts.posted(c, vault, receipt))
        return found.key if found else None

    assert await about(Known(TALK, "arrived", START, "7", "t")) == "c"
    assert await about(Known(TALK, "arrived", START, "99", "t")) == "a"
    assert await about(Known(TALK, "arrived", START, "99")) is None
    assert await about(Known("wechat:gh:other", "arrived", START, "7", "t")) is None


@pytest.mark.asyncio
async def test_the_newest_wish_counts(database: Database) -> None:
    async def wish(accepts: bool, minutes: int) -> None:
        at = START + timedelta(minutes=minutes)
        await database.run(lambda c: notice_receipts.set_consent(c, TALK, "t", accepts=accepts, at=at))

    async def refuses() -> bool:
        return await database.read(lambda c: notice_receipts.refuses(c, TALK, "t"))

    assert not await refuses()
    await wish(False, 5)
    await wish(True, 1)  # told late
    assert await refuses()
    await wish(True, 9)
    assert not await refuses()


@pytest.mark.asyncio
async def test_two_who_take_the_same_at_once_are_one(database: Database, vault: Vault) -> None:
    await waiting(database, vault, "a")
    await database.run(lambda c: undelivered.note(c, 1, TALK, "call", START))
    first, second = [
        await database.run(partial(undelivered.own, ids=[1], owner=name, at=START)) for name in ("li", "wang")
    ]
    assert (first, second) == (True, False)
