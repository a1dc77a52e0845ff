"""What lies in no known county is given to an area by those who answer for one, once, and audited."""

from __future__ import annotations

import pytest

from cases.desk import NoSuchCase
from console.parts import Console
from handlers.placing import PlacedAlready, Placing, read_where
from handlers.takeover import NotAllowed
from handlers.viewer import Role, UnknownArea, Viewer
from storage import audit
from storage.audit import Looked
from tests.console.office import NOWHERE, browser_of, hire
from tests.console.talks.room import WORKER, lies_in, says
from tests.rows import Clock

LOCAL = Viewer("s1", "wang", Role.OFFICER, "3211")
HEAD = Viewer("s2", "qian", Role.SUPERVISOR, "62")
ADDRESS = "/console/unplaced"


@pytest.fixture
def placing(console: Console) -> Placing:
    return console.placing


@pytest.mark.parametrize(
    ("words", "area"),
    [
        ("321111", "321111"),
        ("3211", "3211"),
        ("32", "32"),
        ("镇江市润州区", "321111"),
        (" 江苏省 镇江市 润州区 ", "321111"),
        ("镇江市", "3211"),
        ("镇江", "3211"),
        ("江苏", "32"),
        ("甘肃省定西市安定区", "621102"),
    ],
)
def test_an_area_is_named_as_people_name_it(words: str, area: str) -> None:
    assert read_where(words) == area


@pytest.mark.parametrize("words", ["", "  ", "999999", "1", "某处", "市中区", "x" * 60, "'; DROP TABLE wage_case"])
def test_what_names_none_for_sure_is_asked_again(words: str) -> None:
    with pytest.raises(UnknownArea):
        read_where(words)


@pytest.mark.asyncio
async def test_a_case_that_was_placed_is_found_by_those_who_work_there(console: Console, placing: Placing) -> None:
    [case] = (await placing.listed(HEAD)).cases
    assert case.case_number == NOWHERE and await placing.count(HEAD) == 1
    with pytest.raises(NoSuchCase):
        await console.casework.file(LOCAL, NOWHERE)
    assert await placing.place_case(HEAD, NOWHERE, "镇江市润州区") == "321111"
    assert (await console.casework.file(LOCAL, NOWHERE)).case.county_code == "321111"
    assert await placing.count(HEAD) == 0 and (await placing.listed(HEAD)).cases == ()
    [act] = await console.database.read(lambda c: audit.look(c, console.vault, Looked(subject=NOWHERE)))
    assert (act.by, act.action, act.reason, act.area) == ("qian", "area_assigned", "321111", "321111")


@pytest.mark.asyncio
async def test_it_is_placed_once_and_by_nobody_who_may_not(console: Console, placing: Placing) -> None:
    for viewer in (LOCAL, Viewer("s3", "shen", Role.AUDITOR)):
        with pytest.raises(NotAllowed):
            await placing.place_case(viewer, NOWHERE, "321111")
        with pytest.raises(NotAllowed):
            await placing.listed(viewer)
        assert await placing.count(viewer) == 0
    await placing.place_case(HEAD, NOWHERE, "321111")
    for subject in (NOWHERE, "XS000000000000"):
        with pytest.raises(PlacedAlready):
            await placing.place_case(HEAD, subject, "62")


@pytest.mark.asyncio
async def test_a_talk_is_placed_and_hidden_from_others_then(console: Console, placing: Placing, clock: Clock) -> None:
    await says(console, clock, "鼎立劳务欠我两万四", "同意")
    [talk] = (await placing.listed(HEAD)).talks
    assert (talk.row.id, talk.facts["employer"]) == (WORKER, "鼎立劳务")
    assert await placing.place_talk(HEAD, WORKER, "321111") == "321111"
    assert (await console.live.desk.talk(LOCAL, WORKER)).row.county_code == "321111"
    assert (await placing.listed(HEAD)).talks == ()
    assert (await says(console, clock, "我叫王建国")).replies  # the assistant goes on
    assert (await console.live.desk.talk(LOCAL, WORKER)).row.county_code == "321111"


@pytest.mark.asyncio
async def test_a_talk_that_is_over_or_placed_is_not_in_the_list(
    console: Console, placing: Placing, clock: Clock
) -> None:
    await says(console, clock, "你好")
    assert (await placing.listed(HEAD)).talks == ()
    await says(console, clock, "鼎立劳务欠我两万四", "同意")
    await lies_in(console, "621102")
    assert (await placing.listed(HEAD)).talks == ()


@pytest.mark.asyncio
async def test_the_page_places_and_says_what_is_wrong(console: Console, clock: Clock) -> None:
    await says(console, clock, "鼎立劳务欠我两万四", "同意")
    await hire(console, "qian", Role.SUPERVISOR, "62")
    async with browser_of(console) as browser:
        await browser.sign_in("qian")
        assert "2</span> 件地区不明" in (await browser.get("/console/cases")).text
        page = (await browser.get(ADDRESS)).text
        assert NOWHERE in page and WORKER in page and "138****" not in page
        wrong = await browser.post(ADDRESS, subject=NOWHERE, where="<b>不知道哪里</b>")
        assert wrong.status_code == 422 and "不认识这个地方" in wrong.text
        assert "&lt;b&gt;不知道哪里&lt;/b&gt;" in wrong.text and "<b>不知道" not in wrong.text
        assert "已派到江苏省镇江市润州区" in (await browser.post(ADDRESS, subject=NOWHERE, where="321111")).text
        again = await browser.post(ADDRESS, subject=NOWHERE, where="62")
        assert again.status_code == 422 and "别人刚派过" in again.text
        assert "已派到" in (await browser.post(ADDRESS, subject=WORKER, where="镇江市")).text
        assert (await browser.post(ADDRESS, subject="", where="62")).status_code == 404
        assert "地区不明，等您派" not in (await browser.get("/console/cases")).text
