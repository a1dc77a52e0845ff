"""Sites in the console: lists are looked at before they are taken in, chains tell where each name is from."""

from __future__ import annotations

import io
import re
from functools import partial
from typing import TypeVar

import httpx
import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from cases.site_chain import Filed, Listing, take_entry, tie_case
from cases.site_registry import Entry
from console.parts import Console
from handlers.site_lists import SiteLists
from handlers.viewer import Role, Viewer
from storage.database import Database, Work
from storage.sites import PartyRow
from storage.tables import audit, site
from tests.cases.test_site_registry import LABELS, ROW, sheet
from tests.console.office import HERE, Browser, browser_of, hire
from tests.rows import START

pytestmark = pytest.mark.asyncio
EVIL = '"><img src=x onerror=alert(1)><script>alert(1)</script>'
T = TypeVar("T")
SUPERVISOR = Viewer("id", "wang.fang", Role.SUPERVISOR, "3211")


async def entered(console: Console, browser: Browser, role: Role = Role.SUPERVISOR, area: str = "3211") -> None:
    await hire(console, "wang.fang", role, area)
    await browser.sign_in("wang.fang")
    await browser.get("/console/sites")


async def known(console: Console, entry: Entry) -> None:
    listing = Listing("list-0", START, lambda: f"site-{entry.name}")
    await console.database.run(partial(take_entry, vault=console.vault, entry=entry, listing=listing))


async def given(browser: Browser, content: bytes, name: str = "工地.xlsx") -> httpx.Response:
    data = {"csrf": browser.csrf}
    return await browser.client.post("/console/sites/lists", data=data, files={"list": (name, content)})


async def count(console: Console) -> int:
    return await console.database.read(lambda c: c.execute(select(func.count()).select_from(site)).scalar_one())


async def test_a_list_changes_nothing_until_it_is_taken_in(console: Console) -> None:
    rows = [
        ("RZ-002", "枫桥雅筑", "润州", *ROW[3:]),
        ("RZ-003", "", "润州", *ROW[3:]),
        ("GS-1", "别处", "定西市安定区"),
    ]
    async with browser_of(console) as browser:
        await entered(console, browser)
        seen = await browser.get((await given(browser, sheet(LABELS, ROW, *rows))).headers["location"])
        assert '<strong class="num">2</strong> 个新工地' in seen.text
        assert "第 4 行" in seen.text and "没有项目名称" in seen.text and "不在您的地区" in seen.text
        assert await count(console) == 0
        taken = await browser.post(f"{seen.url.path}/take-in")
        done = await browser.get(taken.headers["location"])
        listed = await browser.get("/console/sites")
    assert "导入完了" in done.text
    assert [name in listed.text for name in ("万象新城三期", "枫桥雅筑", "别处")] == [True, True, False]


class CutOff:
    """A database whose process dies after so many writes."""

    def __init__(self, database: Database, writes: int) -> None:
        self._database, self._left = database, writes
        self.read = database.read

    async def run(self, work: Work[T]) -> T:
        if self._left == 0:
            raise ConnectionError("the process is gone")
        self._left -= 1
        return await self._database.run(work)


async def test_a_list_that_was_cut_off_goes_on_where_it_stood(console: Console) -> None:
    lists = SiteLists(console.database, console.vault, console.now, console.new_id)
    rows = [(f"RZ-{number}", f"工地{number}号", "镇江市润州区") for number in range(100, 350)]
    id = await lists.read(SUPERVISOR, "many.xlsx", sheet(LABELS[:3], *rows))
    dying = SiteLists(CutOff(console.database, 2), console.vault, console.now, console.new_id)  # type: ignore[arg-type]
    with pytest.raises(ConnectionError):
        await dying.take_in(SUPERVISOR, id)
    halfway = (await lists.show(SUPERVISOR, id)).progress
    await lists.take_in(SUPERVISOR, id)
    after = (await lists.show(SUPERVISOR, id)).progress
    assert (halfway.state, halfway.done) == ("running", 100)
    assert (after.state, after.done, after.added, await count(console)) == ("done", 250, 250, 250)


async def test_nobody_takes_over_a_site_of_another_area_by_its_code(console: Console) -> None:
    await known(console, Entry("安定花园", "621102", "RZ-001"))
    lists = SiteLists(console.database, console.vault, console.now, console.new_id)
    shown = await lists.show(SUPERVISOR, await lists.read(SUPERVISOR, "list.xlsx", sheet(LABELS, ROW)))
    assert [(fault.row, fault.code) for fault in shown.faults] == [(2, "code_elsewhere")]
    assert shown.entries == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "请先选一个文件"),
        (b"\xff\xd8\xff\xe0 a photo", "这不是表格文件"),
        ("姓名,电话\n王建国,13800001234\n".encode(), "没找到“项目名称”"),
        (b"x" * (5 * 1024 * 1024 + 1), "文件太大了"),
    ],
)
async def test_what_is_no_list_is_refused_with_what_to_do(sqlite_console: Console, content: bytes, told: str) -> None:
    async with browser_of(sqlite_console) as browser:
        await entered(sqlite_console, browser)
        answer = await given(browser, content)
    assert answer.status_code == 422 and told in answer.text


async def test_an_officer_sees_sites_but_takes_no_lists_in(sqlite_console: Console) -> None:
    await known(sqlite_console, Entry("万象新城三期", "321111", "RZ-001"))
    await known(sqlite_console, Entry("安定花园", "621102", "GS-001"))
    async with browser_of(sqlite_console) as browser:
        await entered(sqlite_console, browser, Role.OFFICER)
        pages = [await browser.get(path) for path in ("/console/sites/RZ-001", "/console/sites/GS-001")]
        lists = await browser.get("/console/sites/lists")
    assert [page.status_code for page in (*pages, lists)] == [200, 404, 403]


async def test_the_template_is_read_as_a_list(sqlite_console: Console) -> None:
    async with browser_of(sqlite_console) as browser:
        await entered(sqlite_console, browser)
        content = (await browser.get("/console/sites/lists/template")).content
        seen = await browser.get((await given(browser, content)).headers["location"])
    assert load_workbook(io.BytesIO(content)).active is not None
    assert '<strong class="num">1</strong> 个新工地' in seen.text and "有错的行" not in seen.text


async def test_a_chain_tells_where_each_name_is_from(sqlite_console: Console) -> None:
    console = sqlite_console
    await known(console, Entry("万象新城三期", "321111", "RZ-001", None, (PartyRow("general_contractor", "江南建工"),)))
    facts = {"project": "万象新城三期", "employer": EVIL}
    filed = Filed(HERE, "draft-0", facts, "321111", "RZ-001", START)
    await console.database.run(partial(tie_case, vault=console.vault, filed=filed))
    async with browser_of(console) as browser:
        await entered(console, browser)
        await browser.get("/console/sites/RZ-001")
        page = await browser.post(
            "/console/sites/RZ-001/party", role="wage_officer", name="周敏", phone="138 0000 1234", source="board"
        )
        wrong = await browser.post(
            "/console/sites/RZ-001/party", role="wage_officer", name="周敏", phone="12", source=""
        )
    text = re.sub(r"\s+", " ", page.text)
    assert "工地名录" in text and "工友所说" in text and HERE in text
    assert "13800001234" in text and "告示牌 ·" in text and "wang.fang" in text
    assert EVIL not in text and "&lt;script&gt;" in text
    assert wrong.status_code == 422
    kept = await console.database.read(lambda c: c.execute(select(audit.c.action, audit.c.subject)).all())
    assert ("site_party_added", "RZ-001") in [tuple(row) for row in kept]
    async with browser_of(console) as browser:
        await browser.sign_in("wang.fang")
        await browser.get("/console/sites/RZ-001")
        ended = await browser.post(
            "/console/sites/RZ-001/party/end", role="general_contractor", name="江南建工", source="registry"
        )
    assert "<strong>江南建工</strong>" not in ended.text
