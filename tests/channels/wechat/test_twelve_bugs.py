"""The twelve bugs that others have had (CHANNELS.md), each against the whole bot on real sockets and a real database.

Finer tests of each stand in the modules beside this one; here is what a worker would have met.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import func, select

from bot.channels.wechat.api import WeChatApi
from bot.channels.wechat.settings import WeChatSettings, WrongSettings
from bot.channels.wechat.tokens import Tokens
from bot.wiring import utc_now
from storage.outbox import count_by_state
from storage.tables import complaint, inbox
from tests.channels.wechat.living import SECRET, Living, living
from tests.wechat_emulator import Fault
from tests.wechat_users import Account, Push, Shown, User, looks_escaped, seal, sha1

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Living]:
    async with living(tmp_path) as bot:
        yield bot


async def count(bot: Living, table: Any) -> int:
    query = select(func.count()).select_from(table)
    return await bot.database.read(lambda connection: connection.scalar(query) or 0)


async def reached(bot: Living) -> User:
    """A worker who may be pushed to."""
    user = bot.user()
    await user.says("你好")
    bot.api.heard_from(user.openid)
    return user


async def test_1_a_slow_turn_pushed_three_times_files_one_complaint_and_shows_one_answer(bot: Living) -> None:
    user = bot.user()
    await bot.ready_to_file(user)
    bot.troubled.seconds = 0.45  # a turn asks the database twice
    bot.platform.speed = 10  # so WeChat cuts after half a second
    shown = await user.says("对")
    assert (shown.attempts > 1, "编号" in str(shown.text)) == (True, True)
    bot.troubled.seconds = 0.0
    assert await count(bot, complaint) == 1
    await bot.carried()
    assert bot.texts == []


async def test_2_keys_that_are_too_narrow_merge_nobodys_messages(bot: Living) -> None:
    one, other = bot.user(), bot.user("oInvented-000000000000000002")
    same = {"MsgId": 24000000000000001, "CreateTime": bot.platform.stamp()}
    for user in (one, other):
        await bot.platform.deliver(bot.platform.push(user.fields("text", Content="你好", **same)))
    second = {"CreateTime": bot.platform.stamp()}
    for event in ({"Event": "SCAN", "EventKey": "a"}, {"Event": "SCAN", "EventKey": "b"}, {"Event": "CLICK"}):
        await bot.platform.deliver(bot.platform.push(one.fields("event", **event, **second)))
    assert await count(bot, inbox) == 5


async def test_3_control_characters_neither_break_the_parser_nor_reach_the_dialog(bot: Living) -> None:
    shown = await bot.user().says("你\x00好\x08\x1b\x1f")
    assert shown == Shown((await bot.user("oInvented-000000000000000002").says("你好")).text, 1)
    assert shown.text


async def test_4_nothing_that_is_said_breaks_the_reply(bot: Living) -> None:
    user = bot.user()
    for words in ("]]>", "]]></Content><FromUserName>x", "我叫\U0001f477\x00]]>", "a" * 3000 + "]]>"):
        assert (await user.says(words)).text  # read by a parser that knows nothing of ours
    half = user.fields("text", Content="half \ud83d", MsgId=next(bot.platform.numbers))
    assert (await bot.platform.deliver(bot.platform.push(half))).text


async def test_5_signatures_replays_tokens_and_app_ids_are_not_mixed_up(bot: Living) -> None:
    user = bot.user()
    push = user.text("你好")
    assert (await bot.platform.post(push)).status_code == 200
    other = user.text("别的")
    swapped = Push(push.query, other.body)  # a seen address with other content
    assert (await bot.platform.post(swapped)).status_code == 403
    assert await count(bot, inbox) == 1
    with pytest.raises(WrongSettings):
        WeChatSettings(app_id="wx1", token="", aes_key="a" * 43)
    stranger = Account(app_id="wx0000000000000000")
    stamp, sealed = str(bot.platform.stamp()), seal(stranger, push.body)
    query = f"timestamp={stamp}&nonce=1&msg_signature={sha1(bot.account.token, stamp, '1', sealed)}"
    body = f"<xml><ToUserName>gh</ToUserName><Encrypt>{sealed}</Encrypt></xml>".encode()
    assert (await bot.platform.post(Push(query, body))).status_code == 403


async def test_6_several_carriers_do_not_take_the_token_from_each_other(bot: Living) -> None:
    user = await reached(bot)
    async with httpx.AsyncClient() as client:
        settings = WeChatSettings("wx5f0c1d2e3a4b5c6d", "t", SECRET, mode="plain", api_base=bot.api_base)
        many = [Tokens(settings, client, now=utc_now) for _ in range(4)]
        apis = [WeChatApi(settings, client, tokens, now=utc_now) for tokens in many]
        sends = [api.send_text(user.openid, f"{number}") for number, api in enumerate(apis)]
        await asyncio.gather(*sends)
    assert sorted(bot.texts) == ["0", "1", "2", "3"]
    assert not any(asked.get("force_refresh") for path, asked in bot.api.calls if path == "token")


async def test_7_a_refused_token_is_asked_for_again_once_and_no_more(bot: Living) -> None:
    user = await reached(bot)
    bot.api.fail("send", *[40001] * 50)
    await bot.tell(user, "进展")
    await bot.carried()
    assert bot.api.count_of("send") <= 2
    assert bot.api.count_of("token") <= 2
    assert await bot.sends() == [("waiting", "token_refused")]  # kept, an operator is called


@pytest.mark.parametrize(("code", "reason"), [(45047, "quota_used"), (45015, "window_closed")])
async def test_8_what_wechat_refuses_is_never_counted_as_sent(bot: Living, code: int, reason: str) -> None:
    user = await reached(bot)
    bot.api.fail("send", code)
    await bot.tell(user, "进展")
    await bot.carried()
    assert await bot.sends() == [("undelivered", reason)]
    await user.says("你好")
    await bot.carried()
    assert (await bot.sends(), bot.texts) == ([("sent", None)], ["进展"])


async def test_9_nobody_reads_escapes(bot: Living) -> None:
    user = await reached(bot)
    await bot.tell(user, "您的案件有进展 \U0001f477")
    await bot.carried()
    assert bot.texts == ["您的案件有进展 \U0001f477"]
    assert not looks_escaped(str((await user.says("你好")).text))


@pytest.mark.parametrize("fault", ["html", "broken", "half", "reset", "vanished"])
async def test_10_what_may_have_arrived_is_neither_sent_twice_nor_taken_for_sent(bot: Living, fault: Fault) -> None:
    user = await reached(bot)
    bot.api.fail("send", fault)
    await bot.tell(user, "进展")
    await bot.carried()
    assert await count_states(bot) == {"unknown": 1}
    assert bot.api.count_of("send") == 1
    assert len(bot.texts) == (fault == "vanished")


async def test_11_list_events_of_one_element_and_of_many_are_read_alike(bot: Living) -> None:
    user, event = bot.user(), {"Event": "subscribe_msg_sent_event"}
    one = {"TemplateId": "t1", "MsgID": "1", "ErrorCode": "43101", "ErrorStatus": "user refused"}
    for lists in (one, [one, {**one, "MsgID": "2"}]):
        inner = json.dumps({**user.fields("event", **event), "SubscribeMsgSentEvent": {"List": lists}})
        assert await bot.platform.deliver(bot.platform.push_bytes(inner.encode())) == Shown(None, 1)
    assert await count(bot, inbox) == 2
    long = "一" * 700  # 2,100 bytes: 45002 as one text
    bot.api.heard_from(user.openid)
    await user.says("你好")
    await bot.tell(user, long)
    await bot.carried()
    assert "".join(bot.texts) == long


async def test_12_a_poisoned_message_is_answered_honestly_and_holds_up_nobody(bot: Living) -> None:
    poison = await bot.platform.post(bot.platform.push_bytes(b"<xml><FromUserName>x</FromUserName"))
    assert poison.status_code == 400
    assert (await bot.user().says("你好")).text
    bot.troubled.failures = 1
    push = bot.user().text("欠我两万四")
    with pytest.raises(httpx.TransportError):
        await bot.platform.client.post(f"{bot.platform.url}?{push.query}", content=push.body, timeout=0.5)
    assert await count(bot, inbox) == 1  # not confirmed before it was kept
    assert (await bot.platform.deliver(push)).text
    assert await count(bot, inbox) == 2


async def count_states(bot: Living) -> dict[str, int]:
    return await bot.database.read(count_by_state)
