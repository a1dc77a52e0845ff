"""The list of cases and one case: what is shown, found, moved, revealed, and what is kept of it."""

from __future__ import annotations

import asyncio
import re

import pytest
from sqlalchemy import select

from cases.embedded import Supplement, supplement
from cases.steps import Status
from console.parts import Console
from dialogs.notices import notice_text
from handlers.casework import Move, MovedMeanwhile, NoteTooLong, Peek, ReasonMissing
from handlers.notices import NoticeHandler
from handlers.staff import OPERATOR, Duties
from handlers.viewer import Role, Viewer
from storage.tables import audit, case_event, outbox
from tests import whole
from tests.console.office import AWAY, HERE, Browser, browser_of, hire
from tests.rows import Clock, filed, filing, numbered

pytestmark = pytest.mark.asyncio
OFFICER = Viewer("id", "li.na", Role.OFFICER, "3211")
EVIL = '"><img src=x onerror=alert(1)><script>alert(1)</script>{{7*7}}'


async def entered(console: Console, browser: Browser, role: Role = Role.OFFICER, area: str = "3211") -> None:
    await hire(console, "li.na", role, area)
    await browser.sign_in("li.na")
    await browser.get("/console/cases")


def numbers(page: str) -> list[str]:
    return re.findall(r">(XS\d{12})</a>", page)


async def test_a_case_shows_its_complaint_masked(console: Console) -> None:
    async with browser_of(console) as browser:
        await entered(console, browser)
        page = (await browser.get(f"/console/cases/{HERE}")).text
    assert "24,000" in page and "鼎立劳务" in page and "江苏省镇江市润州区" in page
    assert "138****1234" in page and "王**" in page
    assert "13800001234" not in page and "王建国" not in page


async def test_the_list_is_paged_newest_first_without_gaps(console: Console, clock: Clock) -> None:
    more = [filing(f"more-{count}", numbered(count), place="江苏省镇江市润州区") for count in range(10, 100)]
    await filed(console.database, console.vault, *more)
    seen, path = [], "/console/cases"
    async with browser_of(console) as browser:
        await entered(console, browser)
        while path:
            page = (await browser.get(path)).text
            seen += numbers(page)
            older = re.search(r'href="([^"]+)" rel="next"', page)
            path = older[1].replace("&amp;", "&") if older else ""
    assert seen == [numbered(count) for count in range(99, 9, -1)] + [HERE]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=registered", [HERE]),
        ("status=waiting", [HERE]),
        ("status=moving", []),
        ("status=nonsense", [HERE]),
        ("county=321111", [HERE]),
        ("county=321112", []),
        ("county=%25", [HERE]),
        ("before=nonsense", [HERE]),
        ("late=1", []),
    ],
)
async def test_a_filter_shows_what_it_says(sqlite_console: Console, query: str, found: list[str]) -> None:
    async with browser_of(sqlite_console) as browser:
        await entered(sqlite_console, browser)
        assert numbers((await browser.get(f"/console/cases?{query}")).text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"{HERE[:5]} - {HERE[5:]}", [HERE]),
        (HERE.lower(), [HERE]),
        ("13800001234", [HERE]),
        (" 138 0000-1234 ", [HERE]),
        ("13800009999", []),
        ("' OR 1=1 --", []),
        ("%", []),
        ("", [HERE]),
    ],
)
async def test_a_case_is_found_by_its_number_or_its_workers(
    sqlite_console: Console, text: str, found: list[str]
) -> None:
    async with browser_of(sqlite_console) as browser:
        await entered(sqlite_console, browser)
        answer = await browser.post("/console/cases/find", search=text)
        assert answer.status_code == 200 and numbers(answer.text) == found


async def test_a_late_case_is_marked_and_found(console: Console, clock: Clock) -> None:
    clock.later(days=30)
    async with browser_of(console) as browser:
        await entered(console, browser)
        page = (await browser.get("/console/cases?late=1")).text
    assert numbers(page) == [HERE]
    assert "超期 23 天" in page


async def test_a_script_gets_the_rows_alone(console: Console) -> None:
    async with browser_of(console) as browser:
        await entered(console, browser)
        part = await browser.get("/console/cases", headers={"HX-Request": "true"})
    assert part.text.lstrip().startswith('<div class="list"') and numbers(part.text) == [HERE]


async def test_a_step_moves_the_case_tells_the_worker_and_is_audited(console: Console) -> None:
    async with browser_of(console) as browser:
        await entered(console, browser)
        answer = await browser.post(
            f"/console/cases/{HERE}/step", status="accepted", seen="registered", note="请带欠条"
        )
    assert "已改为“受理”" in answer.text and "请带欠条" in answer.text and "li.na" in answer.text
    kept = await console.database.read(lambda c: c.execute(select(audit).order_by(audit.c.id.desc())).first())
    assert kept is not None
    assert (kept.by, kept.action, kept.subject, kept.reason, kept.area) == (
        "li.na",
        "case_stepped",
        HERE,
        "accepted",
        "321111",
    )
    assert (await console.casework.file(OFFICER, HERE)).case.status == "accepted"


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"status": "closed", "seen": "registered"}, "不能走到这一步"),
        ({"status": "paid", "seen": "registered", "note": " "}, "要写明依据"),
        ({"status": "accepted", "seen": "accepted"}, "别人刚把这件案件改成了“登记”"),
        ({"status": "accepted", "seen": "registered", "note": "长" * 501}, "最多 500 个字"),
    ],
)
async def test_a_step_that_cannot_be_says_why_and_keeps_the_note(
    sqlite_console: Console, form: dict[str, str], said: str
) -> None:
    async with browser_of(sqlite_console) as browser:
        await entered(sqlite_console, browser)
        answer = await browser.post(f"/console/cases/{HERE}/step", **form)
        assert answer.status_code == 422 and said in answer.text
        assert form.get("note", "").strip() in answer.text
    assert (await sqlite_console.casework.file(OFFICER, HERE)).case.status == "registered"


async def test_a_refused_step_leaves_no_trace_in_the_audit(console: Console) -> None:
    with pytest.raises(MovedMeanwhile):
        await console.casework.move(OFFICER, Move(HERE, "accepted", Status.FILED, None))
    with pytest.raises(NoteTooLong):
        await console.casework.move(OFFICER, Move(HERE, "registered", Status.ACCEPTED, "x" * 501))
    assert await console.database.read(lambda c: c.execute(select(audit)).all()) == []


async def test_the_preview_says_what_the_notice_will_say(console: Console) -> None:
    async with browser_of(console) as browser:
        await entered(console, browser)
        form = {"status": "accepted", "seen": "registered", "note": "请带欠条 <b>"}
        preview = (await browser.post(f"/console/cases/{HERE}/preview", **form)).text
        await browser.post(f"/console/cases/{HERE}/step", **form)
    await NoticeHandler(console.database, console.vault, console.script, console.now).run_once()
    sealed = await console.database.read(lambda c: c.scalars(select(outbox.c.payload)).all())
    told = console.vault.open(sealed[0], place="outbox.payload")
    bubble = re.search(r'class="bubble">([^<]+)<', preview)
    assert bubble and bubble[1].replace("&lt;", "<").replace("&gt;", ">").replace("\n", "\\n") in told


async def test_the_preview_for_a_guarded_phone_is_the_neutral_sentence(console: Console, clock: Clock) -> None:
    way = whole.inbound(console.database, console.vault, clock)
    await way.handle(whole.message("这手机别人也用", "m1", clock=clock), patience=4)
    async with browser_of(console) as browser:
        await entered(console, browser)
        form = {"status": "accepted", "seen": "registered", "note": "请带欠条"}
        preview = (await browser.post(f"/console/cases/{HERE}/preview", **form)).text
    assert notice_text(console.script, "accepted", {}, guarded=True).text in preview
    assert HERE not in preview and "请带欠条" not in preview


async def test_a_value_is_revealed_with_its_reason_kept_and_the_words_sealed(console: Console) -> None:
    async with browser_of(console) as browser:
        await entered(console, browser)
        form = {"field": "phone", "reason": "other", "words": "王建国的姐姐来电"}
        assert "13800001234" in (await browser.post(f"/console/cases/{HERE}/reveal", **form)).text
    kept = await console.database.read(lambda c: c.execute(select(audit).order_by(audit.c.id.desc())).first())
    assert kept is not None
    assert (kept.action, kept.subject, kept.reason) == ("revealed", HERE, "phone other")
    assert "王建国" not in str(tuple(kept))
    assert console.vault.open(kept.note, place="audit.note") == "王建国的姐姐来电"


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"field": "phone"}, 422),
        ({"field": "phone", "reason": "because"}, 422),
        ({"field": "phone", "reason": "other", "words": " "}, 422),
        ({"field": "employer", "reason": "contact"}, 404),
        ({"field": "id_number", "reason": "contact"}, 404),
        ({"field": "__class__", "reason": "contact"}, 404),
    ],
)
async def test_what_is_not_masked_not_there_or_without_reason_is_not_revealed(
    sqlite_console: Console, form: dict[str, str], status: int
) -> None:
    async with browser_of(sqlite_console) as browser:
        await entered(sqlite_console, browser)
        answer = await browser.post(f"/console/cases/{HERE}/reveal", **form)
        assert answer.status_code == status and "13800001234" not in answer.text
    assert await revealed(sqlite_console) == 0


async def revealed(console: Console) -> int:
    query = select(audit).where(audit.c.action == "revealed")
    return len(await console.database.read(lambda c: c.execute(query).all()))


async def test_a_reason_is_asked_for_before_anything_is_read(console: Console) -> None:
    with pytest.raises(ReasonMissing):
        await console.casework.reveal(OFFICER, Peek(AWAY, "phone", ""))


async def test_a_workers_own_words_are_shown_but_for_their_numbers(console: Console, clock: Clock) -> None:
    said = Supplement(
        HERE, "我表哥的电话是138 0000 5678，他也没拿到钱", {"phone": "13800005678", "headcount": 3}, clock()
    )
    await console.database.run(lambda connection: supplement(connection, console.vault, said))
    async with browser_of(console) as browser:
        await entered(console, browser)
        page = (await browser.get(f"/console/cases/{HERE}")).text
    assert "我表哥的电话是*********5678，他也没拿到钱" in page
    assert "13800005678" not in page and "138 0000 5678" not in page


@pytest.mark.parametrize("field", ["person", "employer", "foreman", "project", "place", "job", "phone", "id_number"])
async def test_markup_in_a_fact_stays_text(sqlite_console: Console, field: str) -> None:
    facts = {"place": "江苏省镇江市润州区", field: EVIL if field != "place" else f"江苏省镇江市润州区{EVIL}"}
    await filed(sqlite_console.database, sqlite_console.vault, filing("evil", numbered(50), **facts))
    async with browser_of(sqlite_console) as browser:
        await entered(sqlite_console, browser, Role.ADMIN, "")
        for path in ("/console/cases", f"/console/cases/{numbered(50)}"):
            page = (await browser.get(path)).text
            assert "<img src=x" not in page and "<script>" not in page
        answer = await browser.post(f"/console/cases/{numbered(50)}/reveal", field=field, reason="contact")
        assert "<img src=x" not in answer.text and "<script>" not in answer.text


async def test_markup_in_what_staff_type_stays_text(console: Console) -> None:
    async with browser_of(console) as browser:
        await entered(console, browser, Role.ADMIN, "")
        await browser.post(f"/console/cases/{HERE}/step", status="accepted", seen="registered", note=EVIL)
        await browser.post(f"/console/cases/{HERE}/reveal", field="phone", reason="other", words=EVIL)
        await browser.post("/console/staff", name=EVIL, role="officer", area=EVIL)
        for path in (f"/cases/{HERE}", "/audit", "/staff", f"/cases?status={EVIL}&county={EVIL}", f"/audit?by={EVIL}"):
            page = (await browser.get(f"/console{path}")).text
            assert "<img src=x" not in page and "<script>alert" not in page
        found = (await browser.post("/console/cases/find", search=EVIL)).text
        assert "<img src=x" not in found and "&lt;img src=x" in found


async def test_a_case_that_many_move_at_once_is_moved_by_one(console: Console) -> None:

    moves = [
        Move(HERE, "registered", status, "x") for status in (Status.ACCEPTED, Status.REFUSED, Status.NEEDS_SUPPLEMENT)
    ]
    results = await asyncio.gather(*(console.casework.move(OFFICER, move) for move in moves), return_exceptions=True)
    assert sum(isinstance(result, MovedMeanwhile) for result in results) == 2
    steps = await console.database.read(
        lambda c: c.execute(select(case_event).where(case_event.c.case_number == HERE)).all()
    )
    assert len(steps) == 2


async def test_a_number_that_is_none_is_not_there(sqlite_console: Console) -> None:
    async with browser_of(sqlite_console) as browser:
        await entered(sqlite_console, browser)
        for number in ("XS000000000000", "x", "%2e%2e", "XS00000000001\u0663", numbered(77)):
            assert (await browser.get(f"/console/cases/{number}")).status_code == 404


async def test_whose_area_shrinks_loses_the_case_at_once(console: Console) -> None:
    async with browser_of(console) as browser:
        await entered(console, browser)
        assert (await browser.get(f"/console/cases/{HERE}")).status_code == 200
        await hire(console, "boss", Role.ADMIN)
        await console.staff.assign("li.na", Duties(Role.OFFICER, "32", False), OPERATOR)
        assert (await browser.get(f"/console/cases/{HERE}")).status_code == 200
        await console.staff.assign("li.na", Duties(Role.OFFICER, "62", False), OPERATOR)
        assert (await browser.get(f"/console/cases/{HERE}")).status_code == 404
