"""A site whose code is known: what it says is not asked again, unless the worker says otherwise."""

from __future__ import annotations

import pytest

from cases.sites import KnownSite
from dialogs.effects import ComplaintFiled
from dialogs.replies import render
from tests.talks import DialogAlone, Message

pytestmark = pytest.mark.asyncio
SITE = KnownSite("RZ-001", "万象新城三期", "镇江市润州区", "江南建工", ("鼎立劳务",))
SEVERAL = KnownSite("RZ-002", "枫桥雅筑", "镇江市京口区", "江南建工", ("鼎立劳务", "宏图劳务"))
ANSWERS = {
    "consent": "同意",
    "person": "王建国",
    "id_number": "321102198506150015",
    "phone": "13800001234",
    "employer": "宏图劳务",
    "project": "碧水湾三期",
    "foreman": "没有",
    "evidence": "没有",
    "confirm": "对",
}


@pytest.fixture
def at_site(alone: DialogAlone) -> DialogAlone:
    alone.cases.sites = {site.code: site for site in (SITE, SEVERAL)}
    return alone


async def held(alone: DialogAlone, *messages: Message) -> tuple[list[str], ComplaintFiled]:
    """The slots asked for on the way to the receipt, and what was filed; questions are answered as they come."""
    asked: list[str] = []
    for message in messages:
        turn = await alone.hear(message)
    for number in range(20):
        if turn.asked is None:
            break
        asked.append(turn.asked)
        turn = await alone.hear(Message(f"answer-{number}", ANSWERS.get(turn.asked, "跳过")))
    filed = next(effect for effect in turn.effects if isinstance(effect, ComplaintFiled))
    return asked, filed


def scanned(code: str, key: str = "scan") -> Message:
    return Message(key, "", "entered", code)


async def test_a_story_from_a_known_site_asks_at_most_four_questions(at_site: DialogAlone) -> None:
    asked, filed = await held(at_site, scanned("RZ-001"), Message("m1", "欠我两万四，三月到七月的，就我一个人"))
    assert set(asked) - {"consent", "confirm"} <= {"person", "id_number", "phone", "evidence"}
    facts = [filed.facts.get(name) for name in ("project", "place", "employer")]
    assert (facts, filed.site_code) == (["万象新城三期", "镇江市润州区", "鼎立劳务"], "RZ-001")


async def test_of_several_subcontractors_he_says_which(at_site: DialogAlone) -> None:
    asked, filed = await held(at_site, scanned("RZ-002"), Message("m1", "欠我两万四，三月到七月的"))
    assert "employer" in asked and "project" not in asked
    assert (filed.facts["employer"], filed.site_code) == ("宏图劳务", "RZ-002")


async def test_what_he_says_himself_goes_before_what_the_code_says(at_site: DialogAlone) -> None:
    asked, filed = await held(at_site, scanned("RZ-001"), Message("m1", "宏图劳务在碧水湾三期欠我两万四，三月到七月的"))
    assert "project" in asked  # two were named: he says which
    assert (filed.facts["project"], filed.facts["employer"], filed.site_code) == ("碧水湾三期", "宏图劳务", None)


@pytest.mark.parametrize("typed", ["工地码 rz-001", "工地编号是RZ-001", "项目代码：ＲＺ－００１"])
async def test_a_typed_code_is_as_good_as_a_scanned_one(at_site: DialogAlone, typed: str) -> None:
    at_site.cases.sites["RZ001"] = SITE
    turn = await at_site.hear(Message("m1", typed))
    told = render(at_site.script.domain, {"response": "utter_welcome_site", "site": "镇江市润州区万象新城三期"}, {})
    assert [reply.text for reply in turn.replies] == [told.text]


async def test_an_unknown_code_is_said_to_be_so_and_nothing_is_lost(at_site: DialogAlone) -> None:
    await at_site.hear(Message("m1", "鼎立劳务欠我两万四"))
    before = await at_site.hear(Message("m2", "同意"))
    turn = await at_site.hear(Message("m3", "工地码 XY999"))
    assert turn.replies[0].text == render(at_site.script.domain, {"response": "utter_site_unknown"}, {}).text
    assert (turn.asked, turn.facts["employer"]) == (before.asked, "鼎立劳务")


async def test_a_code_in_the_middle_fills_what_is_still_empty(at_site: DialogAlone) -> None:
    await at_site.hear(Message("m1", "欠我两万四"))
    await at_site.hear(Message("m2", "同意"))
    turn = await at_site.hear(scanned("RZ-001"))
    assert (turn.facts["project"], turn.facts["employer"], turn.asked) == ("万象新城三期", "鼎立劳务", "person")


async def test_a_code_of_another_site_does_not_replace_what_he_said(at_site: DialogAlone) -> None:
    await at_site.hear(Message("m1", "宏图劳务在碧水湾三期欠我两万四"))
    await at_site.hear(Message("m2", "同意"))
    turn = await at_site.hear(scanned("RZ-001"))
    assert turn.facts["project"] == "碧水湾三期"


async def test_no_board_is_filed_with_the_complaint(at_site: DialogAlone) -> None:
    opened = [
        scanned("RZ-001"),
        Message("m1", "欠我两万四，三月到七月的"),
        Message("m2", "同意"),
        Message("m3", "门口没有告示牌"),
    ]
    _, filed = await held(at_site, *opened)
    assert filed.no_board
