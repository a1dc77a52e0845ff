"""Both faces for who cannot see well, or has no mouse: what axe-core finds, and the keyboard alone."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.talks.conftest import Desks, Phones
from tests.browser.talks.people import Clerk, Worker
from tests.pictures import photo

pytestmark = pytest.mark.browser
SERIOUS = ("serious", "critical")
SHEETS = ("code", "return", "about", "leave", "place")
STILL = """Promise.all(document.getAnimations()
  .filter((one) => Number.isFinite(one.effect.getComputedTiming().endTime))
  .map((one) => one.finished.catch(() => null)))"""
PAGES = ("/cases", "/dashboard", "/audit", "/staff", "/password", "/nothing")


def faults(page: Page) -> list[str]:
    """What axe-core 4 counts as serious or critical, once nothing moves any more."""
    page.evaluate(STILL)
    found: dict[str, Any] = Axe().run(page).response
    return [
        f"{one['id']}: {node['html'][:160]}"
        for one in found["violations"]
        if one["impact"] in SERIOUS
        for node in one["nodes"]
    ]


@pytest.fixture
def worker(phones: Phones) -> Worker:
    """Somebody with a draft, a photo and a choice before him, who wants a person."""
    worker = phones("明亮")
    worker.answered("我叫明亮，鼎立劳务欠我两万四，镇江市润州区，电话13800001234")
    worker.answered("同意")
    worker.page.set_input_files("#gallery", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo(600, 400)})
    expect(worker.page.locator(".said.worker[data-id] .photo")).to_be_visible()
    return worker


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_workers_page_has_no_serious_fault(phones: Phones, worker: Worker, scheme: str) -> None:
    worker.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    assert faults(phones("新来", color_scheme=scheme).page) == []
    assert faults(worker.page) == []
    worker.page.click("#plus")
    assert faults(worker.page) == []
    worker.page.click("#more")
    assert faults(worker.page) == []
    worker.page.keyboard.press("Escape")
    for name in SHEETS:
        worker.page.evaluate(f"document.querySelector('[data-sheet={name}]').click()")
        expect(worker.page.locator(f"#sheet-{name}")).to_be_visible()
        assert faults(worker.page) == [], name
        worker.page.keyboard.press("Escape")
        expect(worker.page.locator(f"#sheet-{name}")).to_be_hidden()
    for path in ("/chat/offline", "/status"):
        worker.page.goto(path)
        assert faults(worker.page) == [], path


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_console_has_no_serious_fault(worker: Worker, desks: Desks, scheme: str, width: int) -> None:
    worker.say("人工")
    boss = desks("boss", color_scheme=scheme, viewport={"width": width, "height": 800})
    assert faults(boss.page) == []
    boss.page.locator(".talk-row", has_text="明").first.click()
    expect(boss.talk).to_contain_text("明")
    assert faults(boss.page) == []
    _dialogs(boss)
    boss.page.goto("/console/cases")
    for path in PAGES:
        boss.page.goto(f"/console{path}")
        assert faults(boss.page) == [], path
    boss.page.context.clear_cookies()
    boss.page.goto("/console/sign-in")
    assert faults(boss.page) == []


def _dialogs(boss: Clerk) -> None:
    take = boss.talk.locator("button", has_text="接过来")
    if take.count():
        take.click()
        expect(boss.page.locator("#words")).to_be_visible()
    boss.talk.locator("button", has_text="转给同事").click()
    assert faults(boss.page) == []
    boss.page.keyboard.press("Escape")
    boss.give_back()


def test_a_talk_is_taken_over_answered_and_given_back_by_keyboard_alone(phones: Phones, desks: Desks) -> None:
    worker, li = phones("键盘"), desks("li")
    worker.answered("我叫钟键盘，鼎立劳务欠我两万四，镇江市润州区")
    worker.answered("同意")
    worker.say("人工")
    expect(li.row("钟")).to_be_visible()
    page = li.page
    page.locator("body").press("j")
    while "钟" not in li.talk.inner_text():
        page.keyboard.press("j")
        page.wait_for_timeout(100)
    _tab_to(page, "接过来")
    page.keyboard.press("Enter")
    expect(page.locator("#words")).to_be_focused()
    page.keyboard.type("您好，我来帮您。")
    page.keyboard.press("Control+Enter")
    worker.hears("我来帮您")
    expect(page.locator("#words")).to_be_focused()
    page.keyboard.type("好了，您接着答。")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    worker.hears("您接着答")
    _tab_to(page, "交还机器人")
    page.keyboard.press("Enter")
    expect(page.locator(".talk-foot")).to_contain_text("机器人正在谈")
    assert worker.asked()


def _tab_to(page: Page, text: str) -> None:
    """Goes on with Tab as long as it takes, which must not be long."""
    for _ in range(60):
        if page.evaluate("document.activeElement.textContent").strip() == text:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{text} cannot be reached with Tab")
