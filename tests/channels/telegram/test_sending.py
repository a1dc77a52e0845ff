"""What becomes of words on their way out: chats that block, floods, answers that are lost, pages in place of JSON."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from bot.channels.base import Misconfigured, Sent, Undelivered
from bot.channels.base import Outgoing as Out
from bot.channels.telegram.channel import MOST_UNITS
from bot.wiring import utc_now
from dialogs.replies import Reply, text_of
from storage import messages
from tests.channels.telegram.living import Living
from tests.rows import entries
from tests.talks import SCRIPT
from tests.telegram_emulator import BOT, WORKER, Fault

pytestmark = pytest.mark.asyncio


def out(text: str = "进展", *choices: str, talk: str = f"telegram:{BOT}:{WORKER}", said: int = 0) -> Out:
    return Out("k", talk, "notice", Reply(text, choices), said)


def length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


async def test_who_blocked_the_bot_is_out_of_reach_until_he_writes_again(bot: Living) -> None:
    person = bot.person()
    await bot.hears(person, "你好")
    bot.api.blocked.add(person.id)
    await bot.tell(person, "已受理")
    await bot.carried()
    assert (await bot.sends())[-1] == ("undelivered", "unreachable")
    bot.api.blocked.clear()
    await bot.hears(person, "在吗")
    assert "已受理" in person.texts


async def test_a_flood_is_obeyed_and_what_waited_goes_after_it(bot: Living) -> None:
    person, other = bot.person(), bot.person(1380002)
    bot.api.retry_after = 30
    bot.api.fail("sendMessage", 429)
    await bot.tell(person, "一")
    await bot.carried()
    await bot.tell(other, "二")
    await bot.carried()
    assert bot.api.count_of("sendMessage") == 1  # nobody is written to meanwhile
    assert await bot.sends() == [("waiting", "flood"), ("waiting", None)]
    [due, _] = [row[0] for row in await entries(bot.database, "due_at")]
    assert due >= utc_now() + timedelta(seconds=25)


@pytest.mark.parametrize("fault", ["html200", "reset", "half", "lost", 500, 502, "html"])
async def test_what_may_have_arrived_is_not_said_again(bot: Living, fault: Fault) -> None:
    person = bot.person()
    bot.api.fail("sendMessage", fault)
    await bot.tell(person, "已受理")
    await bot.carried()
    [(state, _)] = await bot.sends()
    assert (state, bot.api.count_of("sendMessage")) == ("unknown", 1)
    assert len(person.texts) == (fault == "lost")


async def test_what_was_delivered_too_late_to_be_told_is_not_said_again(bot: Living) -> None:
    person = bot.person()
    bot.channel._bot._request[1]._client.timeout = httpx.Timeout(0.1)  # type: ignore[attr-defined]
    bot.api.fail("sendMessage", "late")
    await bot.tell(person, "已受理")
    await bot.carried()
    assert await bot.sends() == [("unknown", "ReadTimeout")]
    assert (person.texts, bot.api.count_of("sendMessage")) == (["已受理"], 1)


async def test_what_never_left_is_said_later(bot: Living) -> None:
    request = bot.channel._bot._request[1]
    await request.shutdown()
    await request.initialize()
    bot.channel._bot._base_url = "http://127.0.0.1:9/bot" + bot.api.token
    outcome = await bot.channel.send(out())
    assert (type(outcome).__name__, getattr(outcome, "reason", "")) == ("Later", "unreachable_api")


@pytest.mark.parametrize("status", [401, 404])
async def test_a_refused_token_is_for_the_operator(bot: Living, status: int) -> None:
    bot.api.fail("sendMessage", status)
    assert await bot.channel.send(out()) == Misconfigured("token_refused", 401)


async def test_another_bots_talks_are_out_of_reach(bot: Living) -> None:
    for talk in ("telegram:1:5", f"wechat:{BOT}:5", f"telegram:{BOT}:unreadable", f"telegram:{BOT}:"):
        assert await bot.channel.send(out(talk=talk)) == Undelivered("unreachable")
    assert bot.api.count_of("sendMessage") == 0


@pytest.mark.parametrize("letter", ["字", "x", "👷🏽", "a\u0301"])
async def test_long_words_are_cut_by_what_telegram_counts(bot: Living, letter: str) -> None:
    text = letter * 9_000
    await bot.tell(bot.person(), text, "staff", ("对", "不对"))
    await bot.carried()
    texts = bot.person().texts
    assert all(length(one) <= MOST_UNITS for one in texts)
    assert "".join(texts).replace("\n1. 对\n2. 不对", "") == text
    assert ["reply_markup" in one for one in bot.person().shown] == [False] * (len(texts) - 1) + [True]


async def test_what_cannot_be_said_is_not_sent(bot: Living) -> None:
    assert await bot.channel.send(out(" \x00 ")) == Undelivered("empty")


async def test_notices_of_old_keep_their_buttons_as_long_as_they_are_the_last(bot: Living) -> None:
    person = bot.person()
    await bot.hears(person, "你好")
    await bot.database.run(
        lambda c: messages.add(
            c, bot.vault, messages.Line(person.talk, "notice", "已受理", utc_now(), key=f"told:{person.id}:已受理")
        )
    )
    await bot.tell(person, "已受理", choices=("进度", "人工"))
    await bot.carried()
    person.taps(person.shown[-1])
    await bot.goes_round()
    assert person.texts[-1] == text_of(SCRIPT.domain, "utter_no_case", {})


async def test_staff_who_write_are_seen_writing(bot: Living) -> None:
    person = bot.person()
    for talk in (person.talk, person.talk, "wechat:gh_1:oInvented", f"telegram:{BOT}:x"):
        await bot.taker._signs.show_typing(talk)
    assert [asked["chat_id"] for method, asked in bot.api.calls if method == "sendChatAction"] == [str(person.id)]


async def test_a_sign_that_cannot_be_shown_is_no_harm(bot: Living) -> None:
    person = bot.person()
    await bot.hears(person, "鼎立劳务欠我两万四")
    bot.api.fail("answerCallbackQuery", 400)
    person.taps(person.shown[-1])
    await bot.goes_round()
    await bot.taker.finish()
    assert "叫什么名字" in person.texts[-1]


async def test_sent_is_what_telegram_says_is_sent(bot: Living) -> None:
    assert await bot.channel.send(out()) == Sent("1")
