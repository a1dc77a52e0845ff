"""A complaint from the first tap to the notice, with the dialog as workers meet it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from cases.embedded import EmbeddedDesk, Step
from cases.steps import Status
from handlers.notices import NoticeHandler
from storage.tables import complaint
from tests.browser.chat.conftest import Phones
from tests.browser.chat.live import LivePage
from tests.channels.web.service import SCRIPT

pytestmark = pytest.mark.browser
ANSWERS = [
    "我要投诉",
    "同意",
    "王建国",
    "321102198506150015",
    "13800001234",
    "万象新城二期",
    "镇江市润州区",
    "鼎立劳务",
    "老孙",
    "两万四",
    "今年三月到七月",
    "1",
    "1 3",
]


def answer(page: Page, text: str) -> None:
    """Taps what is offered, writes what is not, and waits for the next question."""
    before = page.locator("#talk .said.assistant").count()
    offered = page.locator(f'.choice[data-choice="{text}"]')
    if offered.count():
        offered.click()
    else:
        page.fill("#say", text)
        page.click("#send")
    expect(page.locator("#talk .said.assistant")).to_have_count(before + 1)


def filed(live: LivePage) -> int:
    query = select(func.count()).select_from(complaint)
    return live.do(live.service.database.read(lambda connection: connection.scalar(query) or 0))


def test_a_complaint_is_filed_and_its_progress_comes_by_itself(live_for_real: LivePage, phones: Phones) -> None:
    live = live_for_real
    page = phones(live)
    for text in ANSWERS:
        answer(page, text)
    read_back = page.locator("#talk .said.assistant").last
    for fact in ("王建国", "鼎立劳务", "24000", "欠条"):
        expect(read_back).to_contain_text(fact)
    page.reload()
    answer(page, "对")
    receipt = page.locator("#talk .said.assistant").last
    expect(receipt).to_contain_text("登记好了，编号")
    assert filed(live) == 1
    number = re.search(r"编号\s(\w+)", receipt.inner_text())
    assert number

    async def accept() -> None:
        service = live.service
        desk = EmbeddedDesk(service.database, service.vault)
        await desk.take_step(Step(number[1], Status("accepted"), None, "officer", service.clock()))
        await NoticeHandler(service.database, service.vault, SCRIPT, service.clock).run_once()

    live.do(accept())
    expect(page.locator(".said.notice")).to_contain_text("已受理")
