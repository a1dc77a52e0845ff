"""What each role sees and may do, route by route, and that nobody gets beyond his area."""

from __future__ import annotations

import pytest

from console.pages import Pages
from console.parts import Console
from console.routes import pages_of
from handlers.staff import OPERATOR, NewStaff
from handlers.viewer import Right, Role
from tests.console.office import AWAY, HERE, NOWHERE, Browser, browser_of, hire, with_crews

pytestmark = pytest.mark.asyncio
ADMIN, AUDITOR = Role.ADMIN, Role.AUDITOR
EVERYBODY = set(Role)
DEALING = EVERYBODY - {AUDITOR}
HEADS = {ADMIN, Role.SUPERVISOR}
NOBODY, SITE = "nobody", "G000000"
STEP = {"status": "accepted", "seen": "registered", "note": ""}
REVEAL = {"field": "phone", "reason": "contact"}
SOMEBODY = {"name": "new", "role": "officer", "area": "321111"}

# method, path, form -> who is let in, and the status they get
TABLE = [
    ("GET", "/console", {}, EVERYBODY, 200),
    ("GET", "/console/cases", {}, EVERYBODY, 200),
    ("POST", "/console/cases/find", {"search": HERE}, EVERYBODY, 200),
    ("GET", f"/console/cases/{HERE}", {}, EVERYBODY, 200),
    ("POST", f"/console/cases/{HERE}/preview", STEP, DEALING, 200),
    ("POST", f"/console/cases/{HERE}/step", STEP, DEALING, 200),
    ("POST", f"/console/cases/{HERE}/reveal", REVEAL, DEALING, 200),
    ("GET", "/console/dashboard", {}, EVERYBODY, 200),
    ("GET", "/console/audit", {}, {ADMIN, AUDITOR}, 200),
    ("GET", "/console/staff", {}, {ADMIN}, 200),
    ("POST", "/console/staff", SOMEBODY, {ADMIN}, 200),
    ("POST", "/console/staff/assign", {"name": "other", "role": "auditor", "area": "3211"}, {ADMIN}, 200),
    ("POST", "/console/staff/reset", {"name": "other"}, {ADMIN}, 200),
    ("GET", "/console/password", {}, EVERYBODY, 200),
    ("POST", "/console/password", {"old": "x", "new": "y", "again": "z"}, EVERYBODY, 422),
    ("GET", "/console/undelivered", {}, EVERYBODY, 200),
    ("GET", "/console/undelivered/badge", {}, EVERYBODY, 200),
    *(
        ("POST", f"/console/undelivered/{act}", {"talk": "nobody", "letter": "1", "note": "x"}, DEALING, 422)
        for act in ("take", "let-go", "called", "retry", "drop")
    ),
    ("GET", "/console/tasks", {}, EVERYBODY, 200),
    ("GET", "/console/tasks/badge", {}, EVERYBODY, 200),
    ("POST", "/console/tasks/finish", {"task": "1", "result": "keeps"}, DEALING, 422),
    ("GET", "/console/reception", {}, EVERYBODY, 200),
    *(
        ("POST", f"/console/reception/{act}", {"point": "nobody", "visit": "nobody"}, DEALING, 422)
        for act in ("point", "close", "times", "visit", "visit/off")
    ),
    ("POST", f"/console/cases/{HERE}/sums", {"verified": "1"}, DEALING, 200),
    ("GET", f"/console/cases/{HERE}/crew", {}, EVERYBODY, 200),
    ("GET", f"/console/cases/{HERE}/crew/card", {}, EVERYBODY, 200),
    ("GET", f"/console/cases/{HERE}/crew/1", {}, EVERYBODY, 200),
    ("POST", f"/console/cases/{HERE}/crew/1", REVEAL, DEALING, 200),
    ("GET", f"/console/cases/{HERE}/evidence", {}, EVERYBODY, 200),
    ("POST", f"/console/cases/{HERE}/evidence/{NOBODY}", {"shows": "iou"}, DEALING, 404),
    ("GET", f"/console/evidence/{NOBODY}/play", {}, EVERYBODY, 404),
    ("GET", "/console/sites", {}, EVERYBODY, 200),
    ("GET", f"/console/sites/{SITE}", {}, EVERYBODY, 404),
    ("POST", f"/console/sites/{SITE}/party", {"role": "owner", "name": "x"}, DEALING, 404),
    ("POST", f"/console/sites/{SITE}/party/end", {"party": "1"}, DEALING, 404),
    ("GET", "/console/sites/lists", {}, HEADS, 200),
    ("GET", "/console/sites/lists/template", {}, HEADS, 200),
    ("POST", "/console/sites/lists", {}, HEADS, 422),
    ("GET", f"/console/sites/lists/{NOBODY}", {}, HEADS, 404),
    *(("POST", f"/console/sites/lists/{NOBODY}/{act}", {}, HEADS, 404) for act in ("take-in", "drop")),
    ("GET", "/console/unplaced", {}, HEADS, 200),
    ("POST", "/console/unplaced", {"subject": NOWHERE, "where": "?"}, HEADS, 422),
    ("GET", "/console/nothing", {}, set(), 404),
    ("POST", "/console/sign-out", {}, EVERYBODY, 303),
]


async def asked(browser: Browser, method: str, path: str, form: dict[str, str]) -> int:
    answer = await (browser.get(path) if method == "GET" else browser.post(path, **form))
    return answer.status_code


@pytest.mark.parametrize("role", list(Role))
async def test_each_role_gets_in_just_where_it_should(console: Console, role: Role) -> None:
    await hire(console, "boss", Role.ADMIN)
    await hire(console, "other", Role.OFFICER, "321111")
    await hire(console, "viewer", role, "3211")
    await with_crews(console, HERE)
    found = []
    async with browser_of(console) as browser:
        await browser.sign_in("viewer")
        await browser.get("/console/cases")
        for method, path, form, _, _ in TABLE:
            found.append((method, path, await asked(browser, method, path, form)))
    assert found == [
        (method, path, status if role in allowed or not allowed else 403) for method, path, _, allowed, status in TABLE
    ]


async def test_the_table_above_has_every_page_but_the_talks(console: Console) -> None:
    pages = pages_of(console, Pages(console.statics, console.now))
    tested = {(method, _pattern(path)) for method, path, *_ in TABLE}
    known = {(page.method, page.path) for page in pages if not page.path.startswith("/console/talks")}
    assert known <= tested


def _pattern(path: str) -> str:
    """As the table of pages writes it."""
    for part, name in ((HERE, "number"), ("crew/1", "member"), (NOBODY, "id"), (SITE, "code")):
        path = path.replace(part, f"crew/{{{name}}}" if part.startswith("crew") else f"{{{name}}}")
    return path


WAYS = [("GET", "", {}), ("POST", "/step", STEP), ("POST", "/reveal", REVEAL), ("POST", "/preview", STEP)]


@pytest.mark.parametrize("number", [AWAY, NOWHERE])
@pytest.mark.parametrize(("method", "tail", "form"), WAYS, ids=["look", "step", "reveal", "preview"])
async def test_a_case_outside_the_area_is_not_there(
    console: Console, number: str, method: str, tail: str, form: dict[str, str]
) -> None:
    await hire(console, "viewer", Role.OFFICER, "3211")
    async with browser_of(console) as browser:
        await browser.sign_in("viewer")
        await browser.get("/console/cases")
        assert await asked(browser, method, f"/console/cases/{number}{tail}", form) == 404
        assert number not in (await browser.get("/console/cases")).text
        assert f">{number}<" not in (await browser.post("/console/cases/find", search=number)).text


async def test_an_area_bounds_lists_figures_and_audit(console: Console) -> None:
    for name, role, area in (("here", Role.ADMIN, "3211"), ("away", Role.ADMIN, "62")):
        await hire(console, name, role, area)
    async with browser_of(console) as browser:
        await browser.sign_in("away")
        await browser.get(f"/console/cases/{AWAY}")
        await browser.post(f"/console/cases/{AWAY}/reveal", **REVEAL)
        assert AWAY in (await browser.get("/console/audit")).text
    async with browser_of(console) as browser:
        await browser.sign_in("here")
        assert "安定区" not in (await browser.get("/console/dashboard")).text
        audit = (await browser.get("/console/audit")).text
        assert AWAY not in audit and ">away<" not in audit and ">here<" in audit
        assert ">away<" not in (await browser.get("/console/staff")).text


async def test_whoever_sees_everything_sees_what_lies_nowhere_too(console: Console) -> None:
    await hire(console, "viewer", Role.OFFICER)
    async with browser_of(console) as browser:
        await browser.sign_in("viewer")
        shown = (await browser.get("/console/cases")).text
        assert all(number in shown for number in (HERE, AWAY, NOWHERE))


async def test_the_county_filter_cannot_leave_the_area(console: Console) -> None:
    await hire(console, "viewer", Role.OFFICER, "3211")
    async with browser_of(console) as browser:
        await browser.sign_in("viewer")
        assert AWAY not in (await browser.get("/console/cases?county=62")).text


async def test_an_auditor_sees_no_way_to_change_or_reveal(console: Console) -> None:
    await hire(console, "viewer", Role.AUDITOR)
    async with browser_of(console) as browser:
        await browser.sign_in("viewer")
        page = (await browser.get(f"/console/cases/{HERE}")).text
        assert "/step" not in page and "data-reveals" not in page and "138****1234" in page


async def test_who_has_a_first_password_gets_nowhere_before_it_is_changed(console: Console) -> None:
    first = await console.staff.add(NewStaff("new", Role.ADMIN), OPERATOR)
    async with browser_of(console) as browser:
        await browser.sign_in("new", first.password)
        for path in ("/console", "/console/cases", f"/console/cases/{HERE}", "/console/staff", "/console/audit"):
            answer = await browser.get(path)
            assert (answer.status_code, answer.headers["location"]) == (303, "/console/password")
        page = await browser.get("/console/password")
        assert page.status_code == 200 and "talks-stream" not in page.text  # it would only be refused


async def test_every_right_is_on_some_page(console: Console) -> None:
    pages = pages_of(console, Pages(console.statics, console.now))
    assert {page.right for page in pages} >= set(Right) - {Right.TALK}
