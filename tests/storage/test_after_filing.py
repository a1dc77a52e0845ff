"""Work that falls due, tasks for staff and visits as rows, on both databases; and the migration that makes them."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import create_engine, inspect, text

from storage import due_work, migrate, tasks, visits
from storage.database import Database, open_database
from storage.due_work import DueWork
from storage.tasks import Done, NewTask
from storage.vault import Vault
from storage.visits import PointRow, SlotRow
from tests.rows import NUMBER, START, TALK, filed
from tests.storage.test_migrate import bare, differences

__all__ = ["bare"]
DAY = timedelta(days=1)
WORK = DueWork("draft:1", "draft_reminder", TALK, "draft-1", START, START + DAY)
CALL = NewTask("w:1", "withdrawal", TALK, START, START + DAY, NUMBER, "321111", "site-1", "他说老板给钱了")
POINT = PointRow("p1", "润州接访点", "镇江市润州区南山路 61 号", "0511-00000000", "321111", START)
SLOT = SlotRow("s1", "p1", START + DAY, START + DAY + timedelta(hours=1), 1)


async def offered(database: Database, *slots: SlotRow) -> None:
    await database.run(lambda c: visits.add_point(c, POINT))
    await database.run(lambda c: visits.add_slots(c, slots or (SLOT,)))


@pytest.mark.asyncio
async def test_work_is_taken_once_it_is_due_and_only_once(database: Database) -> None:
    await database.run(lambda c: due_work.put(c, WORK))
    assert not await database.read(lambda c: due_work.is_any_due(c, START))

    def take(connection: Any) -> list[DueWork]:
        found = due_work.take(connection, START + DAY, 10)
        for one in found:
            due_work.end(connection, one.key, "told")
        return found

    taken = await asyncio.gather(*(database.run(take) for _ in range(4)))
    assert [one for some in taken for one in some] == [WORK]
    await database.run(lambda c: due_work.put(c, WORK))
    assert await database.run(take) == []


@pytest.mark.asyncio
async def test_work_that_came_to_nothing_can_be_wanted_again(database: Database) -> None:
    await database.run(lambda c: due_work.put(c, WORK))
    await database.run(lambda c: due_work.end(c, WORK.key, "dropped", "came_back"))
    assert await database.run(lambda c: due_work.take(c, START + DAY, 10)) == []
    later = DueWork("draft:1", "draft_reminder", TALK, "draft-1", START + DAY, START + 4 * DAY)
    await database.run(lambda c: due_work.put(c, later))
    assert await database.run(lambda c: due_work.take(c, START + 4 * DAY, 10)) == [later]


@pytest.mark.asyncio
async def test_a_task_is_given_once_and_done_by_one(database: Database, vault: Vault) -> None:
    given = [await database.run(lambda c: tasks.give(c, vault, CALL)) for _ in range(2)]
    assert given == [True, False]
    [task] = await database.read(lambda c: tasks.open_tasks(c, vault, "3211", 10))
    assert (task.kind, task.note, task.case_number) == ("withdrawal", "他说老板给钱了", NUMBER)
    assert await database.read(lambda c: tasks.open_tasks(c, vault, "62", 10)) == []
    done = Done("李敏", START + DAY, "keeps", "打过电话，他不撤了")
    ended = [await database.run(lambda c: tasks.finish(c, vault, task.id, done)) for _ in range(2)]
    assert ended == [True, False]
    assert await database.read(lambda c: tasks.count_open(c, "")) == 0
    [was] = await database.read(lambda c: tasks.done_tasks(c, vault, "3211", 10))
    assert (was.done_by, was.result, was.words) == ("李敏", "keeps", "打过电话，他不撤了")


@pytest.mark.asyncio
async def test_what_is_written_in_a_task_is_sealed(database: Database, vault: Vault, tmp_path: Path) -> None:
    await database.run(lambda c: tasks.give(c, vault, CALL))
    stored = await database.read(lambda c: c.execute(text("SELECT note FROM task")).scalar_one())
    assert "老板" not in stored


@pytest.mark.asyncio
async def test_a_time_is_never_booked_more_often_than_there_is_room(database: Database) -> None:
    await offered(database)
    took = await asyncio.gather(*(database.run(lambda c: visits.take_place(c, "s1", START)) for _ in range(8)))
    assert sum(took) == 1
    await database.run(lambda c: visits.give_place_back(c, "s1"))
    assert await database.run(lambda c: visits.take_place(c, "s1", START))


@pytest.mark.asyncio
async def test_only_times_with_room_that_are_to_come_are_offered(database: Database) -> None:
    ends = timedelta(hours=1)
    later = [SlotRow(f"t{n}", "p1", START + n * DAY, START + n * DAY + ends, 1) for n in (-1, 2, 3, 4)]
    await offered(database, SLOT, *later)
    assert (
        await database.run(lambda c: visits.add_slots(c, [SlotRow("again", "p1", SLOT.starts_at, SLOT.ends_at, 5)]))
        == 0
    )
    await database.run(lambda c: visits.take_place(c, "t2", START))
    await database.run(lambda c: visits.close_slot(c, "t3", START))
    found = await database.read(lambda c: visits.free_slots(c, "321111", START, 3))
    assert [one.slot_id for one in found] == ["s1", "t4"]
    assert await database.read(lambda c: visits.free_slots(c, "321112", START, 3)) == []
    await database.run(lambda c: visits.close_point(c, "p1", START))
    assert await database.read(lambda c: visits.free_slots(c, "", START, 3)) == []


@pytest.mark.asyncio
async def test_a_visit_that_is_called_off_is_called_off_once(database: Database) -> None:
    await offered(database)
    values = {"id": "v1", "slot_id": "s1", "conversation_id": TALK, "case_number": None, "state": "booked"}
    times = {"booked_at": START, "changed_at": START}
    await database.run(lambda c: visits.add_visit(c, values | times))
    [mine] = await database.read(lambda c: visits.visits_of(c, TALK, START))
    assert (mine.offer.point_name, mine.offer.starts_at) == ("润州接访点", SLOT.starts_at)
    assert await database.read(lambda c: visits.visits_of(c, TALK, START + 2 * DAY)) == []
    change = partial(visits.change_state, id="v1", state="cancelled", at=START)
    assert [await database.run(lambda c: change(c)) for _ in range(2)] == ["s1", None]
    assert await database.read(lambda c: visits.visits_of(c, TALK, START)) == []


@pytest.mark.asyncio
async def test_the_migration_keeps_cases_both_ways(bare: str, vault: Vault) -> None:
    migrate.upgrade(bare)
    database = open_database(bare)
    await filed(database, vault)
    await database.run(lambda c: tasks.give(c, vault, CALL))
    await offered(database)
    await database.close()
    for revision in ("0009", "head"):
        with migrate._alone(bare) as connection:
            step = command.downgrade if revision == "0009" else command.upgrade
            step(migrate._config(connection), revision)
        engine = create_engine(bare)
        assert ("task" in inspect(engine).get_table_names()) == (revision == "head")
        with engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM wage_case")) == 1
        engine.dispose()
    assert differences(bare) == []
