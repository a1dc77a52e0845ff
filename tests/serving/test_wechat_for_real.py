"""Signed pushes to a real process: a complaint from the first words to 已受理, and kills on the way."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.serving.process import Service, installed
from tests.wechat_emulator import Emulator, served
from tests.wechat_users import Account, Platform, User

pytestmark = pytest.mark.asyncio
STORY = "在润州万象新城干木工，鼎立劳务欠我两万四，三月到七月的，有欠条，就我一个"
ANSWERS = ["同意", "王建国", "321102198506150015", "13800001234", "没有"]


@asynccontextmanager
async def user_of(service: Service, account: Account, openid: str = "oInvented-1") -> AsyncIterator[User]:
    async with httpx.AsyncClient() as client:
        yield User(Platform(account, client, f"{service.url}/wechat"), openid)


def exported(service: Service) -> list[dict[str, Any]]:
    done = service.command("export", "complaints")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


async def eventually(holds: Callable[[], bool], seconds: float = 15.0) -> None:
    for _ in range(int(seconds / 0.05)):
        if holds():
            return
        await asyncio.sleep(0.05)
    assert holds()


async def say_until_filed(user: User) -> str:
    shown = await user.says(STORY)
    for answer in [*ANSWERS, "对", "对"]:
        shown = await user.says(answer)
        if "编号" in str(shown.text):
            break
    return str(shown.text)


async def test_a_complaint_goes_from_the_first_words_to_accepted(tmp_path: Path, url: str) -> None:
    account, api = Account(), Emulator()
    database = "" if url.startswith("sqlite") else url
    with served(api.app) as base, installed(tmp_path, account=account, api=base, database=database) as service:
        service.start()
        async with user_of(service, account) as user:
            receipt = await say_until_filed(user)
            [line] = exported(service)
            assert line["case_number"] in receipt
            assert line["complaint"]["amount_owed_yuan"] == "24000"
            assert (line["channel"], line["conversation"]) == ("wechat", user.openid)
            api.heard_from(user.openid)
            stepped = service.command("case", "step", line["case_number"], "已受理", "--note", "已派王调解员")
            assert stepped.returncode == 0, stepped.stderr
            await eventually(lambda: bool(api.delivered))
            assert "已受理" in api.delivered[0].text and "已派王调解员" in api.delivered[0].text
        assert service.end() == 0
        assert "王建国" not in service.log() and "13800001234" not in service.log()


async def test_a_notice_outside_the_window_is_kept_as_undelivered(tmp_path: Path) -> None:
    account, api = Account(), Emulator()
    with served(api.app) as base, installed(tmp_path, account=account, api=base) as service:
        service.start()
        async with user_of(service, account) as user:
            await say_until_filed(user)
            api.heard_from(user.openid)
            api.fail("send", 45015)
            [line] = exported(service)
            assert service.command("case", "step", line["case_number"], "accepted").returncode == 0

            def undelivered() -> bool:
                return 'outbox_rows{state="undelivered"} 1.0' in httpx.get(f"{service.url}/metrics").text

            await eventually(undelivered)
            assert api.delivered == []
            shown = await user.says("进度")
            assert "已受理" in str(shown.text)


async def test_after_a_kill_between_commit_and_reply_the_push_gets_the_same_words(tmp_path: Path, url: str) -> None:
    account = Account()
    database = "" if url.startswith("sqlite") else url
    rng = random.Random(7)
    with installed(tmp_path, account=account, database=database) as service:
        service.start()
        async with user_of(service, account) as user:
            await user.says(STORY)
            for answer in ANSWERS:
                await user.says(answer)
            last = user.text("对")
            sent = asyncio.create_task(user.platform.post(last))
            await asyncio.sleep(rng.uniform(0.0, 0.05))
            service.kill()
            with suppress(httpx.TransportError):
                await sent
            service.start()
            again = [await user.platform.deliver(last) for _ in range(3)]
            assert len({shown.text for shown in again}) == 1
            assert "编号" in str(again[0].text)
        [line] = exported(service)
        assert line["case_number"] in str(again[0].text)


async def test_kills_in_the_middle_of_many_talks_lose_and_double_nothing(tmp_path: Path) -> None:
    account, rng = Account(), random.Random(11)
    with installed(tmp_path, account=account) as service:
        service.start()
        async with httpx.AsyncClient() as client:
            platform = Platform(account, client, f"{service.url}/wechat")
            users = [User(platform, f"oInvented-{number}") for number in range(6)]
            for line in [STORY, *ANSWERS, "对"]:
                pushes = [user.text(line) for user in users]
                posts = [asyncio.create_task(platform.post(push)) for push in pushes]
                await asyncio.sleep(rng.uniform(0.0, 0.03))
                service.kill()
                await asyncio.gather(*posts, return_exceptions=True)
                service.start()
                shown = [await platform.deliver(push) for push in pushes]
                assert None not in {one.text for one in shown}
        lines = exported(service)
        assert sorted(line["conversation"] for line in lines) == sorted(user.openid for user in users)
        assert len({line["case_number"] for line in lines}) == len(users)


async def test_concurrent_and_repeated_pushes_in_any_order_have_one_effect_each(tmp_path: Path, url: str) -> None:
    account = Account(mode="plain")
    database = "" if url.startswith("sqlite") else url
    with installed(tmp_path, account=account, database=database) as service:
        service.start()
        async with httpx.AsyncClient(limits=httpx.Limits(max_connections=50)) as client:
            platform = Platform(account, client, f"{service.url}/wechat")
            users = [User(platform, f"oInvented-{number}") for number in range(8)]
            for line in [STORY, *ANSWERS, "对"]:
                pushes = [user.text(line) for user in users]
                seen = await platform.scatter(pushes, rng=random.Random(3), copies=3)
                assert all(len(texts) == 1 for texts in seen)
        assert len(exported(service)) == len(users)
