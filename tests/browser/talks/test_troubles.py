"""What goes wrong in an office: lines break, two officers want one talk, a session ends, files are strange."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import FilePayload, Page, TimeoutError, expect

from tests.browser.talks.conftest import Desks, Office, Phones
from tests.browser.talks.people import PASSWORD, Clerk, Worker

pytestmark = pytest.mark.browser
SURNAMES = iter("赵孙吴冯陈蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜")
REPORT = "我叫{name}，鼎立劳务欠我两万四，镇江市润州区万象新城二期"


@pytest.fixture
def taken(phones: Phones, desks: Desks) -> tuple[Worker, Clerk]:
    """A worker, each test one with another name, whose talk li has."""
    name = f"{next(SURNAMES)}小满"
    worker, li = phones(name), desks("li")
    worker.answered(REPORT.format(name=name))
    worker.answered("同意")
    worker.say("人工")
    li.open(name[0], "待接")
    li.take()
    return worker, li


def end_sessions(office: Office, clerk: Clerk) -> None:
    """As if eight hours had passed: his cookie is good for nothing any more."""
    cookies = {cookie["name"]: cookie["value"] for cookie in clerk.page.context.cookies()}
    with httpx.Client(base_url=office.service.url, cookies=cookies) as client:
        csrf = clerk.page.evaluate("document.body.dataset.csrf")
        assert client.post("/console/sign-out", data={"csrf": csrf}).status_code == 303


def test_words_survive_the_end_of_the_session(office: Office, taken: tuple[Worker, Clerk]) -> None:
    worker, li = taken
    li.page.fill("#words", "这句话写了很久，不能丢。")
    end_sessions(office, li)
    is_sent = pressed(li)
    door = li.page.locator("#door")
    expect(door).to_be_visible()
    door.locator("[name=password]").fill(PASSWORD)
    door.locator("button").click()
    expect(door).to_be_hidden()
    if not is_sent:
        li.page.click("#composer .primary")
    worker.hears("这句话写了很久，不能丢。")
    expect(li.page.locator("#words")).to_have_value("")


def pressed(clerk: Clerk) -> bool:
    """Whether he pressed before the page found out by itself that his session is over, and asked him in."""
    try:
        clerk.page.click("#composer .primary", timeout=3000)
    except TimeoutError:
        return False
    return True


def test_words_half_written_survive_it_too_and_a_reload(office: Office, taken: tuple[Worker, Clerk]) -> None:
    worker, li = taken
    li.page.fill("#words", "写到一半")
    end_sessions(office, li)
    li.page.reload()
    li.page.fill("[name=name]", "li")
    li.page.fill("[name=password]", PASSWORD)
    li.page.keyboard.press("Enter")
    expect(li.page.locator("#words")).to_have_value("写到一半")
    li.page.fill("#words", "写到一半，写完了。")
    li.page.keyboard.press("Control+Enter")
    worker.hears("写到一半，写完了。")


def test_the_second_officer_sees_who_has_it_and_cannot_speak(taken: tuple[Worker, Clerk], desks: Desks) -> None:
    worker, li = taken
    wu = desks("wu")
    wu.open(worker.name[0], "同事")
    expect(wu.talk).to_contain_text("li正在谈，您可以看")
    expect(wu.page.locator("#composer")).to_have_count(0)
    li.say("我在。")
    expect(wu.lines("staff").filter(has_text="我在。")).to_be_visible()


def test_two_officers_who_take_it_at_once_are_told_who_was_first(phones: Phones, desks: Desks) -> None:
    worker, li, wu = phones("郑先来"), desks("li"), desks("wu")
    worker.answered(REPORT.format(name="郑先来"))
    worker.answered("同意")
    worker.say("人工")
    for clerk in (li, wu):
        clerk.open("郑", "待接")
    wu.page.route("**/talks/events", lambda route: route.abort())
    li.take()
    wu.talk.locator("button", has_text="接过来").click(force=True)
    wu.told("li正在谈这个会话")
    expect(wu.page.locator("#composer")).to_have_count(0)


def test_two_tabs_of_one_officer_show_the_same(taken: tuple[Worker, Clerk]) -> None:
    worker, li = taken
    other = Clerk(li.page.context.new_page(), "li")
    other.page.goto(li.page.url)
    worker.say("两边都看得到吗")
    for tab in (li, other):
        expect(tab.lines("worker").filter(has_text="两边都看得到吗")).to_be_visible()
    other.page.fill("#words", "这边写的")
    li.say("都看得到。")
    expect(other.lines("staff").filter(has_text="都看得到。")).to_be_visible()
    expect(other.page.locator("#words")).to_have_value("这边写的")


def test_the_way_back_leads_through_the_talks_that_were_open(taken: tuple[Worker, Clerk]) -> None:
    worker, li = taken
    opened = li.page.url
    li.look("结束")
    li.page.goto("/console/cases")
    li.page.go_back()
    expect(li.page.locator(".tabs a[aria-current]")).to_contain_text("结束")
    li.page.go_back()
    li.page.wait_for_url(opened)
    expect(li.talk).to_contain_text(worker.name)
    li.page.fill("#words", "还在这里。")
    li.page.keyboard.press("Control+Enter")
    worker.hears("还在这里。")


def test_who_is_cut_off_is_told_and_nothing_is_lost_on_either_side(taken: tuple[Worker, Clerk]) -> None:
    worker, li = taken
    worker.page.context.set_offline(True)
    worker.say("没网时写的一")
    worker.say("没网时写的二")
    li.say("您慢慢说。")
    worker.page.context.set_offline(False)
    worker.hears("您慢慢说。")
    worker.hears("没网时写的二", "worker")
    texts = [text for who, text in worker.bubbles() if who == "worker"]
    assert texts[-2:] == ["没网时写的一", "没网时写的二"]
    expect(li.lines("worker").filter(has_text="没网时写的二")).to_be_visible()
    li.page.context.set_offline(True)
    expect(li.page.locator(".cut-off")).to_be_visible()
    li.page.fill("#words", "我这边断网了。")
    li.page.click("#composer .primary")
    expect(li.page.locator("#words")).to_have_value("我这边断网了。")
    li.page.context.set_offline(False)
    expect(li.page.locator(".cut-off")).to_be_hidden()
    li.page.click("#composer .primary")
    worker.hears("我这边断网了。")
    assert sum("我这边断网了" in text for _, text in worker.bubbles()) == 1


def test_a_page_named_a_photo_and_twenty_megabytes_do_no_harm(taken: tuple[Worker, Clerk]) -> None:
    worker, li = taken
    html = file(b"<!doctype html><script>alert(1)</script>")
    worker.page.set_input_files("#gallery", html)
    expect(worker.page.locator("#hint")).to_contain_text("不是照片")
    large = file(b"\xff\xd8\xff\xe0" + bytes(20 * 1024 * 1024))
    worker.page.set_input_files("#gallery", large)
    expect(worker.page.locator("#hint")).to_contain_text("太大")
    sent = _upload(worker.page, html["buffer"]), _upload(worker.page, large["buffer"])
    assert sent == (415, 413)
    worker.say("照片发不出去")
    expect(li.lines("worker").filter(has_text="照片发不出去")).to_be_visible()
    assert li.talk.locator("[data-photo], .unshown").count() == 0


def test_a_broken_photo_says_so_where_it_would_be(taken: tuple[Worker, Clerk]) -> None:
    worker, li = taken
    broken = file(b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(900))
    worker.page.set_input_files("#gallery", broken)
    expect(worker.page.locator(".said.worker[data-id] .photo").last).to_be_visible()
    expect(li.page.locator(".lines .unshown")).to_contain_text("打不开")
    with li.page.expect_download() as saved:
        li.page.locator(".lines .unshown a").click()
    assert saved.value.path().read_bytes() == broken["buffer"]
    worker.page.reload()
    expect(worker.page.locator(".said.worker .without")).to_contain_text("照片已收到")


def file(content: bytes) -> FilePayload:
    return {"name": "欠条.jpg", "mimeType": "image/jpeg", "buffer": content}


def _upload(page: Page, content: bytes) -> int:
    """As a script would that does not look first."""
    answer = page.request.post(
        "/chat/photos?client_id=by-hand-0001&after=0",
        data=content,
        headers={"Origin": page.evaluate("location.origin"), "Content-Type": "application/octet-stream"},
    )
    return answer.status
