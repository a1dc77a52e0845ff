"""Two days later: what may not be pushed as words is told by a notice, elsewhere, or by a call."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.settings import NoticeTemplate
from bot.wiring import utc_now
from handlers.notice_kinds import About
from storage import alarms, undelivered
from tests.channels.wechat.living import Living, living
from tests.rows import NUMBER
from tests.wechat_users import Shown, User

pytestmark = pytest.mark.asyncio
PROGRESS = {"character_string1": "case_number", "phrase2": "status", "time3": "time", "thing4": "how"}
BRIEF = {"thing1": "what", "thing2": "how"}
TEMPLATES = {
    "progress": NoticeTemplate(id="TM-progress", fields=PROGRESS),
    "message": NoticeTemplate(id="SUB-message", fields=BRIEF, way="subscription"),
    "neutral": NoticeTemplate(id="TM-neutral", fields=BRIEF),
}
STEP = About(NUMBER, "accepted")
WITH_NOTE = About(NUMBER, "needs_supplement", has_note=True)


@pytest_asyncio.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Living]:
    async with living(tmp_path, wechat_templates=TEMPLATES) as bot:
        bot.api.now = utc_now()
        for template in TEMPLATES.values():
            bot.api.templates[template.id] = " ".join(f"{{{{{name}.DATA}}}}" for name in template.fields)
        yield bot


async def silent_for_two_days(bot: Living) -> User:
    """A worker who wrote 48 hours ago: the queue meets a closed window."""
    user = bot.user()
    await user.says("你好")
    await bot.silence(user)
    return user


def receipt(bot: Living, user: User, status: str, number: int | None = None) -> Any:
    number = number or bot.api.noticed[-1].number
    return bot.platform.deliver(user.event("TEMPLATESENDJOBFINISH", MsgID=number, Status=status))


async def open_calls(bot: Living, kind: undelivered.Kind = "call") -> list[str | None]:
    found = await bot.database.read(lambda c: undelivered.open_items(c, bot.vault, "", kind=kind, count=9))
    return [item.reason for item in found]


async def test_a_step_is_told_by_template_and_counts_as_sent_only_when_wechat_says_that_it_arrived(
    bot: Living,
) -> None:
    user = await silent_for_two_days(bot)
    await bot.tell(user, "已受理", about=STEP)
    await bot.carried()
    [noticed] = bot.api.noticed
    assert noticed.fields["character_string1"] == NUMBER and noticed.fields["phrase2"] == "已受理"
    assert (bot.texts, await bot.sends()) == ([], [("posted", None)])
    assert await receipt(bot, user, "success") == Shown(None, 1)
    assert await bot.sends() == [("sent", None)]
    assert await open_calls(bot) == []


async def test_a_note_that_no_notice_can_hold_comes_when_he_comes(bot: Living) -> None:
    user = await silent_for_two_days(bot)
    await bot.tell(user, "请补充工资条", about=WITH_NOTE)
    await bot.carried()
    await receipt(bot, user, "success")
    assert await bot.sends() == [("announced", None)]
    bot.api.heard_from(user.openid)
    await user.says("1")
    await bot.carried()
    assert (bot.texts, await bot.sends()) == (["请补充工资条"], [("sent", None)])


@pytest.mark.parametrize(
    ("status", "reason"), [("failed:user block", "notice_refused"), ("failed: system failed", "notice_failed")]
)
async def test_a_notice_that_did_not_arrive_is_for_staff_to_call(bot: Living, status: str, reason: str) -> None:
    user = await silent_for_two_days(bot)
    await bot.tell(user, "已受理", about=STEP)
    await bot.carried()
    await receipt(bot, user, status)
    assert await bot.sends() == [("undelivered", reason)]
    assert await open_calls(bot) == [reason]
    bot.api.heard_from(user.openid)
    await user.says("你好")
    await bot.carried()
    assert (bot.texts, await open_calls(bot)) == (["已受理"], [])


async def test_a_receipt_that_overtakes_its_sender_is_not_lost(bot: Living) -> None:
    user = await silent_for_two_days(bot)
    await bot.tell(user, "已受理", about=STEP)
    await receipt(bot, user, "success", number=2)  # WeChat's token takes the first number
    await bot.carried()
    assert bot.api.noticed[-1].number == 2
    assert await bot.sends() == [("sent", None)]


async def test_the_same_receipt_again_or_a_strangers_changes_nothing(bot: Living) -> None:
    user, other = await silent_for_two_days(bot), bot.user("oInvented-000000000000000002")
    await bot.tell(user, "已受理", about=STEP)
    await bot.carried()
    await receipt(bot, other, "failed:user block")
    assert await bot.sends() == [("posted", None)]
    await receipt(bot, user, "success")
    await receipt(bot, user, "failed:user block")
    assert await bot.sends() == [("sent", None)]


@pytest.mark.parametrize("fault", ["vanished", "slow", "html"])
async def test_an_answer_that_was_lost_is_asked_for_again_and_one_notice_comes(bot: Living, fault: Any) -> None:
    user = await silent_for_two_days(bot)
    bot.api.fail("notice", fault)
    await bot.tell(user, "已受理", about=STEP)
    await bot.carried()
    assert [state for state, _ in await bot.sends()] == ["waiting"]
    await bot.all_due()
    await bot.carried()
    assert (len(bot.api.noticed), await bot.sends()) == (1, [("posted", None)])


async def test_staffs_words_are_announced_by_subscription_notice_and_not_shown_in_it(bot: Living) -> None:
    user = await silent_for_two_days(bot)
    await bot.tell(user, "王建国，请回电话", kind="staff")
    await bot.carried()
    [noticed] = bot.api.noticed
    assert noticed.template == "SUB-message" and "王建国" not in str(noticed.fields)
    await sent_event(bot, user, one_as_list=False)
    assert await bot.sends() == [("announced", None)]


@pytest.mark.parametrize("one_as_list", [False, True])
async def test_who_refuses_notices_gets_no_more_of_them_until_he_agrees(bot: Living, one_as_list: bool) -> None:
    user = await silent_for_two_days(bot)
    bot.api.refusers.add((user.openid, "SUB-message"))
    for text in ("一", "二"):
        await bot.tell(user, text, kind="staff")
        await bot.carried()
    assert await bot.sends() == [("undelivered", "notice_refused"), ("undelivered", "window_closed")]
    assert bot.api.count_of("notice") == 1
    await chosen(bot, user, "accept", one_as_list=one_as_list)
    bot.api.refusers.clear()
    await bot.tell(user, "三", kind="staff")
    await bot.carried()
    assert (await bot.sends())[-1] == ("posted", None)
    await sent_event(bot, user, one_as_list=one_as_list, code="43101", status="user block")
    assert (await bot.sends())[-1] == ("undelivered", "notice_refused")


async def test_a_phone_that_others_look_at_shows_nothing_of_the_case(bot: Living) -> None:
    user = await silent_for_two_days(bot)
    await user.says("手机不是我一个人用")
    await bot.silence(user)
    await bot.tell(user, "已受理", about=STEP)
    await bot.carried()
    [noticed] = bot.api.noticed
    assert noticed.template == "TM-neutral"
    assert noticed.fields == {"thing1": "您有一条回复", "thing2": "方便的时候，点进来看"}
    await receipt(bot, user, "success")
    assert await bot.sends() == [("announced", None)]


@pytest.mark.parametrize("code", [40037, 47003, 48001])
async def test_a_wrong_template_alarms_its_operator_and_staff_call_meanwhile(bot: Living, code: int) -> None:
    user = await silent_for_two_days(bot)
    bot.api.fail("notice", code)
    await bot.tell(user, "已受理", about=STEP)
    await bot.carried()
    assert await bot.sends() == [("undelivered", "notice_wrong")]
    [alarm] = await bot.database.read(alarms.sounding)
    assert (alarm.channel, alarm.code) == ("wechat-notices", code)
    assert await open_calls(bot) == ["notice_wrong"]
    await bot.tell(user, "已立案", about=STEP)
    await bot.carried()
    assert await bot.database.read(alarms.sounding) == []


async def test_who_left_the_account_gets_no_notice(bot: Living) -> None:
    user = await silent_for_two_days(bot)
    await user.leaves()
    await bot.tell(user, "已受理", about=STEP)
    await bot.carried()
    assert (bot.api.noticed, await bot.sends()) == ([], [("undelivered", "unreachable")])
    assert await open_calls(bot) == ["unreachable"]


async def test_a_window_that_wechat_sees_closed_leads_to_a_notice_and_not_in_a_circle(bot: Living) -> None:
    user = bot.user()
    await user.says("你好")
    bot.api.heard_from(user.openid)
    bot.api.fail("send", 45047)
    await bot.tell(user, "已受理", about=STEP)
    await bot.carried()
    assert (bot.api.count_of("send"), await bot.sends()) == (1, [("posted", None)])


async def sent_event(bot: Living, user: User, *, one_as_list: bool, code: str = "0", status: str = "success") -> None:
    one = {"TemplateId": "SUB-message", "MsgID": "77", "ErrorCode": code, "ErrorStatus": status}
    await pushed(bot, user, "subscribe_msg_sent_event", "SubscribeMsgSentEvent", [one] if one_as_list else one)


async def chosen(bot: Living, user: User, choice: str, *, one_as_list: bool) -> None:
    one = {"TemplateId": "SUB-message", "SubscribeStatusString": choice, "PopupScene": "1"}
    await pushed(bot, user, "subscribe_msg_popup_event", "SubscribeMsgPopupEvent", [one] if one_as_list else one)


async def pushed(bot: Living, user: User, event: str, name: str, listed: Any) -> None:
    inner = json.dumps({**user.fields("event", Event=event), name: {"List": listed}})
    assert await bot.platform.deliver(bot.platform.push_bytes(inner.encode())) == Shown(None, 1)
