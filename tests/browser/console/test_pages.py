"""The console in Chromium: by mouse and keyboard, wide and narrow, when a session ends, when others come first."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from cases.steps import Status
from dialogs.notices import notice_text
from handlers.casework import Move
from handlers.staff import OPERATOR
from handlers.viewer import Role, Viewer
from tests.browser.console.live import LiveConsole
from tests.console.office import HERE, PASSWORD, SCRIPT
from tests.rows import filed, filing, numbered

pytestmark = pytest.mark.browser
CASE = f"/console/cases/{HERE}"
NOTE = "请周五上午带欠条来服务窗口。"


def arrive(page: Page, path: str) -> None:
    """There, and its scripts at work: what is asked of them before is not heard."""
    page.wait_for_url(lambda url: urlsplit(url).path == path)
    page.wait_for_load_state("load")


def sign_in(page: Page, name: str = "li.na", onward: str = "/console/cases") -> None:
    page.goto(f"/console/sign-in?next={onward}")
    page.fill("[name=name]", name)
    page.fill("[name=password]", PASSWORD)
    page.click("button:has-text('登录')")
    arrive(page, onward)


def written(page: Page, status: str = "受理") -> None:
    page.locator(".steps-choices label", has_text=status).first.click()
    page.fill("[name=note]", NOTE)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_is_wider_than_the_screen_nor_breaks_its_policy(page: Page, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    sign_in(page, "boss")
    for path in ("", "/cases", f"/cases/{HERE}", "/dashboard", "/audit", "/staff", "/password", "/nothing"):
        page.goto(f"/console{path}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_a_case_is_moved_by_keyboard_alone(page: Page) -> None:
    page.goto("/console/sign-in?next=/console/cases")
    page.keyboard.type("li.na")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    arrive(page, "/console/cases")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id.startsWith('case-')"):
            break
    page.keyboard.press("Enter")
    arrive(page, CASE)
    page.locator("[name=status]").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.type(NOTE)
    expect(page.locator(".bubble")).to_contain_text(NOTE)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".note.good")).to_contain_text("受理")
    expect(page.locator(".note.good")).to_be_focused()


def test_the_preview_is_what_the_worker_will_read(page: Page) -> None:
    sign_in(page, onward=CASE)
    written(page)
    told = notice_text(SCRIPT, "accepted", {"case_number": HERE, "note": NOTE}).text
    expect(page.locator(".bubble")).to_have_text(told)
    page.locator(".steps-choices label", has_text="不予受理").click()
    expect(page.locator(".bubble")).to_contain_text("没有受理")
    expect(page.locator("[name=note]")).to_have_value(NOTE)


def test_a_session_that_ends_in_the_middle_loses_nothing(page: Page, live: LiveConsole) -> None:
    sign_in(page, onward=CASE)
    written(page)
    expect(page.locator(".bubble")).to_be_visible()
    live.end_sessions()
    page.locator("button:has-text('确认')").dispatch_event("click")  # the door may be open already
    door = page.locator("#door")
    expect(door).to_be_visible()
    expect(door.locator("[name=name]")).to_have_value("li.na")
    door.locator("[name=password]").fill("wrong")
    door.locator("button").click()
    expect(door.locator(".note.bad")).to_be_visible()
    door.locator("[name=password]").fill(PASSWORD)
    door.locator("button").click()
    expect(page.locator(".note.good")).to_contain_text("受理")
    expect(page.locator(".timeline")).to_contain_text(NOTE)
    assert page.url.endswith(CASE)


def test_whoever_else_signs_in_at_the_door_does_not_carry_on_a_strangers_work(page: Page, live: LiveConsole) -> None:
    sign_in(page, onward=CASE)
    written(page)
    live.end_sessions()
    page.locator("button:has-text('确认')").dispatch_event("click")  # the door may be open already
    door = page.locator("#door")
    door.locator("[name=name]").fill("boss")
    door.locator("[name=password]").fill(PASSWORD)
    door.locator("button").click()
    expect(page.locator(".who strong")).to_have_text("boss")
    expect(page.locator(".timeline li")).to_have_count(1)


def test_a_page_older_than_the_session_still_works(page: Page, context: BrowserContext, live: LiveConsole) -> None:
    sign_in(page, onward=CASE)
    live.end_sessions()
    sign_in(context.new_page(), onward="/console/cases")
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator("#door")).not_to_be_visible()
    written(page)
    page.click("button:has-text('确认')")
    expect(page.locator(".note.good")).to_contain_text("受理")


def test_words_written_before_somebody_else_signed_in_are_neither_sent_nor_lost(
    page: Page, context: BrowserContext, live: LiveConsole
) -> None:
    sign_in(page, onward=CASE)
    written(page)
    expect(page.locator(".bubble")).to_be_visible()
    other = context.new_page()
    other.goto("/console/cases")
    other.locator(".me summary").click()
    other.click("button:has-text('退出')")
    sign_in(other, "boss")
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator("#door")).not_to_be_visible()
    page.click("button:has-text('确认')")
    expect(page.locator("#door")).to_contain_text("另一个人")
    expect(page.locator("[name=note]")).to_have_value(NOTE)
    expect(page.locator(".timeline li")).to_have_count(1)


def test_a_masked_value_is_shown_for_a_reason_and_not_kept_in_the_page(page: Page) -> None:
    sign_in(page, onward=CASE)
    expect(page.locator("#fact-phone .value")).to_have_text("138****1234")
    page.click("#fact-phone .peek")
    page.click("#reveal button:has-text('查看')")
    expect(page.locator("#reveal")).to_be_visible()
    page.locator("#reveal label", has_text="联系工友").click()
    page.click("#reveal button:has-text('查看')")
    expect(page.locator("#fact-phone .value")).to_have_text("13800001234")
    expect(page.locator("#reveal")).not_to_be_visible()
    page.reload()
    expect(page.locator("#fact-phone .value")).to_have_text("138****1234")


def test_other_reasons_must_be_told(page: Page) -> None:
    sign_in(page, onward=CASE)
    page.click("#fact-phone .peek")
    page.locator("#reveal .choices label").last.click()
    page.click("#reveal button:has-text('查看')")
    expect(page.locator("#reveal .note.bad")).to_be_visible()
    page.fill("#reveal [name=words]", "工友来窗口核对")
    page.click("#reveal button:has-text('查看')")
    expect(page.locator("#fact-phone .value")).to_have_text("13800001234")


def test_a_new_case_appears_by_itself_and_the_focus_stays(page: Page, live: LiveConsole) -> None:
    sign_in(page)
    page.focus(f"#case-{HERE}")
    new = filing("draft-new", numbered(9), place="江苏省镇江市润州区")
    live.do(filed(live.console.database, live.console.vault, new))
    page.evaluate("htmx.trigger(document.body, 'refresh')")
    expect(page.locator(f"#case-{numbered(9)}")).to_be_visible()
    expect(page.locator(f"#case-{HERE}")).to_be_focused()


def test_filters_find_a_case_while_one_types(page: Page) -> None:
    sign_in(page, "boss")
    expect(page.locator(".number")).to_have_count(3)
    page.fill("[name=search]", f"{HERE[:6]} {HERE[6:]}")
    expect(page.locator(".number")).to_have_count(1)
    page.fill("[name=search]", "138 0000 1234")
    expect(page.locator(".number")).to_have_count(3)
    assert "1234" not in page.url
    page.fill("[name=search]", "138 0000 9999")
    expect(page.locator(".number")).to_have_count(0)
    page.fill("[name=search]", "")
    expect(page.locator(".number")).to_have_count(3)
    page.select_option("[name=county]", "621102")
    expect(page.locator(".number")).to_have_count(1)
    page.reload()
    expect(page.locator(".number")).to_have_count(1)


def test_who_comes_second_is_told_what_the_first_did(page: Page, live: LiveConsole) -> None:
    sign_in(page, onward=CASE)
    written(page)
    other = Viewer("x", "wang", Role.OFFICER, "3211")
    live.do(live.console.casework.move(other, Move(HERE, "registered", Status.NEEDS_SUPPLEMENT, None)))
    page.click("button:has-text('确认')")
    expect(page.locator(".note.bad")).to_contain_text("待补正")
    expect(page.locator("[name=note]")).to_have_value(NOTE)


def test_scripts_in_a_complaint_stay_words(page: Page, live: LiveConsole, complaints: list[str]) -> None:
    page.on("dialog", lambda dialog: complaints.append("a script ran"))
    evil = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    facts = {"person": evil, "employer": evil, "job": evil, "project": f"\"'>{evil}", "foreman": evil}
    new = filing("draft-evil", numbered(9), place="江苏省镇江市润州区", **facts)
    live.do(filed(live.console.database, live.console.vault, new))
    sign_in(page)
    for path in ("/console/cases", f"/console/cases/{numbered(9)}"):
        page.goto(path)
        expect(page.locator("main")).to_contain_text("<img src=x")


def test_a_first_password_is_shown_once_and_leads_to_an_own_one(page: Page, context: BrowserContext) -> None:
    sign_in(page, "boss", "/console/staff")
    page.fill("section [name=name] >> nth=0", "王芳")
    page.fill("section [name=area] >> nth=0", "3211")
    page.click("button:has-text('添加')")
    password = page.locator(".secret").inner_text()
    page.goto("/console/staff")
    expect(page.locator(".secret")).to_have_count(0)
    page.goto("about:blank")  # what the page still fetches must not bring a cookie back
    context.clear_cookies()
    page.goto("/console/sign-in")
    page.fill("[name=name]", "王芳")
    page.fill("[name=password]", password)
    page.keyboard.press("Enter")
    arrive(page, "/console/password")
    for name, value in (("old", password), ("new", PASSWORD), ("again", PASSWORD)):
        page.fill(f"[name={name}]", value)
    page.keyboard.press("Enter")
    arrive(page, "/console")
    expect(page.locator(".who")).to_contain_text("王芳")


def test_a_printed_case_has_neither_menus_nor_buttons(page: Page) -> None:
    sign_in(page, onward=CASE)
    page.emulate_media(media="print")
    expect(page.locator("h1")).to_be_visible()
    for hidden in (".top", ".steps", ".peek >> nth=0", ".tools"):
        expect(page.locator(hidden)).to_be_hidden()


def test_the_last_admin_cannot_be_closed_from_the_page(page: Page) -> None:
    sign_in(page, "boss", "/console/staff")
    person = page.locator(".person", has_text="boss")
    person.locator("summary").click()
    person.locator("[name=disabled]").check()
    person.locator("button:has-text('保存')").click()
    expect(page.locator(".note.bad")).to_contain_text("至少要留一个")
    assert OPERATOR.name not in page.locator(".cards").inner_text()
