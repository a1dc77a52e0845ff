"""One person on several channels, on both databases: what proves it, who is told, who sees which cases."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from dialogs.link_effects import LinkMade
from dialogs.replies import Reply, text_of
from handlers import linking
from handlers.ladder import Ladder
from handlers.linking import MOST_TRIES, LinkGone, elsewhere, other_channels
from handlers.notices import NoticeHandler
from handlers.remembered import reply_text
from handlers.telling import tell
from storage import links, messages
from storage import outbox as outbox_rows
from storage.database import Connection, Database
from storage.outbox import PLACE, Claim, Entry
from storage.tables import link_code, outbox
from storage.vault import Vault
from tests import whole
from tests.rows import NUMBER, Clock, filed, filing, stepped
from tests.talks import SCRIPT

pytestmark = pytest.mark.asyncio
WECHAT, TELEGRAM, WEB = "wechat:gh_1:oInvented", "telegram:7:138", "web:web:visitor"
PHONE = "13800001234"


class People:
    """The bot as a person meets it on his channels."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self.database, self.vault, self.clock = database, vault, clock
        self.given, self.count = whole.ids(), 0

    async def says(self, talk: str, text: str = "", **more: Any) -> str:
        """What he reads at once."""
        self.count += 1
        self.clock.later(seconds=1)
        message = whole.message(text, f"m{self.count}", clock=self.clock, worker=talk, **more)
        answer = await whole.inbound(self.database, self.vault, self.clock, self.given).handle(message, patience=None)
        return "\n".join(reply.text for reply in answer.replies)

    async def code(self, talk: str) -> str:
        shown = await self.says(talk, "关联")
        return "".join(letter for letter in shown.split("：")[-1].split("\n")[0] if letter.isdigit())

    async def links(self, one: str, other: str) -> None:
        code = await self.code(one)
        assert "确认关联" in await self.says(other, f"关联 {code}")
        assert "连好了" in await self.says(other, "确认关联")

    async def told(self, talk: str) -> list[str]:
        """What goes out to him there."""
        query = select(outbox.c.payload).where(outbox.c.conversation_id == talk).order_by(outbox.c.id)
        sealed = await self.database.read(lambda connection: connection.scalars(query).all())
        return [json.loads(self.vault.open(one, place=PLACE))["text"] for one in sealed]


@pytest.fixture
def people(database: Database, vault: Vault, clock: Clock) -> People:
    return People(database, vault, clock)


def words(name: str, **values: object) -> str:
    return text_of(SCRIPT.domain, name, values)


async def test_after_a_code_and_a_yes_his_case_is_seen_on_both_channels(people: People) -> None:
    await filed(people.database, people.vault, filing(conversation_id=WECHAT))
    assert NUMBER not in await people.says(TELEGRAM, "进度")
    await people.links(WECHAT, TELEGRAM)
    assert NUMBER in await people.says(TELEGRAM, "进度")
    assert NUMBER in await people.says(WECHAT, "进度")


async def test_what_is_wanted_of_a_linked_case_is_done_from_either_channel(people: People) -> None:
    await filed(people.database, people.vault, filing(conversation_id=WECHAT))
    await people.links(WECHAT, TELEGRAM)
    assert words("utter_urged", case_number=NUMBER) in await people.says(TELEGRAM, "催办")


async def test_the_other_channel_is_told_and_staff_read_it(people: People) -> None:
    await people.links(WECHAT, TELEGRAM)
    told = words("utter_linked_elsewhere", channel="Telegram")
    assert await people.told(WECHAT) == [told]
    said = await people.database.read(lambda c: messages.said(c, people.vault, WECHAT))
    assert told in [line.text for line in said]


async def test_a_code_alone_links_nothing(people: People) -> None:
    await filed(people.database, people.vault, filing(conversation_id=WECHAT))
    code = await people.code(WECHAT)
    await people.says(TELEGRAM, f"关联 {code}")
    assert NUMBER not in await people.says(TELEGRAM, "进度")
    await people.says(TELEGRAM, "不关联")
    assert await people.says(TELEGRAM, "确认关联") == words("utter_link_nothing")
    assert await people.told(WECHAT) == []


async def test_a_code_is_good_once_and_for_minutes_only_and_not_for_its_own_talk(people: People) -> None:
    code = await people.code(WECHAT)
    wrong = words("utter_link_wrong")
    assert await people.says(WECHAT, f"关联 {code}") == wrong
    await people.says(TELEGRAM, f"关联 {code}")
    await people.says(TELEGRAM, "确认关联")
    assert await people.says(WEB, f"关联 {code}") == wrong
    code = await people.code(WECHAT)
    people.clock.later(minutes=11)
    assert await people.says(WEB, f"关联 {code}") == wrong
    older = await people.code(WECHAT)
    await people.code(WECHAT)
    assert await people.says(WEB, f"关联 {older}") == wrong


async def test_a_code_that_expires_between_question_and_yes_links_nothing(people: People) -> None:
    code = await people.code(WECHAT)
    await people.says(TELEGRAM, f"关联 {code}")
    people.clock.later(minutes=11)
    assert await people.says(TELEGRAM, "确认关联") == words("utter_link_wrong")
    assert await people.database.read(lambda c: links.tied(c, WECHAT)) == []


async def test_of_two_who_say_yes_to_one_code_one_is_linked(people: People) -> None:
    code = await people.code(WECHAT)
    effect = LinkMade(code, "told")
    for talk, holds in ((TELEGRAM, True), (WEB, False)):
        work = partial(linking.carry_out, vault=people.vault, conversation_id=talk, at=people.clock(), effect=effect)
        if holds:
            await people.database.run(work)
        else:
            with pytest.raises(LinkGone):
                await people.database.run(work)
    assert await people.database.read(lambda c: links.tied(c, WECHAT)) == [TELEGRAM]


async def test_who_types_wrong_codes_is_slowed_and_learns_nothing(people: People) -> None:
    code = await people.code(WECHAT)
    for number in range(MOST_TRIES):
        assert await people.says(TELEGRAM, f"关联 {number:010}") == words("utter_link_wrong")
    assert await people.says(TELEGRAM, f"关联 {code}") == words("utter_link_wait")
    assert await people.says(TELEGRAM, "关联 5555555555") == words("utter_link_wait")
    assert "确认关联" in await people.says(WEB, f"关联 {code}")  # nobody else waits for it
    people.clock.later(minutes=61)
    code = await people.code(WECHAT)
    assert "确认关联" in await people.says(TELEGRAM, f"关联 {code}")


async def test_unlinking_parts_the_talks_and_tells_the_others(people: People) -> None:
    await filed(people.database, people.vault, filing(conversation_id=WECHAT))
    await people.links(WECHAT, TELEGRAM)
    assert "分开了" in await people.says(TELEGRAM, "取消关联")
    assert (await people.told(WECHAT))[-1] == words("utter_unlinked_elsewhere", channel="Telegram")
    assert NUMBER not in await people.says(TELEGRAM, "进度")
    assert NUMBER in await people.says(WECHAT, "进度")
    assert await people.database.read(lambda c: other_channels(c, WECHAT)) == []


async def test_three_channels_are_one_persons(people: People) -> None:
    await filed(people.database, people.vault, filing(conversation_id=WECHAT))
    await people.links(WECHAT, TELEGRAM)
    await people.links(TELEGRAM, WEB)
    assert NUMBER in await people.says(WEB, "进度")
    assert await people.database.read(lambda c: links.joined(c, WECHAT)) == [TELEGRAM, WEB]


async def test_a_number_that_telegram_vouches_for_shows_the_cases_filed_with_it_one_way(people: People) -> None:
    await filed(people.database, people.vault, filing(conversation_id=WECHAT))
    await people.says(TELEGRAM, PHONE, kind="contact", phone=PHONE)
    assert words("utter_linked_by_phone", channel="微信") in await people.told(TELEGRAM)
    assert await people.told(WECHAT) == [words("utter_linked_by_phone_elsewhere", channel="Telegram")]
    assert NUMBER in await people.says(TELEGRAM, "进度")
    await filed(
        people.database,
        people.vault,
        filing("draft-9", number="XS000000000284", conversation_id=TELEGRAM, phone="13800009999"),
    )
    assert "XS000000000284" not in await people.says(WECHAT, "进度")  # who used somebody's number proves nothing


async def test_only_cases_with_that_number_are_seen_by_it(people: People) -> None:
    other = filing("draft-9", number="XS000000000284", conversation_id=WECHAT, phone="13800009999")
    await filed(people.database, people.vault, filing(conversation_id=WECHAT), other)
    await people.says(TELEGRAM, PHONE, kind="contact", phone=PHONE)
    shown = await people.says(TELEGRAM, "进度")
    assert (NUMBER in shown, "XS000000000284" in shown) == (True, False)


async def test_a_number_that_he_only_writes_links_nothing(people: People) -> None:
    await filed(people.database, people.vault, filing(conversation_id=WECHAT))
    await people.says(TELEGRAM, PHONE)
    assert await people.told(WECHAT) == []
    assert NUMBER not in await people.says(TELEGRAM, "进度")


async def test_the_same_card_again_tells_nobody_again(people: People) -> None:
    await filed(people.database, people.vault, filing(conversation_id=WECHAT))
    for _ in range(2):
        await people.says(TELEGRAM, PHONE, kind="contact", phone=PHONE)
    assert len(await people.told(WECHAT)) == 1


async def notices(people: People) -> None:
    await stepped(people.database, people.vault, "accepted")
    await NoticeHandler(people.database, people.vault, SCRIPT, people.clock).run_once()


@pytest.mark.parametrize(
    ("last", "wished", "goes_to"),
    [(WECHAT, None, WECHAT), (TELEGRAM, None, TELEGRAM), (WECHAT, TELEGRAM, TELEGRAM), (TELEGRAM, WECHAT, WECHAT)],
)
async def test_notices_go_where_he_wants_them_else_where_he_wrote_last(
    people: People, last: str, wished: str | None, goes_to: str
) -> None:
    await filed(people.database, people.vault, filing(conversation_id=WECHAT))
    await people.links(WECHAT, TELEGRAM)
    if wished:
        assert await people.says(wished, "通知发到这里") == words("utter_told_here")
    await people.says(last, "你好")
    await notices(people)
    told = {talk: "已受理" in "".join(await people.told(talk)) for talk in (WECHAT, TELEGRAM)}
    assert told == {talk: talk == goes_to for talk in told}


async def test_a_page_is_told_last_because_nothing_can_be_pushed_there(people: People) -> None:
    await people.links(WECHAT, WEB)
    await people.says(WEB, "你好")
    assert await people.database.read(lambda c: links.told_in(c, WEB)) == [WECHAT, WEB]
    await people.says(WEB, "通知发到这里")
    assert await people.database.read(lambda c: links.told_in(c, WEB)) == [WEB, WECHAT]


def notice_to(talk: str, clock: Clock) -> Entry:
    return Entry("notice:1", talk, "notice", reply_text(Reply("已受理")), clock())


def refused(connection: Connection, people: People) -> None:
    """WeChat's window has closed for all that is on its way there."""
    now, ladder = people.clock(), Ladder(people.vault, {}, elsewhere)
    while claimed := outbox_rows.claim(connection, people.vault, Claim(("wechat",), 1, timedelta(minutes=1)), now):
        became = ladder.step_down(connection, claimed[0], "window_closed", 45015, now)
        outbox_rows.settle(connection, claimed[0], became)


async def test_what_one_channel_refuses_goes_to_the_other(people: People) -> None:
    await people.links(WECHAT, TELEGRAM)
    assert await people.database.read(lambda c: elsewhere(c, WECHAT)) == TELEGRAM
    assert await people.database.read(lambda c: elsewhere(c, TELEGRAM)) == WECHAT
    assert await people.database.read(lambda c: elsewhere(c, WEB)) is None
    await people.database.run(lambda c: tell(c, people.vault, notice_to(WECHAT, people.clock)))
    await people.database.run(lambda c: refused(c, people))
    assert (await people.told(TELEGRAM))[-1] == "已受理"


async def test_who_is_forgotten_is_linked_to_nobody(people: People) -> None:
    await people.links(WECHAT, TELEGRAM)
    await people.says(TELEGRAM, "删除我的数据")
    await people.says(TELEGRAM, "确认删除")
    assert await people.database.read(lambda c: links.tied(c, WECHAT)) == []


async def test_who_refuses_consent_once_stays_linked(people: People) -> None:
    await people.links(WECHAT, TELEGRAM)
    await people.says(TELEGRAM, "鼎立劳务欠我两万四")
    await people.says(TELEGRAM, "不同意")
    assert await people.database.read(lambda c: links.tied(c, WECHAT)) == [TELEGRAM]


async def test_codes_stand_in_no_row_as_they_are_read(people: People) -> None:
    code = await people.code(WECHAT)
    [kept] = await people.database.read(lambda c: c.scalars(select(link_code.c.code)).all())
    assert kept and code not in kept
