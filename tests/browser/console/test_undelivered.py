"""The page of what nobody got, in Chromium: an officer takes a call, writes what came of it, and the rail counts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from storage import alarms
from storage.tables import conversation
from tests.browser.console.live import LiveConsole
from tests.browser.console.test_pages import sign_in
from tests.console.test_undelivered import AWAY, WORKER, failed
from tests.rows import START

pytestmark = pytest.mark.browser
AT = "/console/undelivered"
LONG = "编号 XS000000000019：还要补点材料。\n说明：请带工资条、考勤表和身份证，周五上午到润州区服务窗口。"


def fill(live: LiveConsole) -> None:
    live.do(failed(live.console, LONG, "call"))
    live.do(failed(live.console, "编号 XS000000000019：已受理，劳动监察的人会去查。", "call"))
    live.do(failed(live.console, "编号 XS000000000027：已立案，正式开始查。", "letter", AWAY))
    database = live.console.database
    live.do(database.run(lambda c: alarms.sound(c, "wechat", "address_not_allowed", 40164, START)))
    live.do(database.run(lambda c: c.execute(update(conversation).values(county_code="321111")).rowcount))


@pytest.mark.parametrize("width", [360, 1280])
def test_a_call_is_taken_made_and_written_down(page: Page, live: LiveConsole, width: int) -> None:
    fill(live)
    page.set_viewport_size({"width": width, "height": 800})
    sign_in(page, onward=AT)
    expect(page.locator(".rail a[aria-current] .badge")).to_contain_text("3")
    page.click("text=我来打")
    expect(page.locator("[name=note]").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if folder := os.environ.get("XINSHENG_TEST_SCREENSHOTS"):
        page.screenshot(path=str(Path(folder) / f"undelivered-{width}.png"), full_page=True)
    page.fill(f"form:has([value='{WORKER}']) [name=note]", "本人接的，知道了")
    page.click("text=已经告诉他")
    expect(page.locator(".note.good")).to_contain_text("办完了")
    expect(page.get_by_text("现在没有要打的电话")).to_be_visible()
    page.click("text=再发一次")
    expect(page.locator(".rail a[aria-current] .badge")).to_be_empty()
