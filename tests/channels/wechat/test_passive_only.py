"""An account that can only answer: WeChat is kept waiting, and what came too late comes with the next answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import func, select

from dialogs.replies import text_of
from storage import messages
from storage.outbox import count_by_state
from storage.tables import draft
from tests.channels.wechat.living import Living, living
from tests.talks import SCRIPT
from tests.wechat_users import User

pytestmark = pytest.mark.asyncio
PROMISE = text_of(SCRIPT.domain, "utter_any_word", {})


@pytest_asyncio.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Living]:
    async with living(tmp_path, patience=0.5, wechat_passive_only=True) as bot:
        yield bot


async def put_off(bot: Living, user: User, words: str) -> str | None:
    """What he is shown when the turn outlives all three calls, as WeChat's third call at once shows it."""
    push = user.text(words)
    bot.troubled.seconds = 2.0
    for _ in range(2):
        with pytest.raises(httpx.TransportError):
            await bot.platform.post(push)
    bot.troubled.seconds = 0.0
    shown = bot.platform.read(await bot.platform.post(push))
    await bot.inbound.finish()
    return shown


async def test_a_slow_answer_is_waited_for_through_all_three_calls(bot: Living) -> None:
    bot.troubled.seconds = 0.3  # a turn asks three times
    shown = await bot.user().says("你好")
    assert shown.attempts > 1
    assert shown.text not in (None, PROMISE)
    assert await bot.database.read(count_by_state) == {}


async def test_what_is_too_late_comes_with_the_next_answer_and_a_nod_answers_no_question(bot: Living) -> None:
    user = bot.user()
    assert await put_off(bot, user, "鼎立劳务欠我两万四") == PROMISE
    assert await bot.database.read(count_by_state) == {"waiting": 1}
    asked = (await user.says("好")).text
    assert asked is not None and "同意登记吗" in asked
    agreed = (await user.says("好")).text  # now he has read the question
    assert agreed is not None and "同意登记吗" not in agreed
    assert await bot.database.read(count_by_state) == {"sent": 1}
    assert bot.api.calls == []


async def test_a_real_message_is_heard_although_an_answer_waits(bot: Living) -> None:
    user = bot.user()
    await put_off(bot, user, "你好")
    shown = str((await user.says("鼎立劳务欠我两万四")).text)
    assert "24000" in shown
    assert await bot.database.read(lambda c: c.scalar(select(func.count()).select_from(draft))) == 1


async def test_a_repeated_push_gets_the_same_words_with_what_had_waited(bot: Living) -> None:
    user = bot.user()
    await user.says("你好")
    await bot.tell(user, "您的案件已受理")
    push = user.text("进度")
    seen = [bot.platform.read(await bot.platform.post(push)) for _ in range(3)]
    assert len(set(seen)) == 1
    assert str(seen[0]).startswith("您的案件已受理\n\n")
    assert await bot.database.read(count_by_state) == {"sent": 1}
    said = await bot.database.read(lambda c: messages.said(c, bot.vault, bot.talk_of(user)))
    assert "已受理" not in said[-1].text  # it was said when it was told


async def test_more_than_fits_comes_with_the_answer_after(bot: Living) -> None:
    user = bot.user()
    await user.says("你好")
    long = "".join(f"第{number}句话。" for number in range(250))
    await bot.tell(user, long)
    shown = "".join([str((await user.says("进度")).text) for _ in range(3)])
    assert all(f"第{number}句话" in shown for number in range(250))


async def test_two_calls_at_once_make_one_turn(bot: Living) -> None:
    bot.troubled.seconds = 0.05
    push = bot.user().text("你好")
    seen = await asyncio.gather(*(bot.platform.post(push) for _ in range(3)))
    assert len({bot.platform.read(one) for one in seen}) == 1
