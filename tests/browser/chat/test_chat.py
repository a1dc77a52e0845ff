"""The worker's page in Chromium, as a phone shows it: the talk, and everything that may go wrong with it."""

from __future__ import annotations

import asyncio
import os
import re
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, Route, expect

from handlers.evidence import LARGEST
from tests.browser.chat.conftest import Phones, opened
from tests.browser.chat.live import LivePage
from tests.channels.web.service import JPEG, Scripted
from tests.rows import entries

pytestmark = pytest.mark.browser
NO_NETWORK = re.compile("没发出去，点这里再发")


def say(page: Page, text: str) -> None:
    page.fill("#say", text)
    page.click("#send")


def heard(live: LivePage) -> list[str]:
    dialog = live.service.dialog
    assert isinstance(dialog, Scripted)
    return dialog.heard


def bubbles(page: Page) -> list[str]:
    return page.locator("#talk .said .bubble").all_inner_texts()


def told(page: Page, text: str) -> Any:
    return expect(page.locator("#talk .said:not(.worker) .bubble", has_text=text).last)


def photo(content: bytes = JPEG, name: str = "欠条.jpg") -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


def picture(width: int, height: int) -> bytes:
    """A real picture of that size (PNG) that nothing makes smaller without losing: noise."""
    rows = b"".join(b"\0" + os.urandom(3 * width) for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def test_a_first_visit_says_in_three_lines_what_this_is(page: Page) -> None:
    lines = page.locator("#intro li")
    expect(lines).to_have_count(3)
    assert all(box["height"] < 45 for line in lines.all() if (box := line.bounding_box()))
    expect(page.locator("#intro")).to_contain_text("只给办案的工作人员看")
    expect(page.locator("#talk .bubble")).to_have_text("您好，我是薪声。")
    expect(page.locator(".choice")).to_have_text(["1登记欠薪", "2进度", "3人工"])


def test_a_message_is_answered_and_the_welcome_stays_above_it(page: Page, live: LivePage) -> None:
    say(page, "欠我两万四")
    told(page, "听到欠我两万四").to_be_visible()
    assert bubbles(page) == ["您好，我是薪声。", "欠我两万四", "听到欠我两万四"]
    expect(page.locator("#intro")).to_be_hidden()
    expect(page.locator("#say")).to_have_value("")


def test_choices_are_tapped_or_answered_by_number(page: Page, live: LivePage) -> None:
    page.locator(".choice", has_text="登记欠薪").click()
    told(page, "听到登记欠薪").to_be_visible()
    expect(page.locator(".choice")).to_have_count(0)
    say(page, "选")
    expect(page.locator(".choice")).to_have_count(2)
    say(page, "2")
    told(page, "听到2").to_be_visible()
    assert heard(live) == ["entered", "登记欠薪", "选", "2"]


def test_the_talk_is_there_after_a_reload_with_what_may_be_tapped_and_what_was_being_written(page: Page) -> None:
    say(page, "选")
    expect(page.locator(".choice")).to_have_count(2)
    page.fill("#say", "写了一半")
    page.reload()
    assert bubbles(page) == ["您好，我是薪声。", "选", "选一个："]
    expect(page.locator(".choice")).to_have_text(["1对", "2不对"])
    expect(page.locator("#say")).to_have_value("写了一半")
    expect(page.locator("#send")).to_be_visible()


def test_without_a_network_it_waits_and_goes_out_once_when_there_is_one(page: Page, live: LivePage) -> None:
    say(page, "一")
    told(page, "听到一").to_be_visible()
    page.context.set_offline(True)
    say(page, "二")
    say(page, "三")
    expect(page.locator(".said.worker .state").last).to_have_text(NO_NETWORK)
    expect(page.locator("#banner")).to_contain_text("没有网络")
    page.context.set_offline(False)
    told(page, "听到三").to_be_visible()
    assert bubbles(page)[-4:] == ["二", "听到二", "三", "听到三"]
    expect(page.locator("#banner")).to_be_hidden()
    assert heard(live) == ["entered", "一", "二", "三"]


def test_what_waits_is_still_there_after_the_page_was_closed(page: Page, live: LivePage, complaints: list[str]) -> None:
    say(page, "一")
    told(page, "听到一").to_be_visible()
    page.context.set_offline(True)
    say(page, "没网时说的")
    expect(page.locator(".said.worker .state").last).to_have_text(NO_NETWORK)
    page.close()
    page.context.set_offline(False)
    again = opened(page.context, complaints)
    told(again, "听到没网时说的").to_be_visible()
    assert heard(live) == ["entered", "一", "没网时说的"]


def test_an_answer_lost_on_the_way_is_fetched_without_a_second_effect(page: Page, live: LivePage) -> None:
    say(page, "一")
    told(page, "听到一").to_be_visible()
    lost: list[int] = []

    def lose(route: Route) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(route.fetch().status)
            route.abort()

    page.route("**/chat/messages", lose)
    say(page, "二")
    told(page, "听到二").to_be_visible()
    expect(page.locator(".said.worker .state:visible")).to_have_count(0)
    assert (heard(live), lost) == (["entered", "一", "二"], [200])
    assert bubbles(page).count("二") == 1


def test_a_server_that_is_gone_for_a_while_loses_nothing(page: Page, live: LivePage) -> None:
    say(page, "一")
    told(page, "听到一").to_be_visible()
    live.close()
    say(page, "二")
    expect(page.locator(".said.worker .state").last).to_have_text(NO_NETWORK)
    live.start()
    page.locator(".state button").click()
    told(page, "听到二").to_be_visible()
    assert heard(live) == ["二"]


def test_two_tabs_show_the_same_talk(page: Page, complaints: list[str]) -> None:
    say(page, "一")
    told(page, "听到一").to_be_visible()
    other = opened(page.context, complaints)
    say(other, "二")
    told(page, "听到二").to_be_visible()
    say(page, "三")
    told(other, "听到三").to_be_visible()
    assert bubbles(page) == bubbles(other)


def test_notices_and_staffs_words_come_by_themselves_and_count_as_sent_then(page: Page, live: LivePage) -> None:
    say(page, "一")
    told(page, "听到一").to_be_visible()
    live.tell("编号 XS1：已受理。")
    told(page, "已受理").to_be_visible()
    expect(page.locator(".said.notice .name")).to_have_text("进展通知")
    live.tell("您好，我是小李。", "staff")
    told(page, "我是小李").to_be_visible()
    expect(page.locator(".said.staff .name")).to_have_text("工作人员")
    while ("waiting",) in (states := live.do(entries(live.service.database, "state"))):
        page.wait_for_timeout(50)
    assert states == [("sent",), ("sent",)]


def test_that_somebody_of_the_staff_is_typing_is_shown(page: Page, live: LivePage) -> None:
    say(page, "人工")
    expect(page.locator("#human")).to_have_text("已叫人工")
    expect(page.locator("#human")).to_be_disabled()
    id = live.conversation_id()

    async def note() -> None:
        live.service.parts.typing.note(id)

    live.do(note())
    expect(page.locator("#status")).to_have_text("工作人员正在输入…")


def test_a_photo_is_sent_and_still_there_after_a_reload(page: Page, live: LivePage) -> None:
    drawn = picture(300, 200)
    page.set_input_files("#gallery", photo(drawn))
    told(page, "听到image").to_be_visible()
    page.reload()
    image = page.locator(".said.worker img")
    expect(image).to_be_visible()
    assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") == 300
    image.click()
    expect(page.locator("#viewer img")).to_be_visible()
    page.go_back()
    expect(page.locator("#viewer")).to_be_hidden()
    assert heard(live) == ["entered", "image"]


def test_a_photo_taken_without_a_network_is_sent_later_even_from_a_new_page(
    page: Page, live: LivePage, complaints: list[str]
) -> None:
    say(page, "一")
    told(page, "听到一").to_be_visible()
    drawn = picture(30, 20)
    page.context.set_offline(True)
    page.set_input_files("#camera", photo(drawn))
    expect(page.locator(".said.worker .state").last).to_have_text(NO_NETWORK)
    page.close()
    page.context.set_offline(False)
    again = opened(page.context, complaints)
    told(again, "听到image").to_be_visible()
    assert heard(live) == ["entered", "一", "image"]


def test_what_was_said_without_a_network_keeps_its_order_on_a_new_page(
    page: Page, live: LivePage, complaints: list[str]
) -> None:
    say(page, "一")
    told(page, "听到一").to_be_visible()
    page.context.set_offline(True)
    page.set_input_files("#camera", photo(picture(30, 20)))
    expect(page.locator(".said.worker .state").last).to_have_text(NO_NETWORK)
    for text in ("二", "三"):
        say(page, text)
    page.close()
    page.context.set_offline(False)
    again = opened(page.context, complaints)
    told(again, "听到三").to_be_visible()
    assert heard(live) == ["entered", "一", "image", "二", "三"]
    assert bubbles(again)[3:] == ["", "听到image", "二", "听到二", "三", "听到三"]


NOTHING_KEPT = """
for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"]) {
  Object.defineProperty(window, name, {get() { throw new DOMException("denied", "SecurityError"); }});
}
"""


def test_a_browser_that_keeps_nothing_is_no_hindrance(phones: Phones, live: LivePage) -> None:
    page = phones(live)
    page.context.add_init_script(NOTHING_KEPT)
    page.goto("/")
    say(page, "一")
    told(page, "听到一").to_be_visible()
    page.set_input_files("#gallery", photo(picture(30, 20)))
    told(page, "听到image").to_be_visible()
    page.context.set_offline(True)
    say(page, "二")
    say(page, "三")
    expect(page.locator(".said.worker .state").last).to_have_text(NO_NETWORK)
    page.context.set_offline(False)
    told(page, "听到三").to_be_visible()
    assert heard(live) == ["entered", "一", "image", "二", "三"]
    page.reload()
    told(page, "听到三").to_be_visible()


def test_a_heic_photo_that_this_browser_cannot_draw_is_sent_as_it_is_and_another_asked_for(
    page: Page, live: LivePage
) -> None:
    page.set_input_files("#gallery", photo(b"\x00\x00\x00\x18ftypheic" + bytes(100), "IMG_1.HEIC"))
    told(page, "听到image").to_be_visible()
    expect(page.locator("#hint")).to_contain_text("再截个图发一张")
    expect(page.locator(".said.worker .without")).to_contain_text("照片已收到")


def test_a_page_called_a_photo_is_refused_kindly(page: Page, live: LivePage) -> None:
    page.fill("#say", "写了一半")
    page.set_input_files("#gallery", photo(b"<!doctype html><script>alert(1)</script>"))
    expect(page.locator("#hint")).to_have_text("这个文件不是照片，没有发出去。请选一张照片，或重新拍一张。")
    expect(page.locator("#say")).to_have_value("写了一半")
    assert heard(live) == []


def test_a_photo_that_only_the_server_refuses_says_so_in_its_place(page: Page, live: LivePage) -> None:
    page.set_input_files("#gallery", photo(b"\x00\x00\x00\x18ftypmp42" + bytes(100), "电影.jpg"))
    expect(page.locator(".said.worker .state")).to_contain_text("不是照片")
    say(page, "还能说")
    told(page, "听到还能说").to_be_visible()
    assert heard(live) == ["entered", "还能说"]


def test_a_photo_that_is_too_large_is_made_smaller(page: Page, live: LivePage, tmp_path: Path) -> None:
    path = tmp_path / "大.png"
    path.write_bytes(picture(2400, 1800))
    assert path.stat().st_size > LARGEST
    page.set_input_files("#gallery", path)
    told(page, "听到image").to_be_visible()
    expect(page.locator("#hint")).to_have_text("照片太大，已经缩小了再发。")


def test_twenty_megabytes_that_cannot_be_made_smaller_are_refused_kindly(
    page: Page, live: LivePage, tmp_path: Path
) -> None:
    path = tmp_path / "big.jpg"
    path.write_bytes(JPEG[:200] + bytes(20 * 1024 * 1024))
    page.set_input_files("#gallery", path)
    expect(page.locator("#hint")).to_contain_text("这张照片太大，最大 10 兆。")
    assert heard(live) == []


EVIL = [
    "<img src=x onerror=\"document.title='bad'\">",
    "</script><script>document.title='bad'</script>",
    "{{7*7}}${7*7}",
]


def test_words_are_shown_as_words(page: Page) -> None:
    title = page.title()
    for text in EVIL:
        say(page, text)
        told(page, f"听到{text}").to_be_visible()
    page.reload()
    assert bubbles(page)[1::2] == EVIL
    assert page.title() == title


def test_the_back_button_closes_a_sheet_and_then_leaves_a_page_that_is_whole_when_he_returns(page: Page) -> None:
    say(page, "一")
    told(page, "听到一").to_be_visible()
    page.click("#more")
    expect(page.locator("#sheet-more")).to_be_visible()
    page.go_back()
    expect(page.locator("#sheet-more")).to_be_hidden()
    page.goto("/status")
    page.go_back()
    assert bubbles(page) == ["您好，我是薪声。", "一", "听到一"]
    say(page, "二")
    told(page, "听到二").to_be_visible()


def test_the_talk_goes_on_on_another_phone(page: Page, live: LivePage, phones: Phones) -> None:
    say(page, "欠我两万四")
    told(page, "听到欠我两万四").to_be_visible()
    page.click("#more")
    page.click("[data-sheet=code]")
    page.click("#make-code")
    expect(page.locator("#code")).to_have_text(re.compile(r"\d{4} \d{4} \d{4}"))
    code = page.locator("#code").inner_text()
    expect(page.locator("#code-until")).to_have_text(re.compile("前有效，只能用一次"))
    page.click("#sheet-code [data-part=made] [data-close]")
    other = phones(live)
    other.click("#intro [data-sheet=return]")
    other.fill("#return-code", "0000 0000 0000")
    other.click("#return-form .main")
    expect(other.locator("#sheet-return .wrong")).to_contain_text("返回码不对")
    other.fill("#return-code", code)
    other.click("#return-form .main")
    told(other, "听到欠我两万四").to_be_visible()
    told(page, "您的谈话刚在另一部手机上打开了").to_be_visible()
    say(other, "接着说")
    told(page, "听到接着说").to_be_visible()
    page.click("#more")
    page.click("[data-sheet=leave]")
    page.click("#leave-others")
    expect(page.locator("#sheet-leave .wrong")).to_contain_text("别的手机都退出了")
    expect(other.locator("#intro")).to_be_visible()


def test_who_leaves_a_borrowed_phone_leaves_nothing_on_it(page: Page) -> None:
    say(page, "我的事")
    told(page, "听到我的事").to_be_visible()
    page.fill("#say", "写了一半")
    page.click("#more")
    page.click("[data-sheet=leave]")
    page.click("#leave-here")
    expect(page.locator("#intro")).to_be_visible()
    assert bubbles(page) == ["您好，我是薪声。"]
    expect(page.locator("#say")).to_have_value("")
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_a_place_is_sent_only_after_he_agreed(phones: Phones, live: LivePage) -> None:
    page = phones(live, geolocation={"latitude": 32.2, "longitude": 119.45}, permissions=["geolocation"])
    page.click("#plus")
    page.click("[data-sheet=place]")
    page.locator("#sheet-place [data-close]").click()
    assert heard(live) == []
    page.click("#plus")
    page.click("[data-sheet=place]")
    page.click("#send-place")
    told(page, "听到location").to_be_visible()
    expect(page.locator(".said.worker .place")).to_have_text("我的位置")
    page.reload()
    expect(page.locator(".said.worker .place")).to_have_text("我的位置")


def test_a_phone_that_tells_no_place_is_no_dead_end(page: Page) -> None:
    page.click("#plus")
    page.click("[data-sheet=place]")
    page.click("#send-place")
    expect(page.locator("#hint")).to_contain_text("打字说地方就行")


def test_everything_can_be_done_by_keyboard(page: Page, live: LivePage) -> None:
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("选")
    page.keyboard.press("Enter")
    expect(page.locator(".choice")).to_have_count(2)
    for _ in range(10):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.dataset.choice") == "不对":
            break
    page.keyboard.press("Enter")
    told(page, "听到不对").to_be_visible()
    expect(page.locator("#say")).to_be_focused()
    page.locator("#more").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#sheet-more .item").first).to_be_focused()
    for _ in range(7):
        page.keyboard.press("Tab")
        assert page.evaluate("Boolean(document.activeElement.closest('#sheet-more'))")
    page.keyboard.press("Escape")
    expect(page.locator("#more")).to_be_focused()


def test_enter_while_choosing_characters_does_not_send(page: Page, live: LivePage) -> None:
    page.fill("#say", "ni hao")
    page.evaluate(
        """document.getElementById('say').dispatchEvent(
          new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true, cancelable: true}))"""
    )
    expect(page.locator("#say")).to_have_value("ni hao")
    assert heard(live) == []


def test_a_text_that_is_too_long_stays_to_be_cut(page: Page, live: LivePage) -> None:
    page.fill("#say", "欠" * 5001)
    page.click("#send")
    expect(page.locator("#hint")).to_contain_text("一次最多 5000 个字，现在 5001 个")
    assert len(page.input_value("#say")) == 5001
    assert heard(live) == []


def test_a_slow_answer_is_announced_with_dots(page: Page, live: LivePage) -> None:
    say(page, "一")
    told(page, "听到一").to_be_visible()
    gate: list[asyncio.Event] = []

    async def shut() -> None:
        gate.append(asyncio.Event())
        live.service.dialog.gate = gate[0]

    async def open_again() -> None:
        gate[0].set()

    live.do(shut())
    say(page, "慢")
    expect(page.locator("#answering")).to_be_visible()
    expect(page.locator("#status")).to_have_text("正在回您…")
    live.do(open_again())
    told(page, "听到慢").to_be_visible()
    expect(page.locator("#answering")).to_be_hidden()


def test_old_words_are_fetched_when_he_wants_them(page: Page, live: LivePage) -> None:
    say(page, "第0句")
    told(page, "听到第0句").to_be_visible()
    for number in range(1, 120):
        live.tell(f"通知{number}号")
    page.reload()
    expect(page.locator(".said")).to_have_count(101)
    page.click("#earlier")
    expect(page.locator("#talk .said").first).to_have_text(re.compile("您好，我是薪声。"))
    expect(page.locator("#earlier")).to_be_hidden()
    texts = bubbles(page)
    assert texts[-1] == "通知119号" and len(texts) == len(set(texts)) == 122


@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_wider_than_the_screen_nor_too_small_to_tap(
    phones: Phones, live: LivePage, width: int, scheme: str
) -> None:
    page = phones(live, viewport={"width": width, "height": 640}, color_scheme=scheme)
    say(page, "很长的一串" + "a1" * 200)
    told(page, "很长的一串").to_be_visible()
    say(page, "选")
    expect(page.locator(".choice")).to_have_count(2)
    page.click("#plus")
    assert page.evaluate(
        """[document.documentElement, document.getElementById('scroll')]
          .every((node) => node.scrollWidth <= node.clientWidth)"""
    )
    small = page.evaluate(
        """Array.from(document.querySelectorAll('button, textarea, a.photo')).filter((node) => node.offsetParent)
          .map((node) => [node.id || node.textContent, node.getBoundingClientRect()])
          .filter(([, box]) => box.width < 44 || box.height < 44).map(([name]) => name)"""
    )
    assert small == []
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('.bubble')).fontSize)") >= 17


def test_opening_it_again_without_a_network_shows_a_calm_page(page: Page) -> None:
    say(page, "一")
    told(page, "听到一").to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.context.set_offline(True)
    page.goto("/")
    expect(page.locator("h1")).to_have_text("现在没有网络")
    page.context.set_offline(False)
    page.click(".again")
    told(page, "听到一").to_be_visible()
