"""The worker's page on a slow and broken line, with albums and recordings: nothing lost, doubled or out of order."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect, sync_playwright

from bot.checks import BROWSERS
from storage import evidence
from tests.browser.chat.conftest import Phones
from tests.browser.chat.live import LivePage
from tests.browser.chat.test_chat import bubbles, heard, photo, say, told
from tests.channels.web.service import JPEG
from tests.rows import entries

pytestmark = pytest.mark.browser
PATIENCE = 60_000  # milliseconds: the line is slow, and the machine may be busy
SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50 * 1024, "uploadThroughput": 25 * 1024}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One with a microphone in which a tone is heard."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip("no Chromium found")
    heard = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", *heard])
        yield browser
        browser.close()


def throttled(page: Page) -> CDPSession:
    """The line of that page, slow from now on."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    emulate(line)
    return line


def emulate(line: CDPSession, **changed: Any) -> None:
    line.send("Network.emulateNetworkConditions", {**SLOW_3G, **changed})


def kept(live: LivePage) -> list[Any]:
    id = live.conversation_id()
    return list(live.do(live.service.database.read(lambda c: evidence.of_conversation(c, id))))


def test_on_a_slow_line_that_breaks_everything_arrives_once_and_in_order(page: Page, live: LivePage) -> None:
    line = throttled(page)
    say(page, "零")
    told(page, "听到零").to_be_visible(timeout=PATIENCE)
    for number, word in enumerate(("一", "二", "三", "四", "五", "六")):
        say(page, word)
        if number == 1:
            emulate(line, offline=True)
        if number == 4:
            emulate(line)
    told(page, "听到六").to_be_visible(timeout=PATIENCE)
    assert heard(live) == ["entered", "零", "一", "二", "三", "四", "五", "六"]
    shown = [text for text in bubbles(page) if not text.startswith("听到")]
    assert shown == ["您好，我是薪声。", "零", "一", "二", "三", "四", "五", "六"]


def test_a_server_that_dies_in_the_middle_of_an_album_gets_all_of_it_once(page: Page, live: LivePage) -> None:
    say(page, "你好")
    told(page, "听到你好").to_be_visible(timeout=PATIENCE)
    throttled(page)
    album = [photo(JPEG + bytes([number]) * 20_000, f"{number}.jpg") for number in range(10)]
    page.set_input_files("#gallery", album)
    expect(page.locator(".said.worker[data-id] .photo")).to_have_count(2, timeout=PATIENCE)
    live.close()
    live.start()
    expect(page.locator(".said.worker[data-id] .photo")).to_have_count(10, timeout=PATIENCE)
    told(page, "听到image").to_be_visible(timeout=PATIENCE)
    assert len(kept(live)) == 10
    assert [text for text in bubbles(page) if text == "听到image"] == ["听到image"]
    sizes = [row.size for row in kept(live)]
    assert sizes == [len(JPEG) + 20_000] * 10


def test_an_album_picked_without_a_network_goes_out_after_a_reload(
    page: Page, live: LivePage, complaints: list[str]
) -> None:
    say(page, "你好")
    told(page, "听到你好").to_be_visible(timeout=PATIENCE)
    page.context.set_offline(True)
    page.set_input_files("#gallery", [photo(JPEG + bytes([number]), f"{number}.jpg") for number in range(3)])
    expect(page.locator(".said.worker:not([data-id]) .photo")).to_have_count(3)
    page.context.set_offline(False)
    page.reload()
    told(page, "听到image").to_be_visible(timeout=PATIENCE)
    assert len(kept(live)) == 3
    assert heard(live).count("image") == 1
    complaints.clear()  # what was under way at the reload was cut off


def test_he_speaks_and_hears_himself_again(phones: Phones, live: LivePage) -> None:
    page = phones(live, permissions=["microphone"])
    page.click("#plus")
    page.click("#record")
    expect(page.locator("#sheet-record")).to_be_visible(timeout=PATIENCE)
    expect(page.locator("#record-time")).to_contain_text("2 /")
    page.click("#record-send")
    told(page, "听到voice").to_be_visible(timeout=PATIENCE)
    expect(page.locator("#sheet-record")).to_be_hidden()
    [row] = kept(live)
    assert (row.kind, row.format in ("ogg", "webm")) == ("voice", True)
    assert row.size > 1000
    page.reload()
    player = page.locator(".said.worker audio")
    expect(player).to_have_attribute("src", re.compile("^/chat/voices/"))
    length = player.evaluate(
        "(a) => new Promise((done, fail) => { a.onloadeddata = () => done(a.readyState); a.onerror = fail; a.load(); })"
    )
    assert length >= 2


def test_what_he_does_not_want_is_not_sent(phones: Phones, live: LivePage) -> None:
    page = phones(live, permissions=["microphone"])
    page.click("#plus")
    page.click("#record")
    expect(page.locator("#record-time")).to_contain_text("1 /")
    page.click("#record-drop")
    expect(page.locator("#sheet-record")).to_be_hidden()
    say(page, "算了")
    told(page, "听到算了").to_be_visible(timeout=PATIENCE)
    assert kept(live) == []


def test_the_back_button_ends_a_recording(phones: Phones, live: LivePage) -> None:
    page = phones(live, permissions=["microphone"])
    page.click("#plus")
    page.click("#record")
    expect(page.locator("#record-time")).to_contain_text("1 /")
    page.go_back()
    expect(page.locator("#sheet-record")).to_be_hidden()
    say(page, "算了")
    told(page, "听到算了").to_be_visible(timeout=PATIENCE)
    assert kept(live) == []


@pytest.mark.parametrize(
    ("broken", "told_to"),
    [
        ("delete window.MediaRecorder", "录不了音"),
        ("navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error('no'))", "没让录音"),
    ],
)
def test_where_nothing_can_be_recorded_he_is_told_what_to_do(page: Page, broken: str, told_to: str) -> None:
    page.add_init_script(broken)
    page.reload()
    page.click("#plus")
    page.click("#record")
    expect(page.locator("#hint")).to_contain_text(told_to)
    expect(page.locator("#hint")).to_contain_text("打字")


def test_notices_of_while_he_was_away_are_there_at_his_next_visit(page: Page, live: LivePage, phones: Phones) -> None:
    say(page, "你好")
    told(page, "听到你好").to_be_visible(timeout=PATIENCE)
    context = page.context
    page.close()
    live.tell("编号 XS1：已受理。")
    assert live.do(entries(live.service.database, "state")) == [("waiting",)]
    again = context.new_page()
    again.goto("/")
    told(again, "已受理").to_be_visible(timeout=PATIENCE)
    again.wait_for_timeout(1500)
    assert live.do(entries(live.service.database, "state")) == [("sent",)]


def test_a_script_that_fails_is_told_of_without_words(page: Page, live: LivePage, complaints: list[str]) -> None:
    page.evaluate("() => { Element.prototype.closest = () => { throw new Error(\"王建国 '13800001234' 没有\"); }; }")
    with page.expect_request("**/chat/errors") as asked:
        page.click("#status")
    sent = str(asked.value.post_data)
    assert "chat.js" in sent
    assert not re.search("[\u4e00-\u9fff]|13800001234", sent)
    complaints.clear()  # it did fail
