"""What may be pushed to a worker after what he did, by our own ledger and by WeChat's, which agree."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import select

from bot.wiring import utc_now
from handlers.windows import WINDOWS
from storage import ledger, messages
from storage.tables import inbox
from tests.channels.wechat.living import Living, living
from tests.wechat_users import Shown, User

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Living]:
    async with living(tmp_path) as bot:
        yield bot


async def left(bot: Living, user: User) -> int | None:
    """How many messages staff are told they can still write."""
    standing = await bot.database.read(lambda connection: ledger.standing(connection, bot.talk_of(user)))
    room = WINDOWS["wechat"].left(standing, utc_now())
    return room.messages if room else None


async def told(bot: Living, user: User, count: int, first: int = 0) -> list[tuple[Any, ...]]:
    for number in range(first, first + count):
        await bot.tell(user, f"进展{number}")
    await bot.carried()
    return await bot.sends()


@pytest.mark.parametrize("how", ["follows", "scans", "taps", "menu entry"])
async def test_three_messages_after_a_tap_a_scan_or_following(bot: Living, how: str) -> None:
    user = bot.user()
    bot.api.heard_from(user.openid, "tap")
    match how:
        case "follows":
            await user.follows()
        case "scans":
            await user.scans("site-1")
        case "taps":
            await user.taps("进度")
        case _:
            await bot.platform.deliver(user.text("进度", bizmsgmenuid="1"))
    assert await left(bot, user) == 3
    assert await told(bot, user, 4) == [("sent", None)] * 3 + [("undelivered", "quota_used")]
    assert bot.api.count_of("send") == 3  # the fourth was not even tried
    assert await left(bot, user) == 0


async def test_five_messages_after_a_message_and_what_answers_at_once_is_not_counted(bot: Living) -> None:
    user = bot.user()
    bot.api.heard_from(user.openid)
    for _ in range(7):
        assert (await user.says("你好")).text
    assert await left(bot, user) == 5
    assert await told(bot, user, 6) == [("sent", None)] * 5 + [("undelivered", "quota_used")]
    assert bot.api.count_of("send") == 5


async def test_a_tap_does_not_close_what_a_message_opened(bot: Living) -> None:
    user = bot.user()
    bot.api.heard_from(user.openid)
    await user.says("你好")
    await told(bot, user, 1)
    bot.api.heard_from(user.openid, "tap")
    await user.taps("进度")
    assert await left(bot, user) == 4
    assert (await told(bot, user, 4, first=1))[1:] == [("sent", None)] * 4


async def test_the_ledger_is_the_same_after_a_restart(bot: Living, tmp_path: Path) -> None:
    user = bot.user()
    bot.api.heard_from(user.openid)
    await user.says("你好")
    await told(bot, user, 3)
    async with living(tmp_path, url=f"sqlite:///{tmp_path}/rows.db", vault=bot.vault) as again:
        again.api.heard_from(user.openid)
        assert await left(again, user) == 2
        assert (await told(again, user, 3, first=3))[3:] == [("sent", None)] * 2 + [("undelivered", "quota_used")]


async def test_who_left_is_not_called_and_hears_it_when_he_follows_again(bot: Living) -> None:
    user = bot.user()
    bot.api.heard_from(user.openid)
    await user.says("你好")
    assert await user.leaves() == Shown(None, 1)
    bot.api.left_by(user.openid)
    assert await told(bot, user, 1) == [("undelivered", "unreachable")]
    assert (bot.api.count_of("send"), await left(bot, user)) == (0, None)
    bot.api.heard_from(user.openid, "tap")
    assert (await user.follows()).text
    await bot.carried()
    assert bot.texts == ["进展0"]


async def test_who_leaves_twice_is_never_answered(bot: Living) -> None:
    user = bot.user()
    leaving = user.event("unsubscribe", EventKey="")
    shown = [await bot.platform.deliver(push) for push in (leaving, leaving, user.event("unsubscribe", EventKey=""))]
    assert shown == [Shown(None, 1)] * 3


async def test_an_event_that_nobody_knows_is_kept_shown_to_staff_and_not_answered(bot: Living) -> None:
    user = bot.user()
    await user.says("你好")
    shown = await bot.platform.deliver(user.event("weather_changed", Weather="rain"))
    assert shown == Shown(None, 1)
    kinds = await bot.database.read(lambda c: c.scalars(select(inbox.c.kind).order_by(inbox.c.place)).all())
    said = await bot.database.read(lambda c: messages.said(c, bot.vault, bot.talk_of(user)))
    assert kinds[-1] == "unknown"
    assert (said[-1].direction, said[-1].kind, said[-1].text) == ("in", "unknown", "weather_changed")


async def test_a_kind_of_message_that_nobody_knows_is_kept_and_answered(bot: Living) -> None:
    user = bot.user()
    push = bot.platform.push(user.fields("hologram", Depth="3", MsgId=next(bot.platform.numbers)))
    assert (await bot.platform.deliver(push)).text
    said = await bot.database.read(lambda c: messages.said(c, bot.vault, bot.talk_of(user)))
    assert [(line.direction, line.kind) for line in said] == [("in", "unknown"), ("out", "reply")]


REMARKS = "TEMPLATESENDJOBFINISH VIEW kf_create_session subscribe_msg_popup_event LOCATION pic_weixin".split()


@pytest.mark.parametrize("event", REMARKS)
async def test_a_machines_remarks_are_acknowledged_and_nobody_is_shown_them(bot: Living, event: str) -> None:
    user = bot.user()
    assert await bot.platform.deliver(user.event(event, MsgID=7, Status="success")) == Shown(None, 1)
    assert await bot.database.read(lambda c: messages.said(c, bot.vault, bot.talk_of(user))) == []
    assert await left(bot, user) is None


async def test_a_tapped_entry_is_heard_as_its_words(bot: Living) -> None:
    user, other = bot.user(), bot.user("oInvented-000000000000000002")
    for one in (user, other):
        await one.says("鼎立劳务欠我两万四")
    typed = await other.says("同意")
    tapped = await bot.platform.deliver(user.text("同意", bizmsgmenuid="1"))
    assert tapped.text and tapped.text == typed.text
