"""What nobody got: who calls, what is sent again or dropped, who may, and what is written down of it."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import update

from console.parts import Console
from console.words import words
from dialogs.replies import Reply
from handlers.notice_kinds import About, payload_about
from handlers.overdue import LOOKED_FOR, PROVEN_WITHIN, Overdue
from handlers.viewer import Role
from storage import alarms, audit, undelivered
from storage.cases import Connection
from storage.outbox import Claim, Entry, Settlement, claim, put, reopen, settle
from storage.tables import conversation
from tests.console.office import HERE, Browser, browser_of, hire
from tests.rows import START, Clock, entries, heard

pytestmark = pytest.mark.asyncio
WORKER, AWAY = "wechat:gh_1:worker", "wechat:gh_1:away"


async def failed(
    console: Console, text: str, kind: undelivered.Kind, talk: str = WORKER, county: str = "321111"
) -> int:
    """Something to a worker of that county that did not arrive; its id in the outbox."""
    await heard(console.database, talk, START)
    is_it = conversation.c.id == talk
    await console.database.run(
        lambda c: c.execute(update(conversation).where(is_it).values(county_code=county, state=None))
    )
    payload = json.dumps({"text": text, "choices": []})
    entry = Entry(f"{talk}:{text}", talk, "notice", payload, START, START + timedelta(days=90))
    await console.database.run(partial(put, vault=console.vault, entry=entry))
    reason = "window_closed" if kind == "call" else "malformed"

    def refuse(connection: Connection) -> int:
        [one] = claim(connection, console.vault, Claim(("wechat",), 1, timedelta(1)), console.now())
        settle(connection, one, Settlement("undelivered", console.now(), reason, 47001 if kind == "letter" else None))
        undelivered.note(connection, one.id, talk, kind, console.now())
        return one.id

    return await console.database.run(refuse)


async def signed_in(console: Console, browser: Browser, name: str, role: Role = Role.OFFICER, area: str = "") -> None:
    await hire(console, name, role, area)
    await browser.sign_in(name)


async def item_id(console: Console, kind: undelivered.Kind = "letter") -> str:
    [item] = await console.database.read(lambda c: undelivered.open_items(c, console.vault, "", kind=kind, count=5))
    return str(item.id)


async def acts(console: Console) -> list[tuple[str, str | None]]:
    found = await console.database.read(lambda c: audit.look(c, console.vault, audit.Looked(count=9)))
    return [(act.action, act.note) for act in found if act.action.startswith(("call", "letter"))]


async def test_a_worker_is_called_by_one_and_what_came_of_it_is_kept(console: Console) -> None:
    await failed(console, "编号 1：已受理", "call")
    await failed(console, "编号 1：要补材料，电话 13800001234", "call")
    async with browser_of(console) as one, browser_of(console) as other:
        await signed_in(console, one, "li")
        await signed_in(console, other, "wang")
        page = (await one.get("/console/undelivered")).text
        assert page.count("我来打") == 1 and "已受理" in page and "13800001234" not in page
        assert "您来打这个电话" in (await one.post("/console/undelivered/take", talk=WORKER)).text
        refused = await other.get("/console/undelivered")
        assert "li 在打" in refused.text
        again = await other.post("/console/undelivered/take", talk=WORKER)
        assert again.status_code == 422 and "正在打这个电话" in again.text
        assert (
            await other.post("/console/undelivered/called", talk=WORKER, note="x", outcome="told")
        ).status_code == 422
        empty = await one.post("/console/undelivered/called", talk=WORKER, note=" ", outcome="told")
        assert empty.status_code == 422 and "请写一句话" in empty.text
        done = await one.post("/console/undelivered/called", talk=WORKER, note="本人接的", outcome="told")
        assert "现在没有要打的电话" in done.text
    assert await entries(console.database, "state") == [("called",), ("called",)]
    assert await acts(console) == [("called", "本人接的"), ("call_taken", None)]
    assert await console.database.run(lambda c: reopen(c, WORKER, START)) == 0


async def test_a_call_that_nobody_answers_stays_and_may_be_anybodys(console: Console) -> None:
    await failed(console, "一", "call")
    async with browser_of(console) as browser:
        await signed_in(console, browser, "li")
        await browser.get("/console/undelivered")
        await browser.post("/console/undelivered/take", talk=WORKER)
        page = await browser.post("/console/undelivered/called", talk=WORKER, note="没人接", outcome="unanswered")
        assert "打过 1 次没人接" in page.text and "我来打" in page.text
        await browser.post("/console/undelivered/take", talk=WORKER)
        page = await browser.post("/console/undelivered/let-go", talk=WORKER)
        assert "我来打" in page.text


async def test_a_letter_is_sent_again_or_dropped_for_a_reason(console: Console) -> None:
    await failed(console, "一", "letter")
    await failed(console, "二", "letter", AWAY)
    async with browser_of(console) as browser:
        await signed_in(console, browser, "li")
        page = (await browser.get("/console/undelivered")).text
        assert "微信说格式不对" in page and "47001" in page and "管理系统的人" in page
        assert "重新排队" in (await browser.post("/console/undelivered/retry", letter=await letter(console, 0))).text
        assert (await entries(console.database, "state", "reason"))[0] == ("waiting", None)
        none = await browser.post("/console/undelivered/drop", letter=await letter(console), note="")
        assert none.status_code == 422
        done = await browser.post("/console/undelivered/drop", letter=await letter(console), note="说过了")
        assert "不再送" in done.text
    assert [state for (state,) in await entries(console.database, "state")] == ["waiting", "dropped"]
    assert await acts(console) == [("letter_dropped", "说过了"), ("letter_retried", None)]


async def letter(console: Console, place: int = -1) -> str:
    found = await console.database.read(lambda c: undelivered.open_items(c, console.vault, "", kind="letter", count=9))
    return str(found[place].id)


async def test_what_fails_again_comes_back_to_the_list(console: Console, clock: Clock) -> None:
    entry = await failed(console, "一", "letter")
    async with browser_of(console) as browser:
        await signed_in(console, browser, "li")
        await browser.get("/console/undelivered")
        await browser.post("/console/undelivered/retry", letter=await item_id(console))
        assert "没有出错的话" in (await browser.get("/console/undelivered")).text

        def refuse(connection: Connection) -> None:
            [one] = claim(connection, console.vault, Claim(("wechat",), 1, timedelta(1)), clock())
            settle(connection, one, Settlement("undelivered", clock(), "too_long", 45002))
            undelivered.note(connection, entry, WORKER, "letter", clock())

        await console.database.run(refuse)
        assert "字数太多" in (await browser.get("/console/undelivered")).text


async def test_nobody_sees_or_does_more_than_his_area_and_his_role_allow(console: Console) -> None:
    await failed(console, "一", "call")
    await failed(console, "二", "letter", AWAY, county="621102")
    async with browser_of(console) as local, browser_of(console) as auditor:
        await signed_in(console, local, "local", area="3211")
        page = (await local.get("/console/undelivered")).text
        assert "我来打" in page and "再发一次" not in page
        assert (await local.post("/console/undelivered/retry", letter=await item_id(console))).status_code == 422
        await signed_in(console, auditor, "auditor", Role.AUDITOR)
        page = (await auditor.get("/console/undelivered")).text
        assert "二" in page and "我来打" not in page and "再发一次" not in page
        assert (await auditor.post("/console/undelivered/take", talk=WORKER)).status_code == 403
        assert (await auditor.get("/console/undelivered/badge")).text.startswith("2")
    assert [state for (state,) in await entries(console.database, "state")] == ["undelivered", "undelivered"]


@pytest.mark.parametrize("typed", ["", "x", "9" * 30, "-1", "١"])
async def test_what_is_no_letter_is_none(sqlite_console: Console, typed: str) -> None:
    async with browser_of(sqlite_console) as browser:
        await signed_in(sqlite_console, browser, "li")
        await browser.get("/console/undelivered")
        answer = await browser.post("/console/undelivered/retry", letter=typed)
        assert answer.status_code == 422 and "已经有人办了" in answer.text


async def test_an_alarm_says_what_keeps_a_channel_from_sending(sqlite_console: Console) -> None:
    await sqlite_console.database.run(lambda c: alarms.sound(c, "wechat", "address_not_allowed", 40164, START))
    async with browser_of(sqlite_console) as browser:
        await signed_in(sqlite_console, browser, "li")
        page = (await browser.get("/console/undelivered")).text
    assert "IP 白名单" in page and "40164" in page


async def test_who_never_looks_at_what_waits_for_him_is_called(console: Console, clock: Clock) -> None:
    waits = Entry("web:1", "web:here:worker", "notice", payload_about(Reply("一"), About(HERE, "accepted")), START)
    await console.database.run(partial(put, vault=console.vault, entry=waits))
    overdue = Overdue(console.database, ["wechat"], clock)
    clock.later(seconds=LOOKED_FOR.total_seconds() - 1)
    assert await overdue.run_once() == 0
    clock.later(seconds=1)
    assert (await overdue.run_once(), await overdue.run_once()) == (1, 0)
    assert await item_id(console, "call")


async def test_a_notice_without_a_receipt_is_unknown_after_a_day(console: Console, clock: Clock) -> None:
    await failed(console, "一", "call")
    await console.database.run(lambda c: reopen(c, WORKER, clock()))

    def post(connection: Connection) -> None:
        [one] = claim(connection, console.vault, Claim(("wechat",), 1, timedelta(1)), clock())
        settle(connection, one, Settlement("posted", clock(), platform_id="7", template="t"))

    await console.database.run(post)
    clock.later(seconds=PROVEN_WITHIN.total_seconds())
    assert await Overdue(console.database, ["wechat"], clock).run_once() == 1
    assert await entries(console.database, "state", "reason") == [("unknown", "no_receipt")]


async def test_every_reason_and_state_has_its_word() -> None:
    from typing import get_args

    from storage.outbox import OUT_OF_REACH, State

    assert set(get_args(State)) - set(words()["delivery"]) == set()
    assert set(OUT_OF_REACH) - set(words()["delivery_reason"]) == set()
    for name in ("call_taken", "call_let_go", "call_done", "call_unanswered", "letter_retried", "letter_dropped"):
        assert words()["told"][name]
    assert set(words()["undelivered_act"]) - set(words()["action"]) == set()
