"""What was begun and left lying is erased after its time, and nothing that a case needs; on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.remembered import conversation_from
from handlers.retention import Retention
from storage import cases, conversations, drafts, evidence, messages
from storage.database import Database
from storage.evidence import EvidenceRow
from storage.vault import Vault
from tests.handlers.test_reminders import says
from tests.rows import TALK, Clock

pytestmark = pytest.mark.asyncio
KEPT = timedelta(days=180)


async def look(database: Database, vault: Vault, clock: Clock) -> int:
    return await Retention(database, vault, clock, KEPT).run_once()


async def sent(database: Database, draft: str, key: str, clock: Clock) -> None:
    row = EvidenceRow(key, key, TALK, "image", "jpeg", 3, "0" * 64, clock(), draft)
    await database.run(lambda c: evidence.add(c, row))


async def words(database: Database, vault: Vault) -> list[str]:
    said = await database.read(lambda c: messages.said(c, vault, TALK))
    return [line.text for line in said if line.direction == "in"]


async def slots(database: Database, vault: Vault) -> dict[str, object]:
    row = await database.read(lambda c: conversations.find(c, vault, TALK))
    assert row is not None
    return conversation_from(TALK, row.state, handed_over=False).slots


async def test_a_draft_goes_with_its_words_and_photos_when_its_time_is_over(
    database: Database, vault: Vault, clock: Clock
) -> None:
    await says(database, vault, clock, "鼎立劳务欠我两万四", "同意", "王建国")
    await sent(database, "draft-1", "photo-1", clock)
    clock.later(days=179)
    assert await look(database, vault, clock) == 0
    clock.later(days=2)
    assert await look(database, vault, clock) == 1
    [draft] = await database.read(lambda c: drafts.drafts_of(c, TALK))
    assert draft.status == "expired"
    assert set(await words(database, vault)) == {""}
    assert await database.read(lambda c: evidence.of_conversation(c, TALK)) == []
    assert not {"person", "employer", "amount_owed", "draft_id"} & (await slots(database, vault)).keys()
    assert await look(database, vault, clock) == 0
    await says(database, vault, clock, "宏达建筑欠我9000", ids="later-{}")
    assert len(await database.read(lambda c: drafts.drafts_of(c, TALK))) == 2


async def test_who_wrote_meanwhile_keeps_it(database: Database, vault: Vault, clock: Clock) -> None:
    await says(database, vault, clock, "鼎立劳务欠我两万四", "同意")
    clock.later(days=170)
    await says(database, vault, clock, "在吗")
    clock.later(days=20)
    assert await look(database, vault, clock) == 0


async def test_all_drafts_of_a_worker_go_also_those_that_lie_aside(
    database: Database, vault: Vault, clock: Clock
) -> None:
    await says(database, vault, clock, "鼎立劳务欠我两万四", "同意", "另外一件", "宏达建筑欠我9000", "停止")
    clock.later(days=181)
    assert await look(database, vault, clock) == 2
    left = await slots(database, vault)
    assert "parked" not in left and "draft_id" not in left
    assert set(await words(database, vault)) == {""}


async def test_what_a_case_needs_stays(database: Database, vault: Vault, clock: Clock) -> None:
    story = "鼎立劳务在万象新城欠我两万四，三月到七月的，有欠条，就我一个，老孙带的，工地在润州区"
    filed = (story, "同意", "王建国", "321102198506150015", "13800001234", "对")
    await says(database, vault, clock, *filed, "宏达建筑也欠我9000")
    drafted = str((await slots(database, vault))["draft_id"])
    await sent(database, "draft-1", "photo-1", clock)
    await sent(database, drafted, "photo-2", clock)
    clock.later(days=181)
    assert await look(database, vault, clock) == 1
    kept = await database.read(lambda c: evidence.of_conversation(c, TALK))
    assert [row.key for row in kept] == ["photo-1"]
    assert len(await database.read(lambda c: cases.cases_of(c, vault, TALK))) == 1
    assert "王建国" in await words(database, vault)
