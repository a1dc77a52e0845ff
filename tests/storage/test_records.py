"""Conversations as staff see them, drafts, consents, messages and acts."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from storage import audit, consents, conversations, drafts, messages
from storage.audit import Looked
from storage.consents import Consent
from storage.conversations import ConversationRow
from storage.database import Database
from storage.messages import Line
from storage.vault import Vault
from tests.rows import START, TALK
from tests.storage.turning import Turns, arrival

pytestmark = pytest.mark.asyncio
LATER = START + timedelta(hours=1)


async def found(database: Database, vault: Vault, id: str = TALK) -> ConversationRow:
    row = await database.read(lambda c: conversations.find(c, vault, id))
    assert row is not None
    return row


async def wanted(database: Database, reason: str, at: datetime = START, id: str = TALK) -> None:
    await database.run(lambda c: conversations.want(c, id, reason, at))


async def test_a_conversation_is_found_with_its_state(database: Database, vault: Vault) -> None:
    await Turns(database, vault).answer(arrival("k", "worker"))
    assert (await found(database, vault)).state == '["k"]'
    assert await database.read(lambda c: conversations.find(c, vault, "talk:test:nobody")) is None


async def test_the_first_reason_stays_but_a_crisis_comes_before_it(database: Database, vault: Vault) -> None:
    await Turns(database, vault).answer(arrival("k", "worker"))
    await wanted(database, "not_understood")
    await wanted(database, "asked", LATER)
    row = await found(database, vault)
    assert (row.wanted, row.wanted_at) == ("not_understood", START)
    await wanted(database, "crisis", LATER)
    await wanted(database, "asked", LATER)
    row = await found(database, vault)
    assert (row.wanted, row.wanted_at) == ("crisis", START)


async def test_one_member_holds_a_conversation_until_he_gives_it_back(database: Database, vault: Vault) -> None:
    await Turns(database, vault).answer(arrival("k", "worker"))
    await wanted(database, "asked")
    assert await database.run(lambda c: conversations.hold(c, TALK, "wang", START))
    assert not await database.run(lambda c: conversations.hold(c, TALK, "li", LATER))
    assert not await database.run(lambda c: conversations.give_back(c, TALK, "li", LATER))
    row = await found(database, vault)
    assert (row.held_by, row.held_at, row.handed_over, row.wanted) == ("wang", START, True, None)
    assert await database.run(lambda c: conversations.give_back(c, TALK, "wang", LATER))
    row = await found(database, vault)
    assert (row.held_by, row.handed_over, row.updated_at) == (None, False, LATER)
    assert not await database.run(lambda c: conversations.hold(c, "talk:test:nobody", "wang", START))


async def test_a_draft_is_opened_and_closed_once(database: Database) -> None:
    def opens() -> Any:
        return database.run(lambda c: drafts.open(c, "d", TALK, "v1", START))

    assert [await opens(), await opens()] == [True, False]
    assert await database.run(lambda c: drafts.close(c, "d", "filed", LATER))
    assert not await database.run(lambda c: drafts.close(c, "d", "withdrawn", LATER + timedelta(hours=1)))
    assert not await opens()
    assert not await database.run(lambda c: drafts.close(c, "none", "filed", LATER))
    [draft] = await database.read(lambda c: drafts.drafts_of(c, TALK))
    assert (draft.status, draft.opened_at, draft.closed_at, draft.questionnaire) == ("filed", START, LATER, "v1")


async def test_the_latest_consent_counts(database: Database) -> None:
    assert await database.read(lambda c: consents.latest(c, TALK)) is None
    for version, given, at in (("v1", False, START), ("v2", True, LATER)):
        given_then = partial(consents.add, conversation_id=TALK, version=version, given=given, at=at)
        await database.run(given_then)
    await database.run(lambda c: consents.add(c, "talk:test:other", "v1", given=False, at=LATER))
    assert await database.read(lambda c: consents.latest(c, TALK)) == Consent("v2", True, LATER)


async def test_what_staff_and_notices_say_stands_among_what_was_said(database: Database, vault: Vault) -> None:
    await Turns(database, vault, lambda: START).answer(arrival("k", "worker"))
    for line in (Line(TALK, "staff", "您好", LATER, by="wang"), Line(TALK, "notice", "已受理", LATER)):
        await database.run(partial(messages.add, vault=vault, line=line))
    said = await database.read(lambda c: messages.said(c, vault, TALK))
    told = [("in", "text", None), ("out", "reply", None), ("out", "staff", "wang"), ("out", "notice", None)]
    assert [(one.direction, one.kind, one.by) for one in said] == told
    assert [one.text for one in said][2:] == ["您好", "已受理"]
    page = await database.read(lambda c: messages.said(c, vault, TALK, before=said[2].id, count=1))
    assert page == [said[1]]


async def test_acts_are_listed_newest_first_by_subject_and_page(database: Database, vault: Vault) -> None:
    for number in range(3):
        act: dict[str, Any] = {"by": "wang", "action": "case_shown", "subject": f"XS{number}", "area": "51"}
        act |= {"reason": "asked" if number else None, "at": START + timedelta(hours=number)}
        await database.run(partial(audit.add, **act))
    acts = await database.read(lambda c: audit.look(c, vault, Looked()))
    assert [act.subject for act in acts] == ["XS2", "XS1", "XS0"]
    assert (acts[0].reason, acts[2].reason, acts[0].area) == ("asked", None, "51")
    assert await database.read(lambda c: audit.look(c, vault, Looked(subject="XS1"))) == [acts[1]]
    page = Looked(before=acts[0].id, count=1)
    assert await database.read(lambda c: audit.look(c, vault, page)) == [acts[1]]
