"""What a worker wants of his case, and what he tells of its money, on both databases."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from cases import wishes
from cases.embedded import Step, WithdrawalWaits, step
from cases.steps import Status
from cases.wishes import MoneyTold, Sums
from storage import cases, tasks
from storage.cases import CaseRow
from storage.database import Database
from storage.tasks import Task
from storage.vault import Vault
from tests.rows import NUMBER, START, filed, filing, numbered, stepped

pytestmark = pytest.mark.asyncio
HOUR = timedelta(hours=1)


async def case(database: Database, vault: Vault, number: str = NUMBER) -> CaseRow:
    found = await database.read(lambda c: cases.find_case(c, vault, number))
    assert found is not None
    return found


async def todo(database: Database, vault: Vault) -> list[Task]:
    return await database.read(lambda c: tasks.open_tasks(c, vault, "", 50))


async def kinds(database: Database, vault: Vault) -> list[str]:
    events = await database.read(lambda c: cases.events_of(c, vault, [NUMBER]))
    return [event.kind for event in events]


async def tells(database: Database, vault: Vault, **told: Any) -> None:
    values: dict[str, Any] = {"words": "…", "fen": None, "is_whole": False, "is_total": False, "at": START, **told}
    await database.run(lambda c: wishes.take_money(c, vault, MoneyTold(NUMBER, **values)))


async def wants_out(database: Database, vault: Vault, number: str = NUMBER, after: timedelta = timedelta(0)) -> None:
    await database.run(lambda c: wishes.request_withdrawal(c, vault, number, START + after))


async def test_a_wish_to_withdraw_waits_a_day_and_is_granted_then(database: Database, vault: Vault) -> None:
    await filed(database, vault)
    await wants_out(database, vault)
    await wants_out(database, vault, after=HOUR)
    [call] = await todo(database, vault)
    assert (call.kind, call.due_at) == ("withdrawal", START + 24 * HOUR)
    assert (await kinds(database, vault)).count("withdrawal_request") == 1
    early = Step(NUMBER, Status.WITHDRAWN, None, "李敏", START + 23 * HOUR)
    with pytest.raises(WithdrawalWaits):
        await database.run(lambda c: step(c, vault, early))
    late = Step(NUMBER, Status.WITHDRAWN, None, "李敏", START + 24 * HOUR)
    await database.run(lambda c: step(c, vault, late))
    assert (await case(database, vault)).status == "withdrawn"
    assert await todo(database, vault) == []


async def test_who_changes_his_mind_takes_the_call_away(database: Database, vault: Vault) -> None:
    await filed(database, vault)
    await wants_out(database, vault)
    await database.run(lambda c: wishes.cancel_withdrawal(c, vault, NUMBER, START + HOUR))
    assert await todo(database, vault) == []
    await wants_out(database, vault, after=2 * HOUR)
    assert [one.due_at for one in await todo(database, vault)] == [START + 26 * HOUR]


async def test_several_withdrawals_of_one_site_are_flagged(database: Database, vault: Vault) -> None:
    numbers = [numbered(n) for n in range(1, 6)]
    sites = ["万象新城", "万象 新城", "江畔花园", "万象新城", "万象新城"]
    made = [
        filing(f"d{n}", number, f"talk:test:w{n}", project=site)
        for n, (number, site) in enumerate(zip(numbers, sites, strict=True))
    ]
    await filed(database, vault, *made)
    for n in (0, 1, 2):
        await wants_out(database, vault, numbers[n], n * 24 * HOUR)
    assert {one.kind for one in await todo(database, vault)} == {"withdrawal"}
    await wants_out(database, vault, numbers[3], 3 * 24 * HOUR)
    [flag] = [one for one in await todo(database, vault) if one.kind == "withdrawals_together"]
    assert all(numbers[n] in (flag.note or "") for n in (0, 1, 3)) and numbers[2] not in (flag.note or "")


async def test_withdrawals_of_one_site_that_lie_far_apart_are_not(database: Database, vault: Vault) -> None:
    made = [filing(f"d{n}", numbered(n), f"talk:test:w{n}", project="万象新城") for n in (1, 2, 3)]
    await filed(database, vault, *made)
    for n in (1, 2, 3):
        await wants_out(database, vault, numbered(n), n * 24 * 5 * HOUR)
    assert {one.kind for one in await todo(database, vault)} == {"withdrawal"}


async def test_his_word_makes_a_closed_case_paid_and_an_open_one_a_task(database: Database, vault: Vault) -> None:
    await filed(database, vault)
    await stepped(database, vault, "accepted")
    await tells(database, vault, is_whole=True)
    assert ((await case(database, vault)).status, [one.kind for one in await todo(database, vault)]) == (
        "accepted",
        ["money"],
    )
    await stepped(database, vault, "closed")
    await tells(database, vault, is_whole=True, words="全到了")
    row = await case(database, vault)
    assert (row.status, row.paid_fen) == ("paid", 2_400_000)


async def test_parts_add_up_beside_the_claim(database: Database, vault: Vault) -> None:
    await filed(database, vault)
    await tells(database, vault, fen=500_000)
    await tells(database, vault, fen=300_000)
    assert (await case(database, vault)).paid_fen == 800_000
    await tells(database, vault, fen=1_000_000, is_total=True)
    await tells(database, vault)
    row = await case(database, vault)
    assert (row.paid_fen, row.amount_claimed_fen) == (1_000_000, 2_400_000)


async def test_no_money_reopens_for_somebody_else(database: Database, vault: Vault) -> None:
    await filed(database, vault)
    for status in ("accepted", "closed"):
        await stepped(database, vault, status)
    await database.run(lambda c: wishes.miss_money(c, vault, NUMBER, START))
    row = await case(database, vault)
    assert (row.status, row.officer, row.former_officer) == ("reopened", None, "officer")


async def test_the_four_sums_are_set_apart_and_what_they_were_is_kept(database: Database, vault: Vault) -> None:
    await filed(database, vault)
    first, second = Sums(2_000_000, None, None), Sums(2_000_000, 1_500_000, 100_000)
    for sums in (first, first, second):
        about: dict[str, Any] = {"vault": vault, "case_number": NUMBER, "sums": sums, "by": "李敏", "at": START}
        await database.run(partial(wishes.set_sums, **about))
    row = await case(database, vault)
    assert (row.amount_claimed_fen, row.verified_fen, row.agreed_fen, row.paid_fen) == (
        2_400_000,
        2_000_000,
        1_500_000,
        100_000,
    )
    assert (await kinds(database, vault)).count("sums") == 2


async def test_a_rating_counts_once(database: Database, vault: Vault) -> None:
    await filed(database, vault)
    for words in ("满意", "不满意"):
        rated: dict[str, Any] = {"vault": vault, "case_number": NUMBER, "words": words, "at": START}
        await database.run(partial(wishes.rate, **rated))
    assert (await kinds(database, vault)).count("rating") == 1


async def test_he_for_whom_it_was_filed_is_asked_until_he_agrees(database: Database, vault: Vault) -> None:
    await filed(database, vault)
    for _ in range(2):
        await database.run(lambda c: wishes.ask_worker(c, vault, NUMBER, START))
    assert [one.kind for one in await todo(database, vault)] == ["consent_of_worker"]
    await database.run(lambda c: wishes.confirm_for_worker(c, vault, NUMBER, "我同意", START))
    assert await todo(database, vault) == []
    assert (await kinds(database, vault))[-1] == "confirmed"
