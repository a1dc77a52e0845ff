"""Dashboard, audit and staff pages: the figures are right, the log is whole, passwords are shown once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from cases.embedded import Step, step
from cases.steps import Status
from console.charts import column_chart, round_up, share
from console.formats import area_name, grouped, round_yuan, short_area, yuan
from console.parts import Console
from handlers.figures import FigureHandler
from handlers.viewer import Role, Viewer
from tests.console.office import HERE, browser_of, hire
from tests.rows import START, Clock, filed, filing, numbered

EVERYWHERE = Viewer("id", "boss", Role.ADMIN)
LOCAL = Viewer("id", "local", Role.SUPERVISOR, "3211")


async def stepped(console: Console, number: str, status: Status, days: float) -> None:
    taken = Step(number, status, "x", "li.na", START + timedelta(days=days))
    await console.database.run(lambda connection: step(connection, console.vault, taken))


@pytest.mark.asyncio
async def test_figures_count_what_is_there(console: Console, clock: Clock) -> None:
    for count in range(10, 14):
        new = filing(
            f"more-{count}", numbered(count), place="江苏省镇江市润州区", amount_owed_yuan="1000.5", headcount=3
        )
        await filed(console.database, console.vault, new)
    await stepped(console, numbered(10), Status.ACCEPTED, 1)
    await stepped(console, numbered(10), Status.PAID, 2)
    await stepped(console, numbered(11), Status.REFUSED, 9)
    await stepped(console, numbered(12), Status.NEEDS_SUPPLEMENT, 1)
    clock.later(days=10)
    figures = await FigureHandler(console.database, console.calendar, clock).look(LOCAL, 30)
    assert (figures.all.cases, figures.all.people, figures.all.claimed_fen) == (5, 14, 2_800_200)
    assert (figures.open.cases, figures.open.claimed_fen) == (3, 2_600_100)
    assert (figures.paid.cases, figures.paid.claimed_fen) == (1, 100_050)
    assert (figures.waiting.late, figures.waiting.paused, figures.waiting.all) == (2, 1, 3)
    assert (figures.answers.count, figures.answers.in_time, figures.answers.median_days) == (2, 1, 5)
    assert figures.answers.by_days[1] == figures.answers.by_days[9] == 1
    assert sum(count for _, count in figures.arrivals) == 5
    assert dict(figures.arrivals)[START.date()] == 5
    assert [county for county, _ in figures.by_county] == ["321111"]


@pytest.mark.asyncio
@pytest.mark.parametrize(("days", "in_time"), [(5, 1), (7, 1), (8, 0)])
async def test_a_weekend_does_not_count_against_an_answer(
    sqlite_console: Console, clock: Clock, days: int, in_time: int
) -> None:
    await stepped(sqlite_console, HERE, Status.ACCEPTED, days)  # filed on a Tuesday, due on the next one
    clock.later(days=10)
    figures = await FigureHandler(sqlite_console.database, sqlite_console.calendar, clock).look(LOCAL, 30)
    assert (figures.answers.count, figures.answers.in_time) == (1, in_time)


@pytest.mark.asyncio
async def test_figures_end_at_the_area(console: Console, clock: Clock) -> None:
    handler = FigureHandler(console.database, console.calendar, clock)
    assert (await handler.look(LOCAL, 30)).all.cases == 1
    everywhere = await handler.look(EVERYWHERE, 30)
    assert everywhere.all.cases == 3
    assert {county for county, _ in everywhere.by_county} == {"321111", "621102", None}


@pytest.mark.asyncio
async def test_figures_are_counted_anew_after_half_a_minute(console: Console, clock: Clock) -> None:
    handler = FigureHandler(console.database, console.calendar, clock)
    assert (await handler.look(EVERYWHERE, 30)).all.cases == 3
    await filed(console.database, console.vault, filing("new", numbered(20)))
    assert (await handler.look(EVERYWHERE, 30)).all.cases == 3
    clock.later(seconds=31)
    assert (await handler.look(EVERYWHERE, 30)).all.cases == 4


@pytest.mark.asyncio
async def test_a_case_accepted_twice_counts_once(console: Console, clock: Clock) -> None:
    for status, day in ((Status.ACCEPTED, 1), (Status.CLOSED, 2), (Status.REOPENED, 3), (Status.ACCEPTED, 4)):
        await stepped(console, HERE, status, day)
    clock.later(days=5)
    figures = await FigureHandler(console.database, console.calendar, clock).look(LOCAL, 30)
    assert (figures.answers.count, figures.answers.median_days) == (1, 1)


@pytest.mark.asyncio
async def test_an_empty_area_has_a_dashboard_too(console: Console) -> None:
    await hire(console, "li.na", Role.OFFICER, "11")
    async with browser_of(console) as browser:
        await browser.sign_in("li.na")
        for days in ("30", "90", "365", "-1", "x"):
            page = await browser.get(f"/console/dashboard?days={days}")
            assert page.status_code == 200 and "没有在办的案件" in page.text


@pytest.mark.asyncio
async def test_the_audit_is_filtered_and_paged(console: Console) -> None:
    await hire(console, "boss", Role.ADMIN)
    async with browser_of(console) as browser:
        for _ in range(70):
            await browser.get("/console/sign-in")
            await browser.sign_in("boss")
            await browser.get("/console/cases")
            await browser.post("/console/sign-out")
        await browser.sign_in("boss")
        page = (await browser.get("/console/audit")).text
        assert page.count("<tr>") == 61
        older = re.search(r'href="([^"]+)" rel="next"', page)
        assert older
        second = (await browser.get(older[1])).text
        assert second.count("<tr>") > 50 and "最新的" in second
        only = (await browser.get("/console/audit?action=signed_out&by=boss")).text
        assert "登录</td>" not in only and "退出</td>" in only
        assert "没有这样的记录" in (await browser.get("/console/audit?by=nobody")).text
        assert (await browser.get("/console/audit?before=99999999999999999999")).status_code == 200


@pytest.mark.asyncio
async def test_a_first_password_is_shown_once(console: Console) -> None:
    await hire(console, "boss", Role.ADMIN)
    async with browser_of(console) as browser:
        await browser.sign_in("boss")
        await browser.get("/console/staff")
        added = await browser.post("/console/staff", name="王芳", role="officer", area="3211")
        secret = re.search(r'class="secret num"[^>]*>([^<]+)<', added.text)
        assert secret and secret[1] not in (await browser.get("/console/staff")).text
    async with browser_of(console) as browser:
        assert (await browser.sign_in("王芳", secret[1])).headers["location"] == "/console"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("path", "form", "said"),
    [
        ("", {"name": "", "role": "officer"}, "名字用 1 到 40 个字"),
        ("", {"name": "boss", "role": "officer"}, "已经有人用这个名字"),
        ("", {"name": "x", "role": "officer", "area": "99"}, "地区代码不认识"),
        ("/assign", {"name": "boss", "role": "officer", "area": ""}, "至少要留一个"),
        ("/assign", {"name": "nobody", "role": "officer", "area": ""}, "没有这个人"),
        ("/reset", {"name": "nobody"}, "没有这个人"),
    ],
)
async def test_what_cannot_be_done_with_staff_says_why(
    sqlite_console: Console, path: str, form: dict[str, str], said: str
) -> None:
    await hire(sqlite_console, "boss", Role.ADMIN)
    async with browser_of(sqlite_console) as browser:
        await browser.sign_in("boss")
        await browser.get("/console/staff")
        answer = await browser.post(f"/console/staff{path}", **form)
        assert answer.status_code == 422 and said in answer.text


@pytest.mark.asyncio
async def test_a_role_that_does_not_exist_is_not_given(sqlite_console: Console) -> None:
    await hire(sqlite_console, "boss", Role.ADMIN)
    async with browser_of(sqlite_console) as browser:
        await browser.sign_in("boss")
        await browser.get("/console/staff")
        assert (await browser.post("/console/staff", name="x", role="root")).status_code == 404


def test_sums_are_written_for_people() -> None:
    assert [yuan(fen) for fen in (None, 0, 2_400_000, 28_050, 123_456_789)] == [
        "—",
        "0",
        "24,000",
        "280.50",
        "1,234,567.89",
    ]
    assert round_yuan(1_542_300_000) == "1,542.3 万元" and round_yuan(2_400_000) == "24,000 元"
    assert [grouped(said) for said in ("24000", "280.5", None, "x")] == ["24,000", "280.5", "—", "x"]


def test_places_are_written_for_people() -> None:
    assert (area_name("3211"), short_area("321111"), area_name(""), area_name(None)) == (
        "江苏省镇江市",
        "润州区",
        "全部地区",
        "地区不明",
    )


@pytest.mark.parametrize(
    ("most", "end"), [(0, 2), (1, 2), (5, 6), (11, 12), (13, 16), (99, 100), (101, 120), (345, 400)]
)
def test_a_scale_ends_at_an_even_round_number(most: int, end: int) -> None:
    assert round_up(most) == end >= most and end % 2 == 0


def test_bars_fill_the_chart_in_proportion() -> None:
    chart = column_chart([("a", 5), ("b", 10), ("c", 0)])
    assert [(bar.x, bar.y, bar.height) for bar in chart.bars] == [(0, 50, 50), (1, 0, 100), (2, 100, 0)]
    assert (share(1, 1000), share(0, 5), share(5, 5)) == (1.0, 0.0, 100.0)
