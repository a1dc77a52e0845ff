"""A list of sites is taken in and a case's evidence is looked at, in Chromium: wide, narrow, by keyboard, with axe."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from handlers.evidence import Piece
from storage import evidence
from tests.browser.console.live import LiveConsole
from tests.browser.console.test_pages import sign_in
from tests.cases.test_site_registry import LABELS, ROW, sheet
from tests.console.office import HERE
from tests.console.talks.room import says
from tests.pictures import photo
from tests.rows import TALK, Clock

pytestmark = pytest.mark.browser
SERIOUS = ("serious", "critical")
EVIL = "<img src=x onerror=alert(1)>"


def findings(page: Page) -> list[str]:
    """What axe calls serious or worse."""
    found: Any = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found if one["impact"] in SERIOUS for node in one["nodes"]]


def fits(page: Page) -> None:
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (page.url, width)
        assert findings(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})


def test_a_list_is_looked_at_taken_in_and_seen(page: Page) -> None:
    sign_in(page, "boss", "/console/sites/lists")
    fits(page)
    rows = [(f"RZ-{number}", f"工地{number}号", "镇江市润州区", EVIL) for number in range(100, 350)]
    content = sheet(LABELS, ROW, *rows, ("RZ-9", "", "润州"))
    files = [{"name": "在建工程.xlsx", "mimeType": "application/octet-stream", "buffer": content}]
    page.set_input_files("input[type=file]", files=files)  # type: ignore[arg-type]
    page.click("button:has-text('先看看')")
    expect(page.locator("#progress")).to_contain_text("251 个新工地")
    expect(page.locator("main")).to_contain_text("没有项目名称")
    fits(page)
    page.click("button:has-text('导入 251 个工地')")
    expect(page.locator("#progress")).to_contain_text("导入完了")
    page.click("#progress a:has-text('看工地')")
    page.fill("input[type=search]", "万象")
    expect(page.locator("#list tbody tr")).to_have_count(1)
    fits(page)
    page.click("a:has-text('万象新城三期')")
    expect(page.locator(".chain")).to_contain_text("鼎立劳务")
    page.click("summary:has-text('补上一个')")
    page.select_option("select[name=role]", "wage_officer")
    page.fill("details [name=name]", "孙敏")
    page.click("details button:has-text('补上')")
    expect(page.locator(".chain")).to_contain_text("孙敏")
    fits(page)


def test_pictures_are_turned_enlarged_and_named_by_keyboard(page: Page, live: LiveConsole) -> None:
    live.do(says(live.console, Clock(), "你好", worker=TALK))
    for number in (1, 2):
        piece = Piece(f"m-{number}", TALK, photo(640, 480 + number), "image")
        live.do(live.console.live.photos._originals.take(piece))
    live.do(live.console.database.run(partial(evidence.belong, conversation_id=TALK, draft_id="draft-0")))
    sign_in(page, onward=f"/console/cases/{HERE}")
    page.click("a:has-text('证据')")
    expect(page.locator(".piece")).to_have_count(2)
    fits(page)
    page.locator("[data-zoom]").first.focus()
    page.keyboard.press("Enter")
    shown = page.locator("#viewer img")
    expect(page.locator("#viewer")).to_be_visible()
    page.keyboard.press("r")
    page.keyboard.press("+")
    assert "rotate(90deg)" in str(shown.get_attribute("style")) and "1.25" in str(shown.get_attribute("style"))
    before = shown.get_attribute("src")
    page.keyboard.press("ArrowRight")
    assert shown.get_attribute("src") != before and "rotate(0deg)" in str(shown.get_attribute("style"))
    page.keyboard.press("Escape")
    expect(page.locator("#viewer")).to_be_hidden()
    page.locator(".piece select").first.select_option("iou")
    page.locator(".piece button:has-text('记下')").first.click()
    expect(page.locator(".piece").first).to_contain_text("欠条")
