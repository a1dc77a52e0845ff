"""A case's crew in the console: totals, differences, each one's own answers, masked until somebody says why."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cases import crew_book, crew_told
from cases.crew_book import Joining
from cases.crew_matching import Person
from cases.masking import mask_facts
from cases.reading import unmasked
from console.parts import Console
from handlers.viewer import Role
from storage import audit, crew_questions, crews
from tests.console.office import AWAY, HERE, Browser, browser_of, hire, open_cases, with_crews
from tests.rows import START

pytestmark = pytest.mark.asyncio
LISI = Person("李四海", "13800001235", "321102198506150015")


async def a_crew(console: Console) -> tuple[int, int]:
    """The ids of who joined, and of who is only listed."""
    await open_cases(console)
    database, vault = console.database, console.vault
    await with_crews(console, HERE, AWAY)
    joining = Joining("draft-0", "wechat:gh:lisi", LISI, Decimal("40.5"), 1200000, "crew-2026-11", START)
    await database.run(lambda c: crew_book.join(c, vault, joining))
    rows = await database.read(lambda c: crews.members(c, vault, "draft-0"))
    question = await database.run(lambda c: crew_questions.ask(c, "draft-0", "settlement", START, 1000000))
    await database.run(lambda c: crew_questions.put_to(c, question, [rows[0].id]))
    await database.run(lambda c: crew_questions.answer(c, question, rows[0].id, START, is_yes=False))
    return rows[0].id, rows[1].id


async def signed_in(console: Console, browser: Browser, role: Role = Role.OFFICER) -> None:
    await hire(console, "viewer", role, "3211")
    await browser.sign_in("viewer")


async def test_the_crew_is_shown_masked_with_both_figures_and_the_answers(console: Console) -> None:
    await a_crew(console)
    async with browser_of(console) as browser:
        await signed_in(console, browser)
        page = (await browser.get(f"/console/cases/{HERE}/crew")).text
        card = (await browser.get(f"/console/cases/{HERE}/crew/card")).text
    for shown in (
        "李**",
        "孙**",
        "11,340",
        "12,000",
        "差 660",
        "40.5",
        "不同意",
        "本人已核对",
        "只在名单",
        "138****1235",
    ):
        assert shown in page, shown
    for hidden in ("李四海", "孙大海", "13800001235", "321102198506150015", "wechat:"):
        assert hidden not in page + card
    assert "14,800" in card and "1 人本人加入并核对" in card


async def test_a_filter_shows_one_kind_of_member(console: Console) -> None:
    await a_crew(console)
    async with browser_of(console) as browser:
        await signed_in(console, browser)
        waiting = (await browser.get(f"/console/cases/{HERE}/crew?show=waiting")).text
        strange = (await browser.get(f"/console/cases/{HERE}/crew?show=<b>&from=-1")).text
    assert "孙**" in waiting and "李**" not in waiting
    assert "李**" in strange and "<b>" not in strange


async def test_one_member_is_seen_for_a_reason_that_is_kept(console: Console) -> None:
    joined, _ = await a_crew(console)
    async with browser_of(console) as browser:
        await signed_in(console, browser)
        address = f"/console/cases/{HERE}/crew/{joined}"
        masked = (await browser.get(address)).text
        refused = await browser.post(address, reason="other", words="")
        seen = (await browser.post(address, reason="verify")).text
    assert "李四海" not in masked and "李四海" not in refused.text and refused.status_code == 422
    assert "李四海" in seen and "13800001235" in seen and "321102198506150015" in seen
    acts = await console.database.read(lambda c: audit.look(c, console.vault, audit.Looked(subject=HERE)))
    assert [(act.action, act.reason) for act in acts] == [("revealed", f"crew_member:{joined} verify")]


async def test_who_may_not_reveal_or_lives_elsewhere_sees_nothing(console: Console) -> None:
    joined, _ = await a_crew(console)
    async with browser_of(console) as browser:
        await signed_in(console, browser, Role.AUDITOR)
        assert (await browser.post(f"/console/cases/{HERE}/crew/{joined}", reason="verify")).status_code == 403
        assert (await browser.get(f"/console/cases/{AWAY}/crew")).status_code == 404
        assert (await browser.get(f"/console/cases/{HERE}/crew/999999")).status_code == 404
        assert (await browser.get(f"/console/cases/{HERE}/crew/{'9' * 40}")).status_code == 404


async def test_a_case_without_a_crew_has_no_card(console: Console) -> None:
    await open_cases(console)
    async with browser_of(console) as browser:
        await signed_in(console, browser)
        assert (await browser.get(f"/console/cases/{HERE}/crew/card")).status_code == 204
        assert (await browser.get(f"/console/cases/{HERE}/crew")).status_code == 404


async def test_a_member_of_another_crew_is_not_to_be_had_through_this_case(console: Console) -> None:
    await a_crew(console)
    strange = await console.database.read(lambda c: crews.members(c, console.vault, "draft-1"))
    async with browser_of(console) as browser:
        await signed_in(console, browser)
        await browser.get(f"/console/cases/{HERE}/crew/1")
        answer = await browser.post(f"/console/cases/{HERE}/crew/{strange[0].id}", reason="verify")
    assert answer.status_code == 404


async def test_the_export_holds_ledger_totals_and_each_ones_answers(console: Console) -> None:
    await a_crew(console)
    vault = console.vault
    crew = await console.database.read(lambda c: crews.of_case(c, vault, HERE))
    assert crew
    book = await console.database.read(lambda c: crew_told.read_book(c, vault, crew))
    told = crew_told.told(book, unmasked)
    assert (told["people"], told["joined"], told["amount_owed_yuan"]) == (2, 1, "14800")
    first, second = told["workers"]
    assert first["listed"] == {"amount_owed_yuan": "11340", "name": "李四海"}
    assert first["said"] == {"days_worked": "40.5", "amount_owed_yuan": "12000"}
    assert first["answers"] == {"settlement": False} and first["consent"] == "crew-2026-11" and first["late"] is True
    assert second["state"] == "listed" and "consent" not in second
    assert told["questions"][0] | {"asked_at": ""} == {
        **{"kind": "settlement", "asked_at": "", "yes": 0, "no": 1, "silent": 0, "amount_yuan": "10000"}
    }
    assert [one["name"] for one in crew_told.roster(book, unmasked)] == ["李四海", "孙大海"]
    hidden = str(crew_told.told(book, mask_facts)) + str(crew_told.roster(book, mask_facts))
    assert not [one for one in ("李四海", "孙大海", "13800001235", "321102198506150015") if one in hidden]
