"""What officers do in talks through the pages: take, write, hand on, give back, move a case; and what goes wrong."""

from __future__ import annotations

import asyncio
import re

import pytest
from sqlalchemy import delete

from console.parts import Console
from console.views.talks.shown import LONGEST
from handlers.presence import HERE_FOR
from handlers.sign_in import Session
from handlers.viewer import Role
from storage import conversations, messages
from storage.conversations import ConversationRow
from storage.tables import outbox, staff_session
from tests.console.office import Browser, browser_of, hire
from tests.console.talks.room import REPORT, WORKER, lies_in, says
from tests.rows import FACTS, Clock, entries, filed, filing, numbered

pytestmark = pytest.mark.asyncio
AT = "/console/talks"
OF = {"talk": WORKER, "list": "waiting"}
CASE = numbered(77)


async def talk(console: Console) -> ConversationRow:
    row = await console.database.read(lambda c: conversations.find(c, console.vault, WORKER))
    assert row is not None
    return row


async def said(console: Console) -> list[tuple[str | None, str]]:
    found = await console.database.read(lambda c: messages.said(c, console.vault, WORKER))
    return [(one.by, one.text) for one in found if one.kind == "staff"]


async def entered(console: Console, browser: Browser, name: str = "li", role: Role = Role.OFFICER) -> None:
    await hire(console, name, role)
    await browser.sign_in(name)
    await browser.get("/console")


def key_in(page: str) -> str:
    found = re.search(r'name="key" value="(\d+)"', page)
    assert found
    return found[1]


async def test_taken_over_the_talk_is_among_his_own_and_the_assistant_is_silent(console: Console, clock: Clock) -> None:
    await says(console, clock, REPORT)
    async with browser_of(console) as browser:
        await entered(console, browser)
        answer = await browser.part(f"{AT}/take", **OF)
        assert 'id="composer"' in answer.text and "list=mine" in answer.headers["hx-push-url"]
        assert (await says(console, clock, "在吗")).replies == ()
        page = (await browser.get("/console", params={"list": "mine", "talk": WORKER})).text
        assert "在吗" in page and "您在谈" in page


async def test_his_words_are_sent_once_and_the_field_is_told(console: Console, clock: Clock) -> None:
    await says(console, clock, REPORT)
    async with browser_of(console) as browser:
        await entered(console, browser)
        await browser.part(f"{AT}/take", **OF)
        answers = [await browser.part(f"{AT}/say", **OF, text=" 您好。 ", key="k1") for _ in range(2)]
        assert [answer.headers["x-said"] for answer in answers] == ["k1", "k1"]
        assert await said(console) == [("li", "您好。")]
        assert "等待送达" in answers[0].text


async def test_without_a_script_the_same_forms_do(console: Console, clock: Clock) -> None:
    await says(console, clock, REPORT)
    async with browser_of(console) as browser:
        await entered(console, browser)
        taken = await browser.post(f"{AT}/take", **OF)
        assert taken.status_code == 303
        page = (await browser.get(taken.headers["location"])).text
        told = await browser.post(f"{AT}/say", talk=WORKER, list="mine", text="您好。", key=key_in(page))
        assert told.status_code == 303 and await said(console) == [("li", "您好。")]
        after = (await browser.get(told.headers["location"])).text
        assert key_in(after) != key_in(page)


@pytest.mark.parametrize(("text", "told"), [("", "还没有写字"), ("   ", "还没有写字"), ("长" * (LONGEST + 1), "最多")])
async def test_what_cannot_be_sent_stays_in_the_field(console: Console, clock: Clock, text: str, told: str) -> None:
    await says(console, clock, REPORT)
    async with browser_of(console) as browser:
        await entered(console, browser)
        await browser.part(f"{AT}/take", **OF)
        answer = await browser.part(f"{AT}/say", **OF, text=text, key="k1")
        assert told in answer.text and "x-said" not in answer.headers and text.strip() in answer.text
        assert await said(console) == []


async def test_the_second_officer_sees_who_came_first_and_may_look(console: Console, clock: Clock) -> None:
    await says(console, clock, REPORT)
    async with browser_of(console) as li, browser_of(console) as wu:
        await entered(console, li, "li")
        await entered(console, wu, "wu")
        first, second = await asyncio.gather(li.part(f"{AT}/take", **OF), wu.part(f"{AT}/take", **OF))
        holder = (await talk(console)).held_by
        late = second if holder == "li" else first
        assert f"{holder}正在谈这个会话" in late.text and 'id="composer"' not in late.text
        other = wu if holder == "li" else li
        refused = await other.part(f"{AT}/say", **OF, text="插一句", key="k9")
        assert "不在您手里" in refused.text and "插一句" in refused.text
        assert await said(console) == []


async def test_handed_on_it_is_the_colleagues(console: Console, clock: Clock) -> None:
    await says(console, clock, REPORT)
    async with browser_of(console) as li, browser_of(console) as wu:
        await entered(console, li, "li")
        await entered(console, wu, "wu")
        await li.part(f"{AT}/take", **OF)
        handed = await li.part(f"{AT}/hand", **OF, to="wu", note="<b>欠条</b>核过了，电话13800005678")
        assert "已转给wu" in handed.text and "wu：&lt;b&gt;欠条&lt;/b&gt;核过了" in handed.text
        page = (await wu.get("/console", params=OF)).text
        assert '<p class="handed"><strong>li</strong>转给您的：&lt;b&gt;欠条' in page and "13800005678" not in page
        assert WORKER in (await wu.get(f"{AT}/list", params={"list": "mine"})).text
        assert (await wu.part(f"{AT}/say", **OF, text="我来接。", key="k")).headers["x-said"] == "k"
        assert "不在您手里" in (await li.part(f"{AT}/give", **OF)).text


@pytest.mark.parametrize("to", ["li", "nobody", "auditor", "elsewhere", ""])
async def test_it_is_handed_on_only_to_who_may_talk_there(console: Console, clock: Clock, to: str) -> None:
    await says(console, clock, REPORT)
    await lies_in(console, "321111")
    await hire(console, "auditor", Role.AUDITOR)
    await hire(console, "elsewhere", Role.OFFICER, "62")
    async with browser_of(console) as browser:
        await entered(console, browser)
        await browser.part(f"{AT}/take", **OF)
        assert "接不了" in (await browser.part(f"{AT}/hand", **OF, to=to)).text
        assert (await talk(console)).held_by == "li"


async def test_given_back_the_assistant_asks_its_question_again(console: Console, clock: Clock) -> None:
    asked = (await says(console, clock, REPORT)).replies[-1].text
    async with browser_of(console) as browser:
        await entered(console, browser)
        await browser.part(f"{AT}/take", **OF)
        answer = await browser.part(f"{AT}/give", **OF)
        assert "已交还机器人" in answer.text and asked.splitlines()[0] in answer.text
        assert (await says(console, clock, "同意")).replies != ()


async def test_a_session_that_ended_in_the_middle_of_writing_loses_nothing(console: Console, clock: Clock) -> None:
    await says(console, clock, REPORT)
    async with browser_of(console) as browser:
        await entered(console, browser)
        await browser.part(f"{AT}/take", **OF)
        await console.database.run(lambda connection: connection.execute(delete(staff_session)).rowcount)
        shut = await browser.part(f"{AT}/say", **OF, text="写到一半的话。", key="k1")
        assert shut.status_code == 401 and await said(console) == []
        kept = await browser.post(f"{AT}/say", **OF, text="没有脚本也不丢。", key="k1")
        assert kept.status_code == 401 and "没有脚本也不丢。" in kept.text
        await browser.sign_in("li")
        await browser.get("/console")
        assert (await browser.part(f"{AT}/say", **OF, text="写到一半的话。", key="k1")).headers["x-said"] == "k1"
        assert await said(console) == [("li", "写到一半的话。")]


async def test_the_worker_sees_that_somebody_writes_until_it_is_sent(console: Console, clock: Clock) -> None:
    await says(console, clock, REPORT)
    async with browser_of(console) as li, browser_of(console) as wu:
        await entered(console, li, "li")
        await entered(console, wu, "wu")
        await li.part(f"{AT}/take", **OF)
        await wu.part(f"{AT}/typing", **OF)
        assert not console.live.typing.is_typing(WORKER)
        await li.part(f"{AT}/typing", **OF)
        assert console.live.typing.is_typing(WORKER)
        await li.part(f"{AT}/say", **OF, text="您好。", key="k")
        assert not console.live.typing.is_typing(WORKER)


async def test_what_is_read_is_counted_no_more(console: Console, clock: Clock) -> None:
    await says(console, clock, REPORT)
    async with browser_of(console) as browser:
        await entered(console, browser)
        await browser.part(f"{AT}/take", **OF)
        await says(console, clock, "在吗")
        assert "1" in (await browser.get(f"{AT}/badge")).text
        newest = re.search(r'data-newest="(\d+)"', (await browser.get(f"{AT}/talk", params=OF)).text)
        assert newest
        await browser.part(f"{AT}/read", **OF, upto=newest[1])
        assert (await browser.get(f"{AT}/badge")).text.strip() == ""


async def test_a_case_is_moved_on_beside_the_talk(console: Console, clock: Clock) -> None:
    await says(console, clock, REPORT)
    await filed(console.database, console.vault, filing("d77", CASE, WORKER, **FACTS))
    async with browser_of(console) as browser:
        await entered(console, browser)
        panel = (await browser.get(f"{AT}/panel", params=OF)).text
        assert CASE in panel and "登记" in panel
        form = {**OF, "case": CASE, "status": "accepted", "seen": "registered", "note": "请带欠条来。"}
        moved = await browser.part(f"{AT}/step", **form)
        assert "已改为“受理”" in moved.text and "请带欠条来。" in moved.text
        again = await browser.part(f"{AT}/step", **form)
        assert "别人刚把这件案件改成了" in again.text and "请带欠条来。</textarea>" in again.text


@pytest.mark.parametrize(("case", "status"), [("XS1", "accepted"), (CASE, "nonsense"), (numbered(78), "accepted")])
async def test_no_other_case_is_moved(console: Console, clock: Clock, case: str, status: str) -> None:
    await says(console, clock, REPORT)
    async with browser_of(console) as browser:
        await entered(console, browser)
        form = {**OF, "case": case, "status": status, "seen": "registered"}
        assert (await browser.part(f"{AT}/step", **form)).status_code == 404


async def test_a_hidden_value_is_shown_for_a_reason_and_hidden_again(console: Console, clock: Clock) -> None:
    await says(console, clock, f"{REPORT}，我电话13800001234")
    async with browser_of(console) as browser:
        await entered(console, browser)
        assert "13800001234" not in (await browser.get("/console", params=OF)).text
        refused = await browser.part(f"{AT}/reveal", **OF, field="phone", reason="")
        assert refused.status_code == 422 and "请写明" in refused.text
        assert "13800001234" in (await browser.part(f"{AT}/reveal", **OF, field="phone", reason="contact")).text
        assert "13800001234" not in (await browser.get("/console", params=OF)).text


async def test_how_much_wechat_still_lets_him_write_is_shown(console: Console, clock: Clock) -> None:
    worker = "wechat:gh:openid"
    await says(console, clock, REPORT, worker=worker)
    of = {"talk": worker, "list": "mine"}
    async with browser_of(console) as browser:
        await entered(console, browser)
        page = (await browser.part(f"{AT}/take", **of)).text
        assert '微信还能发 <b class="num">5</b> 条，还剩 <b class="num">2 天' in page
        for number in range(5):
            page = (await browser.part(f"{AT}/say", **of, text="您好。", key=str(number))).text
        assert "条数用完了" in page
        clock.later(hours=48)
        await browser.sign_in("li")
        await browser.get("/console")
        assert "工友超过时限没说话" in (await browser.get(f"{AT}/talk", params=of)).text


async def test_what_did_not_arrive_is_said_in_plain_words(console: Console, clock: Clock) -> None:
    worker = "wechat:gh:openid"
    await says(console, clock, REPORT, worker=worker)
    of = {"talk": worker, "list": "mine"}
    async with browser_of(console) as browser:
        await entered(console, browser)
        await browser.part(f"{AT}/take", **of)
        await browser.part(f"{AT}/say", **of, text="您好。", key="1")
        lost = outbox.update().values(state="undelivered", reason="unreachable")
        await console.database.run(lambda connection: connection.execute(lost))
        assert "没送到：工友取消了关注或者拉黑" in (await browser.get(f"{AT}/talk", params=of)).text


async def here(console: Console, name: str = "li") -> Session:
    """Somebody with a page open."""
    await hire(console, name, Role.OFFICER)
    async with browser_of(console) as browser:
        await browser.sign_in(name)
        token = browser.client.cookies["xinsheng-staff"]
    session = await console.sign_in.session(token)
    assert session is not None
    await console.live.presence.open(session)
    return session


async def test_with_nobody_there_a_worker_is_told_and_goes_on(console: Console, clock: Clock) -> None:
    await says(console, clock, REPORT)
    told = [reply.text for reply in (await says(console, clock, "人工")).replies]
    row = await talk(console)
    assert "现在没有工作人员在线" in told[0] and len(told) > 1
    assert (row.handed_over, row.wanted) == (False, "asked")


async def test_with_somebody_there_he_waits_for_him(console: Console, clock: Clock) -> None:
    session = await here(console)
    await says(console, clock, REPORT, "人工")
    assert (await talk(console)).handed_over
    clock.later(seconds=HERE_FOR.total_seconds() + 1)
    assert not await console.live.presence.is_staffed(WORKER)
    await console.live.presence.stay(session)
    assert await console.live.presence.is_staffed(WORKER)


async def test_colleagues_are_shown_with_those_who_are_there_first(console: Console, clock: Clock) -> None:
    await says(console, clock, REPORT)
    await hire(console, "an", Role.OFFICER)
    await here(console, "zhou")
    async with browser_of(console) as browser:
        await entered(console, browser)
        page = (await browser.part(f"{AT}/take", **OF)).text
        assert page.index('value="zhou"') < page.index('value="an"')
        assert page.count('class="here"') == 1


async def test_nothing_is_written_by_looking(console: Console, clock: Clock) -> None:
    await says(console, clock, REPORT)
    async with browser_of(console) as browser:
        await entered(console, browser)
        before = await entries(console.database, "key")
        for path in ("/console", f"{AT}/list", f"{AT}/talk", f"{AT}/panel", f"{AT}/badge"):
            await browser.get(path, params=OF)
        assert await entries(console.database, "key") == before and (await talk(console)).held_by is None
