"""Scripts in every field that somebody fills stay words, on both faces and in every list."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.talks.conftest import Desks, Phones

pytestmark = pytest.mark.browser
EVIL = "<img src=x onerror=\"document.title='bad'\"><script>document.title='bad'</script>"
QUOTES = "\"'><svg onload=document.title='bad'>{{7*7}}"
PAGES = ("", "/cases", "/dashboard", "/audit", "/staff")


def test_scripts_in_every_field_stay_words(phones: Phones, desks: Desks) -> None:
    worker, li, boss = phones("恶"), desks("li"), desks("boss")
    worker.come(f"/?scene={QUOTES}")
    worker.answered("我要投诉")
    worker.answered("同意")
    for _ in range(14):
        if "编号" in worker.asked() and "XS" in worker.asked():
            break
        worker.answered(EVIL if "姓名" in worker.asked() or "叫什么" in worker.asked() else QUOTES)
    worker.say(EVIL)
    worker.say("人工")
    li.look("待接")
    li.page.locator(".talk-row").first.click()
    expect(li.talk).to_contain_text("<img src=x")
    li.take()
    li.say(EVIL)
    worker.hears("<img")
    li.hand_to("boss", EVIL)
    for path in PAGES:
        boss.page.goto(f"/console{path}")
        expect(boss.page.locator("h1").first).to_be_attached()
        assert "bad" not in boss.state()["title"], path
    boss.look("我的") if boss.page.goto("/console") else None
    boss.page.locator(".talk-row").first.click()
    expect(boss.talk).to_contain_text("<img src=x")
    boss.page.goto("/console/staff")
    boss.page.fill("section [name=name] >> nth=0", QUOTES[:30])
    boss.page.click("button:has-text('添加')")
    expect(boss.page.locator(".note.bad")).to_be_visible()
    boss.page.goto(f"/console/audit?by={QUOTES}&subject={EVIL}")
    for page in (worker.page, li.page, boss.page):
        assert "bad" not in page.title() and page.locator("main img[src=x]").count() == 0
        assert "49" not in page.locator("h1").first.inner_text()
