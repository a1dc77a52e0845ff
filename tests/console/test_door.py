"""The door: signing in and out over HTTP, tokens of forms, cookies, headers, and what is kept when a session ends."""

from __future__ import annotations

import re

import pytest

from console.parts import Console
from handlers.viewer import Role
from tests.console.office import HERE, PASSWORD, Browser, browser_of, hire
from tests.rows import Clock

pytestmark = pytest.mark.asyncio
STEP = f"/console/cases/{HERE}/step"
POSTS = [
    "/console/sign-out",
    "/console/password",
    STEP,
    "/console/cases/find",
    f"/console/cases/{HERE}/preview",
    f"/console/cases/{HERE}/reveal",
    "/console/staff",
    "/console/staff/assign",
    "/console/staff/reset",
]
ELSEWHERE = [
    "https://evil.example",
    "//evil.example",
    "/",
    "/consolevil",
    "/console/\\evil",
    "/console/\r\nSet-Cookie: x=y",
    "",
]
PAGES = ["", "/cases", f"/cases/{HERE}", "/dashboard", "/audit", "/staff", "/password", "/sign-in", "/nothing"]
FOREIGN = re.compile(r"<script(?![^>]*\bsrc=)|<style|\son[a-z]+=|\sstyle=|hx-on|javascript:|https?://")


async def boss(console: Console, browser: Browser) -> None:
    await hire(console, "boss", Role.ADMIN)
    await browser.sign_in("boss")
    await browser.get("/console/cases")


async def test_who_is_not_signed_in_is_led_to_the_door_and_back(console: Console) -> None:
    await hire(console, "boss", Role.ADMIN)
    async with browser_of(console) as browser:
        led = await browser.get("/console/cases?late=1")
        assert (led.status_code, led.headers["location"]) == (
            303,
            "/console/sign-in?next=%2Fconsole%2Fcases%3Flate%3D1",
        )
        door = await browser.get(led.headers["location"])
        onward = re.search(r'name="next" value="([^"]+)"', door.text)
        assert onward and onward[1] == "/console/cases?late=1"
        back = await browser.post("/console/sign-in", name="boss", password=PASSWORD, next=onward[1])
        assert (back.status_code, back.headers["location"]) == (303, "/console/cases?late=1")


async def test_nobody_is_led_elsewhere(console: Console) -> None:
    await hire(console, "boss", Role.ADMIN)
    for onward in ELSEWHERE:
        async with browser_of(console) as browser:
            assert (await browser.sign_in("boss", onward=onward)).headers["location"] == "/console"


async def test_a_form_without_its_token_changes_nothing(console: Console) -> None:
    fields = {"status": "accepted", "seen": "registered", "field": "phone", "reason": "contact", "name": "boss"}
    async with browser_of(console) as browser:
        await boss(console, browser)
        for token in ("", "0" * 64, "\u4f60"):
            for path in POSTS:
                browser.csrf = token
                assert (await browser.post(path, **fields)).status_code == 403, path
        assert "受理</span>" not in (await browser.get("/console/cases")).text


async def test_a_token_of_another_session_is_none(console: Console) -> None:
    await hire(console, "other", Role.ADMIN)
    async with browser_of(console) as browser, browser_of(console) as another:
        await boss(console, browser)
        await another.sign_in("other")
        await another.get("/console/cases")
        browser.csrf = another.csrf
        assert (await browser.post(STEP, status="accepted", seen="registered")).status_code == 403


async def test_the_doors_form_needs_its_token_too(console: Console) -> None:
    await hire(console, "boss", Role.ADMIN)
    async with browser_of(console) as browser:
        await browser.get("/console/sign-in")
        browser.csrf = ""
        answer = await browser.post("/console/sign-in", name="boss", password=PASSWORD)
        assert answer.status_code == 403 and "xinsheng-staff" not in answer.headers.get("set-cookie", "")


async def test_another_sites_form_is_refused_even_with_the_token(console: Console) -> None:
    async with browser_of(console) as browser:
        await boss(console, browser)
        form = {"csrf": browser.csrf, "status": "accepted", "seen": "registered"}
        answer = await browser.client.post(STEP, data=form, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 403
        assert "x-csrf-token" not in answer.headers


async def test_a_script_with_an_old_token_is_told_the_new_one(console: Console) -> None:
    async with browser_of(console) as browser:
        await boss(console, browser)
        valid, browser.csrf = browser.csrf, "old"
        answer = await browser.part(STEP, status="accepted", seen="registered")
        assert (answer.status_code, answer.headers["x-csrf-token"]) == (403, valid)


async def test_a_token_chosen_by_somebody_else_never_becomes_a_session(console: Console) -> None:
    await hire(console, "boss", Role.ADMIN)
    async with browser_of(console) as browser:
        browser.client.cookies.set("xinsheng-staff", "planted", domain="console.test", path="/")
        await browser.sign_in("boss")
        held = browser.client.cookies.get("xinsheng-staff", domain="console.test")
        assert held not in (None, "planted")
    async with browser_of(console) as thief:
        thief.client.cookies.set("xinsheng-staff", "planted", domain="console.test", path="/")
        assert (await thief.get("/console/cases")).status_code == 303


async def test_cookies_are_for_our_pages_alone_and_secure_over_https(console: Console) -> None:
    await hire(console, "boss", Role.ADMIN)
    async with browser_of(console) as browser:
        cookie = (await browser.sign_in("boss")).headers.get_list("set-cookie")[0]
        assert "HttpOnly" in cookie and "SameSite=strict" in cookie and "Secure" not in cookie
    async with browser_of(console) as browser:
        browser.client.base_url = "https://console.test"
        cookie = (await browser.sign_in("boss")).headers.get_list("set-cookie")[0]
        assert cookie.startswith("__Host-xinsheng-staff=") and "Secure" in cookie and "Path=/;" in cookie
        assert (await browser.get("/console/cases")).status_code == 200


async def test_signing_out_ends_the_session_for_whoever_kept_the_cookie(console: Console) -> None:
    async with browser_of(console) as browser:
        await boss(console, browser)
        kept = browser.client.cookies["xinsheng-staff"]
        assert (await browser.post("/console/sign-out")).headers["location"] == "/console/sign-in"
        browser.client.cookies.set("xinsheng-staff", kept)
        assert (await browser.get("/console/cases")).status_code == 303


async def test_a_new_password_signs_out_elsewhere(console: Console) -> None:
    async with browser_of(console) as browser, browser_of(console) as elsewhere:
        await boss(console, browser)
        await elsewhere.sign_in("boss")
        new = "quite another battery"
        assert (await browser.post("/console/password", old=PASSWORD, new=new, again=new)).status_code == 303
        assert (await browser.get("/console/cases")).status_code == 200
        assert (await elsewhere.get("/console/cases")).status_code == 303


async def test_a_password_that_cannot_be_says_why(console: Console) -> None:
    async with browser_of(console) as browser:
        await boss(console, browser)
        for old, new, again, said in (
            ("wrong", "some good words", "some good words", "现在的密码不对"),
            (PASSWORD, "short", "short", "至少要 10 个字符"),
            (PASSWORD, "some good words", "other good words", "不一样"),
            (PASSWORD, PASSWORD, PASSWORD, "和现在的一样"),
        ):
            answer = await browser.post("/console/password", old=old, new=new, again=again)
            assert answer.status_code == 422 and said in answer.text and f'"{new}"' not in answer.text


async def test_who_guesses_is_locked_out_and_told_for_how_long(console: Console, clock: Clock) -> None:
    await hire(console, "boss", Role.ADMIN)
    async with browser_of(console) as browser:
        answers = [await browser.sign_in("boss", "wrong") for _ in range(6)]
        assert [answer.status_code for answer in answers] == [422] * 5 + [429]
        assert "15 分钟" in answers[-1].text
        assert (await browser.sign_in("boss")).status_code == 429
        clock.later(minutes=15, seconds=1)
        assert (await browser.sign_in("boss")).status_code == 303


async def test_the_door_says_the_same_of_unknown_names(console: Console) -> None:
    await hire(console, "boss", Role.ADMIN)
    async with browser_of(console) as browser:
        known = (await browser.sign_in("boss", "wrong")).text.replace("boss", "")
        unknown = (await browser.sign_in("nobody", "wrong")).text.replace("nobody", "")
        assert known == unknown


async def test_an_ended_session_answers_a_script_with_the_door(console: Console, clock: Clock) -> None:
    async with browser_of(console) as browser:
        await boss(console, browser)
        clock.later(hours=9)
        answer = await browser.part(STEP, status="accepted", seen="registered", note="请带欠条")
        assert answer.status_code == 401 and 'action="/console/sign-in"' in answer.text and "<html" not in answer.text
        browser._seen(answer)
        headers = {"HX-Request": "true"}
        form = {"csrf": browser.csrf, "name": "boss", "password": PASSWORD}
        entered = await browser.client.post("/console/sign-in", data=form, headers=headers)
        assert entered.status_code == 204
        browser.csrf = entered.headers["x-csrf-token"]
        assert (await browser.part(STEP, status="accepted", seen="registered", note="请带欠条")).status_code == 200


async def test_a_page_that_renews_itself_keeps_nobody_signed_in(console: Console, clock: Clock) -> None:
    async with browser_of(console) as browser:
        await boss(console, browser)
        for hours in (3, 3, 3):
            answer = await browser.get("/console/cases", headers={"HX-Request": "true", "X-Renewal": "1"})
            assert answer.status_code == 200
            clock.later(hours=hours)
        answer = await browser.get("/console/cases", headers={"HX-Request": "true", "X-Renewal": "1"})
        assert answer.status_code == 401


async def test_who_listens_without_a_session_is_refused_and_not_sent_a_page(console: Console) -> None:
    async with browser_of(console) as browser:
        answer = await browser.get("/console/talks/events", headers={"Accept": "text/event-stream"})
        assert (answer.status_code, answer.content) == (401, b"")


async def test_an_ended_session_without_scripts_gives_the_words_back(console: Console, clock: Clock) -> None:
    async with browser_of(console) as browser:
        await boss(console, browser)
        clock.later(hours=9)
        note = "请周五上午九点带上欠条和工资单<script>alert(1)</script>"
        answer = await browser.post(STEP, status="accepted", seen="registered", note=note)
        assert answer.status_code == 401
        assert "请周五上午九点带上欠条和工资单&lt;script&gt;" in answer.text and "<script>alert" not in answer.text


async def test_an_ended_session_never_shows_a_password_again(console: Console, clock: Clock) -> None:
    async with browser_of(console) as browser:
        await boss(console, browser)
        clock.later(hours=9)
        secret = "a secret that is rather long"
        assert secret not in (await browser.post("/console/password", old=secret, new=secret, again=secret)).text


async def test_no_page_runs_what_is_not_ours(console: Console) -> None:
    async with browser_of(console) as browser, browser_of(console) as stranger:
        await boss(console, browser)
        for path in PAGES:
            answer = await (stranger if path == "/sign-in" else browser).get(f"/console{path}")
            policy = answer.headers["content-security-policy"]
            assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
            assert answer.headers["cache-control"] == "no-store"
            assert not FOREIGN.search(answer.text), path


async def test_static_files_are_kept_for_ever_under_names_of_their_content(console: Console) -> None:
    async with browser_of(console) as browser:
        path = console.statics.url("console.css")
        answer = await browser.get(path)
        assert "immutable" in answer.headers["cache-control"] and answer.headers["content-type"].startswith("text/css")
        assert answer.headers["content-encoding"] == "gzip"
        plain = await browser.get(path, headers={"Accept-Encoding": "identity"})
        assert plain.text == answer.text
        for name in ("console.css", "../access.py", "%2e%2e/access.py", "README.md"):
            assert (await browser.get(f"/console/static/{name}")).status_code != 200


async def test_a_large_form_is_not_read_on_and_on(console: Console) -> None:
    async with browser_of(console) as browser:
        await boss(console, browser)
        many = {f"f{number}": "x" for number in range(200)}
        answer = await browser.post("/console/staff", **many)
        assert answer.status_code == 400
