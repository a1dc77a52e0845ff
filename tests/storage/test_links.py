"""The tables of links and of duties, before and after their migration; one duty has one holder."""

from __future__ import annotations

from datetime import timedelta

import pytest
from alembic import command
from sqlalchemy import create_engine, func, inspect, select

from storage import duties, links, migrate
from storage.database import Database, open_database
from storage.migrate import upgrade
from storage.tables import inbox, link, metadata
from storage.vault import Vault
from tests.rows import START
from tests.storage.test_migrate import bare, differences
from tests.storage.turning import Turns, arrival, count

__all__ = ["bare"]
ONE, OTHER = "wechat:gh_1:oInvented", "telegram:7:138"


@pytest.mark.asyncio
async def test_taking_the_step_back_parts_the_talks_and_loses_none_of_them(bare: str, vault: Vault) -> None:
    upgrade(bare)
    database = open_database(bare)
    assert (await Turns(database, vault).answer(arrival("a"))).reply == "1:a"
    await database.run(lambda c: links.join(c, ONE, OTHER, START))
    await database.run(lambda c: links.choose(c, ONE, START))
    assert await database.run(lambda c: duties.take(c, "poll", "me", START, START + timedelta(minutes=1)))
    await database.close()
    with migrate._alone(bare) as connection:
        command.downgrade(migrate._config(connection), "0014")
    engine = create_engine(bare)
    assert not {"link", "link_code", "link_try", "notice_choice", "duty"} & set(inspect(engine).get_table_names())
    engine.dispose()
    upgrade(bare)
    assert differences(bare) == []
    database = open_database(bare)
    assert (await count(database, inbox), await count(database, link)) == (1, 0)
    await database.close()


@pytest.mark.asyncio
async def test_a_duty_is_ones_until_it_ends_or_is_given_back(database: Database) -> None:
    async def take(who: str, after: int) -> bool:
        now = START + timedelta(seconds=after)
        return await database.run(lambda c: duties.take(c, "poll", who, now, now + timedelta(seconds=60)))

    assert [await take("a", 0), await take("b", 59), await take("a", 59), await take("b", 61)] == [
        True, False, True, False
    ]  # fmt: skip
    assert await take("b", 120)
    await database.run(lambda c: duties.give_back(c, "poll", "a"))  # not his any more
    assert not await take("a", 121)
    await database.run(lambda c: duties.give_back(c, "poll", "b"))
    assert await take("a", 122)
    kept = await database.read(lambda c: duties.term(c, "poll"))
    assert kept is not None and (kept.holder, kept.terms) == ("a", 3)


@pytest.mark.asyncio
async def test_joining_again_changes_nothing_and_a_code_is_more_than_a_phone(database: Database) -> None:
    await database.run(lambda c: links.add_by_phone(c, OTHER, ONE, "index", START))
    for _ in range(2):
        await database.run(lambda c: links.join(c, ONE, OTHER, START))
    assert await database.read(lambda c: links.joined(c, OTHER)) == [ONE]
    assert await database.read(lambda c: c.scalar(select(func.count()).select_from(link))) == 2
    assert not await database.run(lambda c: links.add_by_phone(c, OTHER, ONE, "index", START))
    assert await database.read(lambda c: links.joined(c, OTHER)) == [ONE]
    assert metadata.tables["link"] is link
