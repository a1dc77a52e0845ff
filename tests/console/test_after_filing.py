"""Tasks, visits and sums in the console, each within its area."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from cases import wishes
from cases.embedded import Supplement, supplement
from cases.visit_book import Booking, book
from console.parts import Console
from handlers.viewer import Role
from storage import cases, tasks, visits
from tests.console.office import AWAY, HERE, Browser, browser_of, hire
from tests.rows import START, TALK, Clock, entries

pytestmark = pytest.mark.asyncio
POINT = {"name": "润州接访点", "address": "南山路 61 号", "phone": "0511-00000000", "county": "321111"}
TIMES = {"first": "2026-11-27", "last": "2026-11-30", "begins": "9:00", "ends": "10:00", "minutes": "30", "people": "2"}


async def wants_out(console: Console, number: str = HERE) -> None:
    await console.database.run(lambda c: wishes.request_withdrawal(c, console.vault, number, START))


async def task_of(console: Console) -> tasks.Task:
    [task] = await console.database.read(lambda c: tasks.open_tasks(c, console.vault, "", 10))
    return task


async def status(console: Console, number: str = HERE) -> str:
    case = await console.database.read(lambda c: cases.find_case(c, console.vault, number))
    assert case is not None
    return case.status


async def officer(console: Console, browser: Browser, role: Role = Role.OFFICER, area: str = "3211") -> None:
    await hire(console, "officer", role, area)
    await browser.sign_in("officer")


async def test_a_wish_to_withdraw_is_a_call_that_waits_a_day(console: Console, clock: Clock) -> None:
    await wants_out(console)
    async with browser_of(console) as browser:
        await officer(console, browser)
        shown = await browser.get("/console/tasks")
        assert HERE in shown.text and "想撤回，请回访" in shown.text
        task = {"task": str((await task_of(console)).id), "words": "他说自己愿意"}
        early = await browser.post("/console/tasks/finish", **task, result="withdraws")
        assert (early.status_code, await status(console)) == (422, "registered")
        assert "24 小时" in early.text
        seen = {"seen": "registered", "status": "withdrawn", "note": ""}
        stepped = await browser.post(f"/console/cases/{HERE}/step", **seen)
        assert (stepped.status_code, await status(console)) == (422, "registered")
        clock.later(hours=25)
        await browser.sign_in("officer")
        await browser.get("/console/tasks")
        done = await browser.post("/console/tasks/finish", **task, result="withdraws")
        assert (done.status_code, await status(console)) == (200, "withdrawn")
        again = await browser.post("/console/tasks/finish", **task, result="keeps")
        assert "同事已经办了" in again.text


async def test_who_keeps_his_case_after_the_call_keeps_it(console: Console) -> None:
    await wants_out(console)
    async with browser_of(console) as browser:
        await officer(console, browser)
        await browser.get("/console/tasks")
        task = {"task": str((await task_of(console)).id), "words": "老板催的，不撤"}
        await browser.post("/console/tasks/finish", **task, result="keeps")
        assert await status(console) == "registered"
        page = await browser.get("/console/tasks")
        assert "没有要办的事" in page.text and "老板催的，不撤" in page.text


async def test_a_task_of_another_area_is_not_there(console: Console) -> None:
    await wants_out(console, AWAY)
    async with browser_of(console) as browser:
        await officer(console, browser)
        assert AWAY not in (await browser.get("/console/tasks")).text
        task = str((await task_of(console)).id)
        assert (await browser.post("/console/tasks/finish", task=task, result="keeps")).status_code == 422
        for bad in ("x", "999999", "-1"):
            assert (await browser.post("/console/tasks/finish", task=bad, result="keeps")).status_code == 422


async def test_an_auditor_sees_tasks_and_does_none(console: Console) -> None:
    await wants_out(console)
    async with browser_of(console) as browser:
        await officer(console, browser, Role.AUDITOR)
        page = await browser.get("/console/tasks")
        assert HERE in page.text and "/console/tasks/finish" not in page.text
        assert (await browser.post("/console/tasks/finish", task="1", result="keeps")).status_code == 403


async def test_points_and_times_are_set_on_working_days_only(console: Console) -> None:
    async with browser_of(console) as browser:
        await officer(console, browser)
        await browser.get("/console/reception")
        assert (await browser.post("/console/reception/point", **POINT)).status_code == 200
        [point] = await console.database.read(lambda c: visits.points_of(c, ""))
        page = await browser.post("/console/reception/times", point=point.id, **TIMES)
        assert "安排了 4 个时间" in page.text
        slots = await console.database.read(lambda c: visits.free_slots(c, "321111", START, 50))
        assert [one.starts_at.strftime("%m-%d %H:%M") for one in slots] == [
            *("11-27 01:00", "11-27 01:30"),  # Friday
            *("11-30 01:00", "11-30 01:30"),  # Monday
        ]
        again = await browser.post("/console/reception/times", point=point.id, **TIMES)
        assert "安排了 0 个时间" in again.text
        closed = await browser.post("/console/reception/close", point=point.id)
        assert closed.status_code == 200
        assert await console.database.read(lambda c: visits.points_of(c, "")) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"first": "2026-11-01"},
        {"last": "2026-11-01"},
        {"begins": "25:00"},
        {"ends": "8:00"},
        {"minutes": "0"},
        {"people": "-1"},
        {"people": "x"},
        {"first": "2026-11-28", "last": "2026-11-28"},
    ],
)
async def test_times_that_cannot_be_are_refused(console: Console, wrong: dict[str, str]) -> None:
    async with browser_of(console) as browser:
        await officer(console, browser)
        await browser.get("/console/reception")
        await browser.post("/console/reception/point", **POINT)
        [point] = await console.database.read(lambda c: visits.points_of(c, ""))
        page = await browser.post("/console/reception/times", point=point.id, **{**TIMES, **wrong})
        assert page.status_code == 422


@pytest.mark.parametrize("wrong", [{"county": "621102"}, {"county": "3211"}, {"name": " "}, {"county": "abc"}])
async def test_a_point_beyond_the_area_is_refused(console: Console, wrong: dict[str, str]) -> None:
    async with browser_of(console) as browser:
        await officer(console, browser)
        await browser.get("/console/reception")
        assert (await browser.post("/console/reception/point", **{**POINT, **wrong})).status_code == 422


async def test_the_four_sums_stand_apart(console: Console) -> None:
    async with browser_of(console) as browser:
        await officer(console, browser)
        await browser.get(f"/console/cases/{HERE}")
        page = await browser.post(f"/console/cases/{HERE}/sums", verified="20,000", agreed="15000", paid="")
        assert page.status_code == 200 and "15,000" in page.text
        case = await console.database.read(lambda c: cases.find_case(c, console.vault, HERE))
        assert case is not None
        assert (case.verified_fen, case.agreed_fen, case.paid_fen) == (2_000_000, 1_500_000, None)
        wrong = await browser.post(f"/console/cases/{HERE}/sums", verified="-5", agreed="", paid="")
        assert wrong.status_code == 422


async def test_who_had_the_case_when_no_money_came_does_not_go_on_with_it(console: Console, clock: Clock) -> None:
    async with browser_of(console) as browser:
        await officer(console, browser)
        await browser.get(f"/console/cases/{HERE}")
        step = partial(browser.post, f"/console/cases/{HERE}/step")
        await step(seen="registered", status="accepted", note="")
        await step(seen="accepted", status="closed", note="")
        await console.database.run(lambda c: wishes.miss_money(c, console.vault, HERE, START + timedelta(days=1)))
        refused = await step(seen="reopened", status="investigating", note="")
        assert refused.status_code == 422 and "换一个人办" in refused.text
        await hire(console, "colleague", Role.OFFICER, "3211")
        async with browser_of(console) as other:
            await other.sign_in("colleague")
            await other.get(f"/console/cases/{HERE}")
            await other.post(f"/console/cases/{HERE}/step", seen="reopened", status="investigating", note="")
        assert await status(console) == "investigating"


async def test_secrecy_and_who_spoke_are_seen_by_staff_and_not_printed(console: Console) -> None:
    added = Supplement(HERE, "要保密", {"confidential": True, "reporter_role": "family"}, START)
    await console.database.run(lambda c: supplement(c, console.vault, added))
    async with browser_of(console) as browser:
        await officer(console, browser)
        page = (await browser.get(f"/console/cases/{HERE}")).text
    assert "要求保密" in page and "代家人登记" in page
    assert 'class="card unprinted"' in page and "保密案件" in page
    assert "True" not in page


async def test_a_visit_that_staff_call_off_is_told_to_the_worker(console: Console, clock: Clock) -> None:
    async with browser_of(console) as browser:
        await officer(console, browser)
        await browser.get("/console/reception")
        await browser.post("/console/reception/point", **POINT)
        [point] = await console.database.read(lambda c: visits.points_of(c, ""))
        await browser.post("/console/reception/times", point=point.id, **TIMES)
        [slot, *_] = await console.database.read(lambda c: visits.free_slots(c, "", START, 5))
        booking = Booking("v1", slot.slot_id, TALK, HERE, None, START)
        await console.database.run(lambda c: book(c, booking))
        shown = await browser.get("/console/reception")
        assert HERE in shown.text
        assert (await browser.post("/console/reception/visit/off", visit="v1")).status_code == 200
        assert (await browser.post("/console/reception/visit/off", visit="v1")).status_code == 422
    keys = [key for (key,) in await entries(console.database, "key")]
    assert keys == ["visit-off:v1"]
    free = await console.database.read(lambda c: visits.free_slots(c, "", START, 5))
    assert free[0].slot_id == slot.slot_id


async def test_what_the_worker_says_on_the_telephone_is_kept_in_his_case(console: Console) -> None:
    await console.database.run(lambda c: wishes.ask_worker(c, console.vault, HERE, START))
    async with browser_of(console) as browser:
        await officer(console, browser)
        await browser.get("/console/tasks")
        task = {"task": str((await task_of(console)).id), "words": "打通了，本人愿意"}
        await browser.post("/console/tasks/finish", **task, result="agreed")
        page = (await browser.get(f"/console/cases/{HERE}")).text
    assert "本人同意" in page
    events = await console.database.read(lambda c: cases.events_of(c, console.vault, [HERE]))
    assert [(one.kind, one.by) for one in events][-1] == ("confirmed", "officer")


async def test_a_wish_that_was_dealt_with_can_be_said_again(console: Console) -> None:
    await wants_out(console)
    async with browser_of(console) as browser:
        await officer(console, browser)
        await browser.get("/console/tasks")
        first = (await task_of(console)).id
        await browser.post("/console/tasks/finish", task=str(first), words="", result="keeps")
        await wants_out(console)
    assert (await task_of(console)).id != first
