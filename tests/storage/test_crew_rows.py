"""Crews' rows: secrets and persons stay sealed, what is listed and what is said stand beside each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any, cast

import pytest
from alembic import command
from sqlalchemy import create_engine, inspect, select, text

from storage import crew_questions, crews, migrate
from storage.crew_tables import crew, crew_member
from storage.crews import CrewRow, Totals
from storage.database import Database, open_database
from storage.vault import Vault
from tests.rows import START, TALK
from tests.storage.test_migrate import _empty

SECRETS = {"word": "123456", "join": "join-key-0000001", "leader": "leader-key-0001"}
CREW = CrewRow("draft-1", TALK, None, {"project": "万象新城"}, SECRETS, START, START, START + timedelta(days=60))
PERSON = {"name": "王建国", "phone": "13800001234", "id_number": "321102198506150015"}


async def begun(database: Database, vault: Vault, row: CrewRow = CREW) -> bool:
    return await database.run(lambda c: crews.begin(c, vault, row))


@pytest.mark.asyncio
async def test_a_crew_is_found_behind_each_of_its_doors(database: Database, vault: Vault) -> None:
    assert await begun(database, vault) and not await begun(database, vault)
    for door in ("word", "join", "leader"):
        found = await database.read(partial(crews.behind, vault=vault, door=cast(Any, door), text=SECRETS[door]))
        assert found == CREW
    assert await database.read(lambda c: crews.behind(c, vault, "word", "123457")) is None
    assert await database.read(lambda c: crews.behind(c, vault, "join", "123456")) is None


@pytest.mark.asyncio
async def test_no_two_crews_share_a_word(database: Database, vault: Vault) -> None:
    await begun(database, vault)
    other = {**SECRETS, "join": "other", "leader": "others"}
    assert not await begun(database, vault, replace(CREW, id="draft-2", secrets=other))
    bare = replace(CREW, id="draft-3", secrets={})
    assert await begun(database, vault, bare)
    assert not await database.run(lambda c: crews.open_doors(c, vault, "draft-3", other, opened_at=START))
    free = {**other, "word": "654321"}
    assert await database.run(lambda c: crews.open_doors(c, vault, "draft-3", free, opened_at=START))


@pytest.mark.asyncio
async def test_his_own_figure_counts_and_the_listed_one_stays(database: Database, vault: Vault) -> None:
    await begun(database, vault)
    listed = crews.listed_columns(vault, "老王", Decimal("40.5"), 1100000, START)
    values = {**crews.person_columns(vault, PERSON), **listed}
    id = await database.run(lambda c: crews.add_member(c, vault, CREW.id, values))
    assert await database.read(lambda c: crews.totals(c, CREW.id)) == Totals(1, 0, 1100000, 0)
    said = {"said_fen": 1204000, "said_centidays": 4300, "state": "joined", "conversation_id": TALK, "joined_at": START}
    await database.run(lambda c: crews.change_member(c, id, said))
    row = await database.read(lambda c: crews.joined_by(c, vault, TALK))
    assert row and (row.listed_fen, row.said_fen, row.claimed_fen) == (1100000, 1204000, 1204000)
    assert (row.listed_days, row.said_days) == (Decimal("40.5"), Decimal(43))
    assert (row.name, row.listed_name) == ("王建国", "老王")
    assert await database.read(lambda c: crews.totals(c, CREW.id)) == Totals(1, 1, 1204000, 0)
    for field, sought in (("name", "王建国"), ("listed", "老王"), ("phone", PERSON["phone"])):
        looked = partial(crews.matches, vault=vault, crew_id=CREW.id, field=field, text=str(sought))
        found = await database.read(looked)
        assert [one.id for one in found] == [id]


@pytest.mark.asyncio
async def test_who_left_and_who_is_a_double_is_not_counted(database: Database, vault: Vault) -> None:
    await begun(database, vault)
    for more in ({"state": "left"}, {"double_of": 1}, {}):
        values = {**crews.person_columns(vault, PERSON), "said_fen": 100, **more}
        await database.run(partial(crews.add_member, vault=vault, crew_id=CREW.id, values=values))
    assert await database.read(lambda c: crews.totals(c, CREW.id)) == Totals(1, 0, 100, 0)


@pytest.mark.asyncio
async def test_no_column_holds_a_name_a_number_or_a_word(database: Database, vault: Vault) -> None:
    await begun(database, vault)
    listed = crews.listed_columns(vault, "王建国", None, 1, START)
    await database.run(lambda c: crews.add_member(c, vault, CREW.id, {**crews.person_columns(vault, PERSON), **listed}))
    rows = await database.read(lambda c: [*c.execute(select(crew)), *c.execute(select(crew_member))])
    held = "\n".join(str(value) for row in rows for value in row)
    assert [one for one in (*PERSON.values(), *SECRETS.values(), "万象新城") if one in held] == []


@pytest.mark.asyncio
async def test_the_last_word_counts_and_a_new_question_closes_the_old(database: Database, vault: Vault) -> None:
    await begun(database, vault)
    add = {**crews.person_columns(vault, PERSON)}
    one = await database.run(lambda c: crews.add_member(c, vault, CREW.id, add))
    first = await database.run(lambda c: crew_questions.ask(c, CREW.id, "settlement", START, 15_000_000))
    await database.run(lambda c: crew_questions.put_to(c, first, [one, one]))
    assert [q.id for q in await database.read(lambda c: crew_questions.unanswered_by(c, one))] == [first]
    for is_yes in (True, False):
        said = partial(crew_questions.answer, question_id=first, member_id=one, at=START, is_yes=is_yes)
        assert await database.run(said)
    assert [a.is_yes for a in await database.read(lambda c: crew_questions.answers(c, CREW.id))] == [False]
    assert await database.read(lambda c: crew_questions.unanswered_by(c, one)) == []
    assert not await database.run(lambda c: crew_questions.answer(c, first, one + 1, START, is_yes=True))
    await database.run(lambda c: crew_questions.ask(c, CREW.id, "settlement", START, 16_000_000))
    assert await database.read(lambda c: crew_questions.open_for(c, one)) == []


@pytest.mark.asyncio
async def test_the_step_that_makes_crews_can_be_taken_back_with_rows_in_it(url: str, vault: Vault) -> None:
    _empty(url)
    migrate.upgrade(url)
    database = open_database(url)
    await begun(database, vault)
    await database.run(lambda c: crews.add_member(c, vault, CREW.id, crews.person_columns(vault, PERSON)))
    await database.run(lambda c: crew_questions.ask(c, CREW.id, "mandate", START))
    await database.close()
    with migrate._alone(url) as connection:
        command.downgrade(migrate._config(connection), "0011")
    engine = create_engine(url)
    assert not {"crew", "crew_member", "crew_question", "crew_answer"} & set(inspect(engine).get_table_names())
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "0011"
    migrate.upgrade(url)
    assert "crew_answer" in inspect(engine).get_table_names()
    engine.dispose()
    _empty(url)
