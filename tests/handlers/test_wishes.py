"""What a worker wants after filing, and of what we keep of him, becomes true in rows; on both databases."""

from __future__ import annotations

import json

import pytest

from cases.clocks import Calendar
from dialogs.effects import (
    CaseRated,
    ConsentGiven,
    DataErased,
    Effect,
    MoneyMissing,
    WithdrawalCancelled,
    WithdrawalRequested,
)
from dialogs.notices import notice_text
from handlers.effects import Desk, Occasion, carry_out
from handlers.notices import NoticeHandler
from storage import cases, consents, drafts, messages
from storage.database import Database
from storage.vault import Vault
from tests import whole
from tests.dialogs.fakes import counting
from tests.rows import NUMBER, START, TALK, Clock, filed, stepped
from tests.talks import SCRIPT

pytestmark = pytest.mark.asyncio


async def done(database: Database, vault: Vault, *effects: Effect) -> None:
    desk = Desk(vault, Calendar())
    await database.run(lambda connection: carry_out(connection, desk, Occasion(TALK, START), effects))


async def kinds(database: Database, vault: Vault) -> list[tuple[str, str | None]]:
    events = await database.read(lambda connection: cases.events_of(connection, vault, [NUMBER]))
    return [(event.kind, event.status) for event in events]


async def test_a_withdrawal_that_was_asked_for_can_be_taken_back(database: Database, vault: Vault) -> None:
    await filed(database, vault)
    await done(database, vault, WithdrawalRequested(NUMBER), WithdrawalCancelled(NUMBER))
    assert [kind for kind, _ in await kinds(database, vault)] == ["step", "withdrawal_request", "withdrawal_cancelled"]


async def test_money_that_did_not_come_reopens_a_closed_case(database: Database, vault: Vault) -> None:
    await filed(database, vault)
    for status in ("accepted", "closed"):
        await stepped(database, vault, status)
    await done(database, vault, MoneyMissing(NUMBER))
    assert (await kinds(database, vault))[-1] == ("step", "reopened")
    await done(database, vault, MoneyMissing(NUMBER))
    assert (await kinds(database, vault))[-1] == ("urge", None)


async def test_a_rating_is_kept_with_its_words(database: Database, vault: Vault) -> None:
    await filed(database, vault)
    await done(database, vault, CaseRated(NUMBER, "挺满意", 5, "satisfied"))
    events = await database.read(lambda connection: cases.events_of(connection, vault, [NUMBER]))
    assert json.loads(events[-1].note or "") == {"words": "挺满意", "rating": 5, "satisfaction": "satisfied"}


async def test_erased_is_erased(database: Database, vault: Vault, clock: Clock) -> None:
    way = whole.inbound(database, vault, clock)
    for text in ("我要投诉", "同意", "确认删除"):
        await way.handle(whole.message(text, text, clock=clock), patience=4)
    said = await database.read(lambda connection: messages.said(connection, vault, TALK))
    assert {line.text for line in said if line.direction == "in"} == {""}
    [draft] = await database.read(lambda connection: drafts.drafts_of(connection, TALK))
    assert draft.status == "withdrawn"


async def test_what_a_filed_case_needs_is_not_erased(database: Database, vault: Vault, clock: Clock) -> None:
    await filed(database, vault)
    way = whole.inbound(database, vault, clock)
    for text in ("你好", "确认删除"):
        await way.handle(whole.message(text, text, clock=clock), patience=4)
    said = await database.read(lambda connection: messages.said(connection, vault, TALK))
    assert [line.text for line in said if line.direction == "in"] == ["你好", "确认删除"]


async def test_a_guarded_phone_gets_a_notice_that_tells_nothing(database: Database, vault: Vault, clock: Clock) -> None:
    way = whole.inbound(database, vault, clock, whole.Ids(counting("XS{:04}"), counting("d{}")))
    await way.handle(whole.message("这手机别人也用", "m1", clock=clock), patience=4)
    await filed(database, vault)
    await stepped(database, vault, "accepted")
    await NoticeHandler(database, vault, SCRIPT, clock).run_once()
    said = await database.read(lambda connection: messages.said(connection, vault, TALK))
    told = notice_text(SCRIPT, "accepted", {}, guarded=True).text
    assert [line.text for line in said if line.kind == "notice"] == [told]


async def test_consent_that_is_taken_back_is_the_last_answer(database: Database, vault: Vault) -> None:
    await done(database, vault, ConsentGiven("v", True), ConsentGiven("v", False), DataErased(None))
    latest = await database.read(lambda connection: consents.latest(connection, TALK))
    assert latest is not None
    assert latest.given is False
