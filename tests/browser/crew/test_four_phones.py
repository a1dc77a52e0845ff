"""A leader and three workers, each on his own phone: joining, a late-comer, one who leaves, a roster, a stranger."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import Workbook
from playwright.sync_api import Page, expect

from tests.browser.chat.conftest import Phones
from tests.browser.chat.live import LivePage

pytestmark = pytest.mark.browser
WORKERS = {
    "b": ("李四海", "13800001235", "9100"),
    "c": ("周大勇", "13800001236", "8200"),
    "d": ("孙小军", "13800001237", "7300"),
}


def says(page: Page, text: str) -> str:
    """Writes, and waits for the answer; returns it."""
    before = page.locator("#talk .said.assistant").count()
    page.fill("#say", text)
    page.click("#send")
    expect(page.locator("#talk .said.assistant")).to_have_count(before + 1)
    return page.locator("#talk .said.assistant").last.inner_text().replace("\u00a0", " ")


def opened(leader: Page) -> str:
    """The leader begins a complaint and opens a crew; the word."""
    says(leader, "鼎立劳务在万象新城欠我们四个人三万，三月到七月的")
    says(leader, "同意")
    word = re.search(r"六位数是 (\d{6})", says(leader, "开组"))
    assert word
    return word[1]


def joins(page: Page, worker: str, *, by_link: bool = False, word: str = "") -> None:
    name, phone, yuan = WORKERS[worker]
    if not by_link:
        says(page, f"加入 {word}")
    for text in ("同意", name, phone, "跳过", "30"):
        says(page, text)
    assert name in says(page, yuan)
    assert "加入好了" in says(page, "对")


def total(page: Page, people: int, joined: int, yuan: int) -> None:
    assert f"一共 {people} 个人，{joined} 个已经自己加入，一共欠 {yuan} 元" in says(page, "看班组")


def test_a_leader_and_three_workers_on_four_phones(live_for_real: LivePage, phones: Phones, tmp_path: Path) -> None:
    leader = phones(live_for_real)
    word = opened(leader)
    linked = leader.locator("#talk a[href^='/g/']")
    link, own = linked.get_attribute("href"), leader.locator("#talk a[href^='/crew/']").get_attribute("href")
    assert link and own

    first = phones(live_for_real)
    joins(first, "b", word=word)
    second = phones(live_for_real)
    second.goto(link)  # tapped in a group chat: he is answered before he writes
    expect(second.locator("#talk .said.assistant").last).to_contain_text("万象新城")
    joins(second, "c", by_link=True)
    total(leader, 2, 2, 17300)

    page = leader.context.new_page()
    page.goto(own)
    expect(page.locator("[data-of=sum]")).to_have_text("17,300")
    expect(page.locator(".code img")).to_be_visible()
    assert page.evaluate("document.querySelector('.code img').naturalWidth") > 0
    late = phones(live_for_real)
    joins(late, "d", word=word)
    expect(page.locator("[data-of=sum]")).to_have_text("24,600", timeout=15000)  # by itself
    says(first, "退出班组")
    total(leader, 2, 2, 15500)
    the_roster_comes_over_the_page(page, tmp_path)
    for reader, own_name in ((first, "b"), (second, "c"), (late, "d")):
        text = reader.locator("#talk").inner_text()
        others = [mark for worker, marks in WORKERS.items() if worker != own_name for mark in marks]
        assert [mark for mark in others if mark in text] == []
    assert not [name for name, *_ in WORKERS.values() if name in leader.locator("#talk").inner_text()]


def the_roster_comes_over_the_page(page: Page, folder: Path) -> None:
    book = Workbook()
    for row in (
        ["万象新城工资表"],
        ["姓 名", "身份证号码", "天数", "欠薪金额"],
        ["赵 大 海", "", 20, 5600],
        ["钱永福", 321102198506150015, 20, 5600],
        ["合计", "", 40, 11200],
    ):
        assert book.active is not None
        book.active.append(row)
    book.save(folder / "roster.xlsx")
    page.set_input_files("input[type=file]", folder / "roster.xlsx")
    page.click("button[type=submit]")
    expect(page.locator("#told")).to_contain_text("收了 1 个人，还有 1 处要改")
    expect(page.locator("#told")).to_contain_text("第 4 行 B 列（身份证号）")
    expect(page.locator("[data-of=people]")).to_have_text("3")
    assert Axe().run(page).violations_count == 0
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_stranger_who_guesses_is_slowed_and_learns_nothing(live_for_real: LivePage, phones: Phones) -> None:
    leader = phones(live_for_real)
    word = opened(leader)
    stranger = phones(live_for_real)
    wrong = {says(stranger, f"加入 {(int(word) + number) % 10**6:06}") for number in range(1, 6)}
    assert len(wrong) == 1
    assert "试的次数太多" in says(stranger, f"加入 {word}")
    assert "万象" not in stranger.locator("#talk").inner_text()
    stranger.goto("/crew/guessed-key-0000001")
    expect(stranger.locator("h1")).to_have_text("打不开")


def test_the_leaders_page_is_whole_in_the_dark_and_on_a_desk(live_for_real: LivePage, phones: Phones) -> None:
    leader = phones(live_for_real)
    opened(leader)
    own = leader.locator("#talk a[href^='/crew/']").get_attribute("href")
    for more in ({"color_scheme": "dark"}, {"viewport": {"width": 1280, "height": 800}}):
        page = phones(live_for_real, **more)
        page.goto(str(own))
        expect(page.locator("h1")).to_contain_text("万象新城")
        assert Axe().run(page).violations_count == 0
