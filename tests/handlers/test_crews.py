"""Crews over the way in: guessing is slowed, two join at once, one joins twice, late-comers, who leaves."""

from __future__ import annotations

import asyncio
import re
from functools import partial

import pytest

from cases import crew_book
from cases.crew_book import Joining
from cases.crew_matching import Person
from storage import cases
from tests.handlers.crews import ID, SECRETS, Site, site
from tests.rows import NUMBER, START, filed

__all__ = ["site"]
pytestmark = pytest.mark.asyncio


async def test_a_wrong_and_an_old_word_get_the_same_words(site: Site) -> None:
    await site.open()
    wrong = await site.says("a", "加入 654321")
    site.clock.later(days=61)
    assert await site.says("b", "加入 123456") == wrong
    assert "万象新城" not in wrong and "进不去" in wrong


async def test_a_closed_crew_is_told_apart_from_nothing(site: Site) -> None:
    await site.open()
    await site.database.run(lambda c: crew_book.close_crew(c, site.vault, "draft-1", site.clock()))
    assert await site.says("a", "加入 123456") == await site.says("b", "加入 000000")


async def test_who_guesses_is_slowed_and_learns_nothing_even_with_the_right_word(site: Site) -> None:
    await site.open()
    for number in range(5):
        assert "进不去" in await site.says("a", f"加入 00000{number}")
    waiting = await site.says("a", "加入 123456")
    assert "试的次数太多" in waiting and "万象" not in waiting
    assert "万象新城" in await site.says("b", "加入 123456")  # another worker is not held up
    assert await site.says("a", "加入 000009") == waiting
    site.clock.later(minutes=16)
    assert "万象新城" in await site.says("a", "加入 123456")


async def test_guessing_with_many_new_talks_is_slowed_too(site: Site) -> None:
    await site.open()
    for number in range(200):
        await site.says(f"guesser-{number % 50}", f"加入 {900000 + number}")
    assert "试的次数太多" in await site.says("new", "加入 123456")
    assert "万象新城" in await site.says("by-link", "", kind="entered", scene=f"crew-{SECRETS['join']}")


async def test_a_link_leads_in_and_a_wrong_one_does_not(site: Site) -> None:
    await site.open()
    assert "万象新城" in await site.says("a", "", kind="entered", scene="crew-join-key-0000001")
    assert "进不去" in await site.says("b", "", kind="entered", scene="crew-join-key-0000002")
    assert "进不去" in await site.says("c", "", kind="entered", scene="crew-leader-key-000000001")


async def test_a_redelivered_yes_joins_once_with_the_same_words(site: Site) -> None:
    await site.open()
    first = await site.joins("a", "李四海")
    assert await site.says("a", "对", key="yes-a-12040") == first
    assert await site.totals() == (1, 1, 1204000)


async def test_two_who_join_at_once_are_two(site: Site) -> None:
    await site.open()
    await asyncio.gather(*(site.joins(f"w{n}", f"张{name}", yuan=str(1000 + n)) for n, name in enumerate("国强民军")))
    assert await site.totals() == (4, 4, 100 * (1000 + 1001 + 1002 + 1003))


async def test_two_of_one_name_at_once_do_not_share_the_listed_row(site: Site) -> None:
    await site.open()
    listed = crew_book.listed_of([{"name": "王强", "amount_owed_yuan": "9000"}])
    await site.database.run(lambda c: crew_book.list_workers(c, site.vault, "draft-1", listed, START))

    def join(worker: str) -> Joining:
        return Joining("draft-1", f"web:web:{worker}", Person("王强"), None, 800000, "crew-2026-11", START)

    both = [partial(crew_book.join, vault=site.vault, joining=join(worker)) for worker in ("a", "b")]
    await asyncio.gather(*(site.database.run(one) for one in both))
    assert sorted(one.listed_fen or 0 for one in await site.rows()) == [0, 900000]
    assert await site.totals() == (2, 2, 1600000)


async def test_the_same_worker_joining_twice_from_one_phone_changes_his_own_row(site: Site) -> None:
    await site.open()
    await site.joins("a", "李四海")
    assert "已经在这一组" in await site.says("a", "加入 123456")
    await site.says("a", "不对")
    read_back = await site.says("a", "钱是 9000")
    assert "欠您：9000 元" in read_back
    await site.says("a", "对")
    assert await site.totals() == (1, 1, 900000)


async def test_one_id_number_from_two_phones_is_counted_once_and_shown_as_a_double(site: Site) -> None:
    await site.open()
    first = await site.joins("a", "李四海", ID)
    assert await site.joins("b", "李四海", ID, "99000") == first
    assert await site.totals() == (1, 1, 1204000)
    assert [one.double_of is None for one in await site.rows()] == [True, False]


async def test_who_is_listed_by_a_call_name_is_one_with_who_joins(site: Site) -> None:
    await site.open()
    listed = crew_book.listed_of([{"name": "老周", "amount_owed_yuan": "7200"}, {"name": "小蔡"}])
    await site.database.run(lambda c: crew_book.list_workers(c, site.vault, "draft-1", listed, START))
    await site.joins("a", "周大海", yuan="7500")
    rows = await site.rows()
    assert [(one.name, one.listed_name, one.listed_fen, one.said_fen) for one in rows] == [
        ("周大海", "老周", 720000, 750000),
        ("小蔡", "小蔡", None, None),
    ]


async def test_he_is_not_shown_what_the_leader_listed_of_him(site: Site) -> None:
    await site.open()
    listed = crew_book.listed_of([{"name": "李四海", "amount_owed_yuan": "77777"}])
    await site.database.run(lambda c: crew_book.list_workers(c, site.vault, "draft-1", listed, START))
    seen = [
        await site.says("a", text) for text in ("加入 123456", "同意", "李四海", "跳过", "跳过", "43", "12040", "对")
    ]
    assert "77777" not in "".join(seen)


async def test_who_leaves_is_not_counted_and_may_come_back(site: Site) -> None:
    await site.open()
    await site.joins("a", "李四海")
    await site.joins("b", "孙大海")
    assert "退出了" in await site.says("a", "退出班组")
    assert await site.totals() == (1, 1, 1204000)
    assert "还没有加入" in await site.says("a", "退出班组")
    await site.joins("a", "李四海", yuan="8000")
    assert await site.totals() == (2, 2, 2004000)


async def test_refusing_consent_leaves_nothing(site: Site) -> None:
    await site.open()
    await site.says("a", "加入 123456")
    assert "没有加入" in await site.says("a", "不同意")
    assert await site.rows() == []


async def test_a_late_comer_raises_the_claim_as_a_supplement_and_nobody_lowers_it(site: Site) -> None:
    await filed(site.database, site.vault)
    await site.open(case=NUMBER)
    await site.joins("a", "李四海", yuan="20000")
    case = await site.database.read(lambda c: cases.find_case(c, site.vault, NUMBER))
    assert case and (case.amount_claimed_fen, case.facts["headcount"]) == (2400000, 2)  # as its leader said
    await site.joins("b", "孙大海", yuan="9000")
    await site.joins("c", "赵大勇", yuan="1000")
    await site.says("b", "退出班组")
    case = await site.database.read(lambda c: cases.find_case(c, site.vault, NUMBER))
    assert case and (case.amount_claimed_fen, case.facts["headcount"]) == (3000000, 3)
    events = await site.database.read(lambda c: cases.events_of(c, site.vault, [NUMBER]))
    assert [event.kind for event in events] == ["step", "supplement", "supplement", "supplement"]
    assert all(one.is_late for one in await site.rows())
    assert not re.search("李四海|孙大海|赵大勇", "".join(str(event.note) for event in events))
