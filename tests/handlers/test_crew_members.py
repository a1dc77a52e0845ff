"""What members of crews hear and are asked, what stays of them, and how a crew is opened and given up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.wiring import new_secrets
from cases import crew_book
from cases.crews import is_guessed_first
from cases.embedded import EmbeddedDesk, Step
from cases.roster import Listed
from cases.steps import Status
from dialogs.actions.crew_leading import wording
from dialogs.crew_effects import MembersAsked
from handlers.crews import carry_out
from handlers.notices import NoticeHandler
from handlers.retention import Retention
from storage import cases, crew_questions, evidence, outbox
from storage.evidence import EvidenceRow
from tests.handlers.crews import ID, SECRETS, Site, site
from tests.rows import NUMBER, START, TALK, filed
from tests.talks import SCRIPT

__all__ = ["site"]
pytestmark = pytest.mark.asyncio


async def test_members_hear_of_steps_without_the_note_to_the_leader(site: Site) -> None:
    await filed(site.database, site.vault)
    await site.open(case=NUMBER)
    await site.joins("a", "李四海")
    taken = Step(NUMBER, Status.ACCEPTED, "王建国请带欠条来", "officer", site.clock())
    await EmbeddedDesk(site.database, site.vault).take_step(taken)
    await NoticeHandler(site.database, site.vault, SCRIPT, site.clock).run_once()
    told = await site.news("a")
    assert len(told) == 1 and "已受理" in told[0] and "王建国" not in told[0]
    assert "已受理" in await site.says("a", "进度")


async def test_a_guarded_phone_is_told_nothing_of_wages(site: Site) -> None:
    await site.open()
    await site.joins("a", "李四海")
    await site.says("a", "手机不是我一个人用")
    rows = await site.rows()
    assert rows

    asked = MembersAsked("draft-1", "settlement", wording(SCRIPT.domain, "settlement"), yuan="6000")
    await site.database.run(lambda c: carry_out(c, site.vault, TALK, site.clock(), asked))
    told = await site.news("a")
    assert len(told) == 1 and "和解" not in told[0] and "元" not in told[0]
    assert "和解" in await site.says("a", "进度") or "了结" in await site.says("a", "进度")


async def test_a_bare_yes_decides_nothing(site: Site) -> None:
    await site.open()
    await site.joins("a", "李四海")

    asked = MembersAsked("draft-1", "withdrawal", wording(SCRIPT.domain, "withdrawal"))
    await site.database.run(lambda c: carry_out(c, site.vault, TALK, site.clock(), asked))
    assert "撤回" in await site.says("a", "好的")
    answers = await site.database.read(lambda c: crew_questions.answers(c, "draft-1"))
    assert [one.is_yes for one in answers] == [None]
    assert "您同意" in await site.says("a", "同意撤回")
    assert "没有这件事" in await site.says("a", "同意和解")
    answers = await site.database.read(lambda c: crew_questions.answers(c, "draft-1"))
    assert [one.is_yes for one in answers] == [True]
    assert "不同意" in await site.says("a", "不同意撤回")
    answers = await site.database.read(lambda c: crew_questions.answers(c, "draft-1"))
    assert [one.is_yes for one in answers] == [False]


async def test_who_has_his_data_deleted_leaves_and_nothing_of_him_stays(site: Site) -> None:
    await site.open()
    await site.joins("a", "李四海", ID)
    await site.says("a", "删除我的数据")
    await site.says("a", "确认删除")
    rows = await site.rows()
    assert [(one.name, one.id_number, one.said_fen, one.state) for one in rows] == [("", None, None, "left")]
    assert await site.totals() == (0, 0, 0)


async def test_photos_of_members_belong_to_the_crews_claim(site: Site) -> None:
    await site.open()
    row = EvidenceRow("p1", "p1", "web:web:a", "image", "jpeg", 3, "0" * 64, START)
    await site.database.run(lambda c: evidence.add(c, row))
    await site.joins("a", "李四海")
    found = await site.database.read(lambda c: evidence.of_complaint(c, "draft-1"))
    assert [one.id for one in found] == ["p1"]


async def test_a_crew_whose_word_is_taken_gets_another(site: Site) -> None:
    taken = {**SECRETS, "word": "100001", "join": "other-join-key-01", "leader": "other-leader-key-0001"}
    await site.open(crew="draft-9", **taken)
    for text in ("鼎立劳务在万象新城欠我们五个人四万，三月到七月的", "同意"):
        await site.says("leader", text)
    assert "六位数是 100002" in await site.says("leader", "开组")


async def test_whoever_is_in_one_crew_leaves_it_before_he_joins_another(site: Site) -> None:
    await site.open()
    await site.open(crew="draft-2", word="222222", join="join-key-0000002", leader="leader-key-000000002")
    await site.joins("a", "李四海")
    assert "已经在另一组" in await site.says("a", "加入 222222")
    assert await site.totals() == (1, 1, 1204000)


async def test_days_and_sum_may_come_together_and_be_skipped(site: Site) -> None:
    await site.open()
    for text in ("加入 123456", "同意", "李四海", "跳过", "跳过", "每天 280，干了 43 天"):
        read_back = await site.says("a", text)
    assert "干了：43 天" in read_back and "欠您：12040 元" in read_back
    for text in ("加入 123456", "同意", "孙大海", "跳过", "跳过", "跳过", "跳过"):
        read_back = await site.says("b", text)
    assert "孙大海" in read_back and "天" not in read_back.split("孙大海")[1].split("都对吗")[0]


async def test_a_leader_who_gives_his_complaint_up_closes_the_crew_and_forgets_whom_he_named(site: Site) -> None:
    for text in ("鼎立劳务在万象新城欠我们工钱，老周七千二 老吴六千 小蔡五千五", "同意"):
        await site.says("leader", text)
    await site.says("leader", "开组")
    for text in ("加入 100001", "同意", "周大海", "跳过", "跳过", "43", "7500", "对"):
        await site.says("a", text)
    assert await site.totals() == (3, 1, 1900000)
    await site.says("leader", "删除我的数据")
    await site.says("leader", "确认删除")
    assert [(one.name, one.listed_name, one.listed_fen) for one in await site.rows()] == [("周大海", None, None)]
    assert "进不去" in await site.says("b", "加入 100001")
    assert "没有接着登记" in await site.says("a", "进度")


async def test_a_member_is_shown_his_own_data_and_what_a_case_needs_is_for_staff(site: Site) -> None:
    await filed(site.database, site.vault)
    await site.open(case=NUMBER)
    await site.joins("a", "李四海", ID)
    shown = await site.says("a", "我的数据")
    assert "欠您：12040 元" in shown and ID not in shown and "没有记着" not in shown
    await site.says("a", "删除我的数据")
    assert "材料先不能删" in await site.says("a", "确认删除")
    assert [(one.name, one.state) for one in await site.rows()] == [("李四海", "joined")]


async def test_two_thousand_are_listed_while_others_can_write(site: Site) -> None:
    await site.open()
    given = "一二三四五六七八九十"
    names = [f"王{a}{b}{c}" for a in given for b in given for c in given]
    rows = [Listed(name, f"1380000{n:04}", None, None, 100000 + n) for n, name in enumerate(names + names)]
    for _ in range(2):
        await site.database.run(lambda c: crew_book.list_workers(c, site.vault, "draft-1", rows, START))
    assert (await site.totals())[0] == 2000


async def test_what_members_said_before_it_was_filed_is_claimed_with_it(site: Site) -> None:
    await site.open()
    await site.joins("a", "李四海", yuan="20000")
    await site.joins("b", "孙大海", yuan="9000")
    await filed(site.database, site.vault)  # of 24,000 for two
    await site.database.run(lambda c: crew_book.attach(c, site.vault, "draft-1", NUMBER, site.clock()))
    case = await site.database.read(lambda c: cases.find_case(c, site.vault, NUMBER))
    assert case and (case.amount_claimed_fen, case.facts["headcount"]) == (2900000, 2)
    assert not any(one.is_late for one in await site.rows())


async def test_the_leader_is_told_once_that_ten_may_choose_representatives(site: Site) -> None:
    await site.open()
    listed = [Listed(f"王{one}", owed_fen=100000) for one in "一二三四五六七八九"]
    await site.database.run(lambda c: crew_book.list_workers(c, site.vault, "draft-1", listed, START))
    await site.joins("a", "李四海")
    await site.joins("b", "孙大海")
    told = await site.database.read(lambda c: outbox.waiting(c, site.vault, TALK, site.clock()))
    assert [key for key, _ in told] == ["crew-reps:draft-1"]


async def test_a_crew_that_is_opened_again_has_another_word_and_the_old_one_opens_nothing(site: Site) -> None:
    for text in ("鼎立劳务在万象新城欠我们五个人四万，三月到七月的", "同意", "开组", "关组"):
        await site.says("leader", text)
    assert "进不去" in await site.says("a", "加入 100001")
    assert "六位数是 100002" in await site.says("leader", "开组")
    assert "进不去" in await site.says("a", "加入 100001") and "万象新城" in await site.says("a", "加入 100002")


async def test_no_word_is_drawn_that_anybody_would_try_first() -> None:
    assert all(map(is_guessed_first, ("123456", "654321", "000000", "111222", "890123")))
    assert not any(map(is_guessed_first, ("520256", "100203", "135790")))
    assert not any(is_guessed_first(new_secrets()["word"]) for _ in range(200))


async def test_nothing_of_a_crew_stays_when_its_complaint_was_never_filed_and_is_kept_no_longer(site: Site) -> None:
    for text in ("鼎立劳务在万象新城欠我们工钱，老周七千二 老吴六千 小蔡五千五", "同意", "开组"):
        await site.says("leader", text)
    for text in ("加入 100001", "同意", "周大海", "跳过", ID, "43", "7500", "对"):
        await site.says("a", text)
    site.clock.later(days=400)
    assert await Retention(site.database, site.vault, site.clock, timedelta(days=180)).run_once() == 1
    assert [(one.name, one.id_number, one.listed_name, one.said_fen) for one in await site.rows()] == [
        ("", None, None, None)
    ]
