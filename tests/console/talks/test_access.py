"""Who gets at talks: route by route and role by role, nobody beyond his area, nobody's words as markup."""

from __future__ import annotations

import re
from typing import Any

import pytest

from console.pages import Pages
from console.parts import Console
from console.views.talks.routes import talk_pages
from handlers.evidence import Piece
from handlers.viewer import Role
from storage.tables import audit
from tests.console.office import Browser, browser_of, hire
from tests.console.talks.room import OTHER_PLACE, REPORT, WORKER, lies_in, says
from tests.pictures import photo
from tests.rows import Clock

pytestmark = pytest.mark.asyncio
EVERYBODY = set(Role)
DEALING = EVERYBODY - {Role.AUDITOR}
AT = "/console/talks"
OF = {"talk": WORKER, "list": "waiting"}
STEP = {**OF, "case": "XS000000000019", "status": "accepted", "seen": "registered"}

# method, path, form -> who is let in, and the status they get
TABLE: list[tuple[str, str, dict[str, str], set[Role], int]] = [
    ("GET", "/console", OF, EVERYBODY, 200),
    ("GET", f"{AT}/list", OF, EVERYBODY, 200),
    ("GET", f"{AT}/talk", OF, EVERYBODY, 200),
    ("GET", f"{AT}/panel", OF, EVERYBODY, 200),
    ("GET", f"{AT}/earlier", {**OF, "before": "9"}, EVERYBODY, 200),
    ("GET", f"{AT}/badge", {}, EVERYBODY, 200),
    ("GET", f"{AT}/photos/photo-1", {}, EVERYBODY, 200),
    ("GET", f"{AT}/photos/photo-1/original", {}, DEALING, 200),
    ("POST", f"{AT}/read", {**OF, "upto": "1"}, EVERYBODY, 204),
    ("POST", f"{AT}/take", OF, DEALING, 303),
    ("POST", f"{AT}/say", {**OF, "text": "您好", "key": "1"}, DEALING, 303),
    ("POST", f"{AT}/typing", OF, DEALING, 204),
    ("POST", f"{AT}/hand", {**OF, "to": "other"}, DEALING, 303),
    ("POST", f"{AT}/give", OF, DEALING, 200),
    ("POST", f"{AT}/reveal", {**OF, "field": "phone", "reason": "contact"}, DEALING, 200),
]


async def asked(browser: Browser, method: str, path: str, form: dict[str, str]) -> Any:
    return await (browser.get(path, params=form) if method == "GET" else browser.post(path, **form))


async def talked(console: Console, clock: Clock) -> None:
    await says(console, clock, f"{REPORT}，我电话13800001234")
    await console.live.evidence.take(Piece(f"{WORKER}:photo", WORKER, photo()))


@pytest.mark.parametrize("role", list(Role))
async def test_each_role_gets_at_just_what_it_should(console: Console, clock: Clock, role: Role) -> None:
    await talked(console, clock)
    await hire(console, "other", Role.OFFICER)
    await hire(console, "viewer", role, "3211")
    found = []
    async with browser_of(console) as browser:
        await browser.sign_in("viewer")
        await browser.get("/console")
        for method, path, form, _, _ in TABLE:
            found.append((method, path, (await asked(browser, method, path, form)).status_code))
    assert found == [(method, path, status if role in to else 403) for method, path, _, to, status in TABLE]


async def test_the_table_above_has_every_page_but_the_stream_and_steps(console: Console) -> None:
    known = {
        (page.method, page.path.replace("{id}", "photo-1"))
        for page in talk_pages(console, Pages(console.statics, console.now))
    }
    assert known - {(method, path) for method, path, *_ in TABLE} == {("GET", f"{AT}/events"), ("POST", f"{AT}/step")}


@pytest.mark.parametrize(
    ("method", "path", "form"), [row[:3] for row in TABLE if row[1] not in (f"{AT}/list", f"{AT}/badge")]
)
async def test_a_talk_elsewhere_is_not_there(
    console: Console, clock: Clock, method: str, path: str, form: dict[str, str]
) -> None:
    await talked(console, clock)
    await lies_in(console, OTHER_PLACE)
    await hire(console, "viewer", Role.OFFICER, "3211")
    async with browser_of(console) as browser:
        await browser.sign_in("viewer")
        await browser.get("/console/cases")
        answer = await asked(browser, method, path, form)
        shown = (answer.status_code, "1234" in answer.text)
        # the columns alone stay empty, so that a page that is open goes on
        assert shown == ((200, False) if path in (f"{AT}/talk", f"{AT}/panel") else (404, False))
        assert WORKER not in (await browser.get(f"{AT}/list", params={"list": "assistant"})).text


async def test_a_talk_that_nobody_can_place_yet_is_for_everybody(console: Console, clock: Clock) -> None:
    await talked(console, clock)
    await hire(console, "viewer", Role.OFFICER, "3211")
    async with browser_of(console) as browser:
        await browser.sign_in("viewer")
        assert WORKER in (await browser.get(f"{AT}/list", params={"list": "assistant"})).text


EVIL = '"><img src=x onerror=alert(1)><script>alert(1)</script>{{7*7}}'


async def test_no_word_of_a_worker_or_officer_becomes_markup(console: Console, clock: Clock) -> None:
    evil = f"web:page:{EVIL}"
    await says(console, clock, EVIL, "人工", worker=evil)
    await hire(console, "li", Role.OFFICER)
    of = {"talk": evil, "list": "mine"}
    async with browser_of(console) as browser:
        await browser.sign_in("li")
        await browser.get("/console")
        await browser.post(f"{AT}/take", **of)
        await browser.post(f"{AT}/say", **of, text=EVIL, key=EVIL)
        for path in ("/console", f"{AT}/list", f"{AT}/talk", f"{AT}/panel"):
            page = (await browser.get(path, params=of)).text
            assert "<img src=x" not in page and "<script>alert" not in page and ">49<" not in page
        assert "&lt;script&gt;alert(1)" in (await browser.get(f"{AT}/talk", params=of)).text


async def test_photos_can_do_nothing_in_a_browser(console: Console, clock: Clock) -> None:
    await talked(console, clock)
    await hire(console, "li", Role.OFFICER)
    async with browser_of(console) as browser:
        await browser.sign_in("li")
        answer = await browser.get(f"{AT}/photos/photo-1")
        headers = answer.headers
        assert b"Phone" not in answer.content and headers["content-type"] == "image/jpeg"
        assert headers["x-content-type-options"] == "nosniff" and "sandbox" in headers["content-security-policy"]
        original = await browser.get(f"{AT}/photos/photo-1/original")
        assert original.content == photo() and original.headers["cache-control"] == "no-store"
        assert original.headers["content-disposition"] == 'attachment; filename="photo-1.jpeg"'
        assert original.headers["content-type"] == "application/octet-stream"
        assert (await browser.get(f"{AT}/photos/photo-2")).status_code == 404
        await browser.post("/console/sign-out")
        assert (await browser.get(f"{AT}/photos/photo-1")).status_code == 303


@pytest.mark.parametrize(
    ("content", "told"), [(b"\xff\xd8\xff broken", "打不开"), (b"\x00\x00\x00\x18ftypheic" + bytes(9), "HEIC")]
)
async def test_a_photo_that_cannot_be_shown_says_why(console: Console, clock: Clock, content: bytes, told: str) -> None:
    await says(console, clock, REPORT)
    await console.live.evidence.take(Piece(f"{WORKER}:photo", WORKER, content))
    await hire(console, "li", Role.OFFICER)
    async with browser_of(console) as browser:
        await browser.sign_in("li")
        answer = await browser.get(f"{AT}/photos/photo-1")
        assert answer.status_code == 415 and told in answer.text
        assert told in (await browser.get("/console", params=OF)).text


@pytest.mark.parametrize("after", ["x", "0~x~y", "0~2026-11-24T01:00:00~y", "7~2026-11-24T01:00:00+00:00~y", "~~", "0"])
async def test_a_strange_place_in_a_list_is_its_beginning(console: Console, clock: Clock, after: str) -> None:
    await talked(console, clock)
    await hire(console, "li", Role.OFFICER)
    async with browser_of(console) as browser:
        await browser.sign_in("li")
        page = await browser.get(f"{AT}/list", params={"list": "assistant", "after": after})
        assert page.status_code == 200 and WORKER in page.text


@pytest.mark.parametrize("upto", ["", "x", "-1", "9" * 30, "１"])
async def test_a_strange_mark_is_refused(console: Console, clock: Clock, upto: str) -> None:
    await talked(console, clock)
    await hire(console, "li", Role.OFFICER)
    async with browser_of(console) as browser:
        await browser.sign_in("li")
        await browser.get("/console")
        assert (await browser.post(f"{AT}/read", talk=WORKER, upto=upto)).status_code == 404
        assert (await browser.get(f"{AT}/earlier", params={"talk": WORKER, "before": upto})).status_code == 404


async def test_every_act_is_kept_with_its_area(console: Console, clock: Clock) -> None:
    await talked(console, clock)
    await lies_in(console, "321111")
    await hire(console, "li", Role.OFFICER, "3211")
    await hire(console, "wu", Role.OFFICER, "3211")
    async with browser_of(console) as browser:
        await browser.sign_in("li")
        await browser.get("/console")
        await browser.post(f"{AT}/take", **OF)
        await browser.post(f"{AT}/reveal", **OF, field="phone", reason="contact")
        await browser.post(f"{AT}/hand", **OF, to="wu")
    query = audit.select().where(audit.c.subject == WORKER).order_by(audit.c.id)
    kept = await console.database.read(lambda connection: connection.execute(query).all())
    assert [(row.by, row.action, row.area) for row in kept] == [
        ("li", "talk_taken_over", "321111"),
        ("li", "revealed", "321111"),
        ("li", "talk_handed_on", "321111"),
    ]


async def test_no_page_of_the_talks_has_styles_or_scripts_within(console: Console) -> None:
    from console.pages import TEMPLATES

    for path in (TEMPLATES / "talks").iterdir():
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style", path.read_text("utf-8")), path.name
