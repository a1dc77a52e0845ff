"""The embedded desk on both databases: filing, adding, stepping, reading."""

from __future__ import annotations

import asyncio
import json
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select

from cases.complaint import BadFact
from cases.desk import CaseReader, NoSuchCase
from cases.embedded import EmbeddedDesk, NumberTaken, Step, Supplement, file, supplement
from cases.masking import mask_facts
from cases.reading import unmasked
from cases.steps import IllegalStep, ProofMissing, Status
from cases.wishes import request_withdrawal, urge
from storage import cases as rows
from storage.cases import Selection
from storage.database import Database
from storage.tables import case_event, complaint, wage_case
from storage.vault import Vault
from tests.rows import FACTS, NUMBER, START, TALK, filed, filing, numbered, stepped

pytestmark = pytest.mark.asyncio


async def counts(database: Database) -> list[int]:
    tables = (complaint, wage_case, case_event)
    queries = [select(func.count()).select_from(table) for table in tables]
    return await database.read(lambda connection: [connection.scalar(query) or 0 for query in queries])


async def test_filing_opens_a_case_with_its_clock(database: Database, vault: Vault) -> None:
    await filed(database, vault)
    reader: CaseReader = EmbeddedDesk(database, vault)
    state = await reader.state(NUMBER)
    assert state is not None
    assert (state.status, state.status_at, state.filed_at) == ("registered", START, START)
    assert (state.due_on, dict(state.facts)) == (date(2026, 12, 1), FACTS)


async def test_filing_the_same_draft_again_changes_nothing(database: Database, vault: Vault) -> None:
    await filed(database, vault)
    again = filing(number=numbered(2), headcount=9)
    assert await database.run(lambda connection: file(connection, vault, again)) == NUMBER
    assert await counts(database) == [1, 1, 1]


async def test_a_draft_filed_many_times_at_once_is_one_complaint(database: Database, vault: Vault) -> None:
    drafts = [filing(number=numbered(count)) for count in range(1, 7)]
    given = await asyncio.gather(*(database.run(partial(file, vault=vault, filing=one)) for one in drafts))
    assert len(set(given)) == 1
    assert await counts(database) == [1, 1, 1]


async def test_a_number_that_is_taken_is_refused_and_leaves_nothing(database: Database, vault: Vault) -> None:
    await filed(database, vault)
    with pytest.raises(NumberTaken):
        await filed(database, vault, filing("draft-2"))
    assert await counts(database) == [1, 1, 1]


async def test_facts_that_cannot_be_leave_nothing(database: Database, vault: Vault) -> None:
    with pytest.raises(BadFact):
        await filed(database, vault, filing(amount_owed_yuan="-1"))
    assert await counts(database) == [0, 0, 0]


async def test_figures_are_columns_and_facts_are_sealed(database: Database, vault: Vault) -> None:
    await filed(database, vault, filing(amount_owed_max_yuan="25000.5"))
    row = await database.read(lambda connection: connection.execute(select(complaint)).one())
    assert (row.amount_claimed_fen, row.amount_claimed_max_fen, row.headcount) == (2_400_000, 2_500_050, 2)
    assert "王建国" not in row.facts and "13800001234" not in str(tuple(row))
    assert row.phone_index == vault.index("13800001234", kind="phone")
    assert row.id_number_index is None


async def test_a_supplement_changes_the_facts_and_keeps_the_earlier_ones(database: Database, vault: Vault) -> None:
    await filed(database, vault)
    said = Supplement(NUMBER, "是两万六", {"amount_owed_yuan": "26000", "headcount": 0}, START)
    await database.run(lambda connection: supplement(connection, vault, said))
    found = await EmbeddedDesk(database, vault).case_file(NUMBER, unmasked)
    assert found is not None
    assert found.case.facts == {**FACTS, "amount_owed_yuan": "26000"}
    assert found.case.amount_claimed_fen == 2_600_000
    kept = json.loads(found.events[-1].note or "")
    assert kept == {"words": "是两万六", "facts": dict(said.facts), "before": {"amount_owed_yuan": "24000"}}


async def test_the_clock_stops_for_a_supplement_and_starts_anew_with_it(database: Database, vault: Vault) -> None:
    await filed(database, vault)
    await stepped(database, vault, "needs_supplement", "请补欠条")
    desk = EmbeddedDesk(database, vault)
    state = await desk.state(NUMBER)
    assert state is not None and state.due_on is None
    said = Supplement(NUMBER, "欠条", {}, START + timedelta(days=7))
    await database.run(lambda connection: supplement(connection, vault, said))
    state = await desk.state(NUMBER)
    assert state is not None and state.due_on == date(2026, 12, 8)


async def test_urging_and_wishing_to_withdraw_are_kept_and_change_no_status(database: Database, vault: Vault) -> None:
    await filed(database, vault)
    await database.run(lambda connection: urge(connection, vault, NUMBER, START))
    await database.run(lambda connection: request_withdrawal(connection, vault, NUMBER, START))
    found = await EmbeddedDesk(database, vault).case_file(NUMBER, mask_facts)
    assert found is not None and found.case.status == "registered"
    assert [event.kind for event in found.events] == ["step", "urge", "withdrawal_request"]


async def test_nothing_happens_to_a_case_that_is_not_there(database: Database, vault: Vault) -> None:
    said = Supplement(NUMBER, "x", {}, START)
    for work in (
        lambda connection: urge(connection, vault, NUMBER, START),
        lambda connection: request_withdrawal(connection, vault, NUMBER, START),
        lambda connection: supplement(connection, vault, said),
    ):
        with pytest.raises(NoSuchCase):
            await database.run(work)
    with pytest.raises(NoSuchCase):
        await stepped(database, vault, "accepted")
    assert await EmbeddedDesk(database, vault).state(NUMBER) is None


async def test_steps_move_the_case_and_its_clock(database: Database, vault: Vault) -> None:
    await filed(database, vault)
    desk = EmbeddedDesk(database, vault)
    for status, due_on in (("accepted", None), ("filed", True), ("investigating", True), ("decided", None)):
        case = await desk.take_step(Step(NUMBER, Status(status), None, "officer", START))
        assert (case.status, case.due_on is not None) == (status, due_on is not None)


async def test_an_illegal_step_and_paid_without_proof_change_nothing(database: Database, vault: Vault) -> None:
    await filed(database, vault)
    with pytest.raises(IllegalStep):
        await stepped(database, vault, "closed")
    with pytest.raises(ProofMissing):
        await stepped(database, vault, "paid")
    assert await counts(database) == [1, 1, 1]


async def test_of_two_officers_at_once_only_one_steps(database: Database, vault: Vault) -> None:
    await filed(database, vault)
    steps = (stepped(database, vault, "accepted"), stepped(database, vault, "refused"))
    results = await asyncio.gather(*steps, return_exceptions=True)
    assert [type(result) for result in results if result is not None] == [IllegalStep]
    assert await counts(database) == [1, 1, 2]


async def test_supplements_at_once_lose_nothing(database: Database, vault: Vault) -> None:
    await filed(database, vault)
    said: list[dict[str, Any]] = [{"headcount": 5}, {"job": "木工"}, {"place": "某处"}, {"project": "万象新城"}]
    works = [partial(supplement, vault=vault, added=Supplement(NUMBER, "x", facts, START)) for facts in said]
    await asyncio.gather(*map(database.run, works))
    state = await EmbeddedDesk(database, vault).state(NUMBER)
    assert state is not None and state.facts == FACTS | said[0] | said[1] | said[2] | said[3]


async def test_cases_of_a_conversation_come_newest_first_and_of_no_other(database: Database, vault: Vault) -> None:
    others = filing("draft-3", numbered(3), "talk:test:other")
    await filed(database, vault, filing(), filing("draft-2", numbered(2)), others)
    states = await EmbeddedDesk(database, vault).cases_of(TALK)
    assert [state.case_number for state in states] == [numbered(2), NUMBER]


async def test_lists_are_filtered_paged_and_masked(database: Database, vault: Vault) -> None:
    await filed(database, vault, *(filing(f"draft-{count}", numbered(count)) for count in range(1, 6)))
    await stepped(database, vault, "accepted", number=numbered(4))
    desk = EmbeddedDesk(database, vault)
    first = await desk.cases(Selection(count=3), mask_facts)
    rest = await desk.cases(Selection(count=3, before=first[-1].case_number), mask_facts)
    assert [case.case_number for case in first + rest] == [numbered(count) for count in (5, 4, 3, 2, 1)]
    assert first[0].facts["phone"] == "138****1234"
    assert [case.case_number for case in await desk.cases(Selection(status="accepted"), unmasked)] == [numbered(4)]
    assert await desk.cases(Selection(since=START + timedelta(seconds=1)), unmasked) == []
    assert await desk.cases(Selection(area="3211"), unmasked) == []


async def test_the_export_has_every_complaint_once_with_its_steps(database: Database, vault: Vault) -> None:
    await filed(database, vault, *(filing(f"draft-{count}", numbered(count)) for count in range(1, 8)))
    await stepped(database, vault, "accepted")
    await database.run(lambda connection: urge(connection, vault, NUMBER, START))
    lines = [line async for line in EmbeddedDesk(database, vault).export(unmasked, at_once=3)]
    assert [line["case_number"] for line in lines] == [numbered(count) for count in range(1, 8)]
    assert lines[0] == {
        "case_number": NUMBER,
        "status": "accepted",
        "filed_at": "2026-11-24T01:00:00+00:00",
        "channel": "talk",
        "conversation": "worker",
        "complaint": FACTS,
        "events": [{"status": status, "at": START.isoformat()} for status in ("registered", "accepted")],
    }


async def test_a_masked_file_shows_nobody(database: Database, vault: Vault) -> None:
    await filed(database, vault)
    said = Supplement(NUMBER, "我叫王建国", {"phone": "13800005678"}, START)
    await database.run(lambda connection: supplement(connection, vault, said))
    found = await EmbeddedDesk(database, vault).case_file(NUMBER, mask_facts)
    assert "王建国" not in str(found) and "13800001234" not in str(found) and "13800005678" not in str(found)


async def test_notes_are_sealed(database: Database, vault: Vault) -> None:
    await filed(database, vault)
    await stepped(database, vault, "accepted", "已派人联系王建国")
    stored = await database.read(lambda connection: connection.execute(select(case_event)).all())
    assert "王建国" not in str(stored)
    events = await database.read(lambda connection: rows.events_of(connection, vault, [NUMBER]))
    assert events[-1].note == "已派人联系王建国"
