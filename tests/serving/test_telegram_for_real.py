"""A real process and Telegram's emulator: a complaint from the first words to 已受理, kills on the way, a webhook."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.serving.process import Service, installed
from tests.serving.test_wechat_for_real import ANSWERS, STORY, eventually, exported
from tests.telegram_emulator import BOT, SECRET, TOKEN, Caller, Emulator, Person, telegram

pytestmark = pytest.mark.asyncio


@contextmanager
def serving(folder: Path, url: str = "sqlite", **more: str) -> Iterator[tuple[Service, Emulator]]:
    """An installation with Telegram, not started yet, and the Telegram that it meets."""
    database = "" if url.startswith("sqlite") else url
    with telegram() as (api, base), installed(folder, database=database) as service:
        settings = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_BASE": base, **more}
        service.environment |= {f"XINSHENG_{name}": value for name, value in settings.items()}
        yield service, api


async def says(person: Person, text: str) -> str:
    """What he reads then."""
    before = len(person.texts)
    person.says(text)
    await eventually(lambda: len(person.texts) > before, 30)
    return person.texts[-1]


async def files(person: Person) -> str:
    await says(person, STORY)
    for answer in [*ANSWERS, "对", "对"]:
        if "编号" in (shown := await says(person, answer)):
            return shown
    raise AssertionError(person.texts)


async def test_a_complaint_goes_from_the_first_words_to_accepted(tmp_path: Path, url: str) -> None:
    with serving(tmp_path, url) as (service, api):
        service.start()
        person = Person(api)
        receipt = await files(person)
        [line] = exported(service)
        assert line["case_number"] in receipt
        assert (line["channel"], line["conversation"]) == ("telegram", str(person.id))
        stepped = service.command("case", "step", line["case_number"], "已受理", "--note", "已派王调解员")
        assert stepped.returncode == 0, stepped.stderr
        await eventually(lambda: "已派王调解员" in person.texts[-1])
        assert "已受理" in person.texts[-1]
        assert service.end() == 0
        for secret in ("王建国", "13800001234", TOKEN, str(person.id)):
            assert secret not in service.log()


async def test_kills_on_the_way_lose_and_double_nothing(tmp_path: Path, url: str) -> None:
    rng = random.Random(5)
    with serving(tmp_path, url) as (service, api):
        service.start()
        people = [Person(api, 1380000 + number) for number in range(3)]
        for lines in ([STORY, *ANSWERS[:2]], ANSWERS[2:], ["对", "对"]):
            for line in lines:
                for person in people:
                    person.says(line)
            await asyncio.sleep(rng.uniform(0.0, 0.3))
            service.kill()
            service.start()
        await eventually(lambda: all("编号" in "".join(person.texts) for person in people), 60)
        filed = {line["conversation"]: line["case_number"] for line in exported(service)}
        assert sorted(filed) == sorted(str(person.id) for person in people)
        for (
            person
        ) in people:  # a kill between Telegram's yes and our keeping of it may repeat a message, and loses none
            assert filed[str(person.id)] in "".join(person.texts)


@pytest.mark.postgres
async def test_of_two_processes_one_asks_and_the_other_goes_on_when_it_is_killed(
    tmp_path: Path, bare_postgres: str
) -> None:
    with serving(tmp_path, bare_postgres) as (first, api):
        first.start()
        with installed(tmp_path, database=bare_postgres) as second:
            second.environment = first.environment
            second.start()
            people = [Person(api, 1380000 + number) for number in range(3)]
            for person in people:
                await says(person, STORY)
            assert api.conflicts == 0
            first.kill()
            for line in [*ANSWERS, "对", "对"]:
                for person in people:
                    person.says(line)
            await eventually(lambda: all("编号" in "".join(person.texts) for person in people), 60)
            assert len({line["conversation"] for line in exported(second)}) == len(people)


async def test_telegram_calls_where_a_secret_is_set(tmp_path: Path) -> None:
    more = {"TELEGRAM_SECRET": SECRET, "PUBLIC_URL": "https://hotline.example"}
    with serving(tmp_path, **more) as (service, api):
        service.start()
        await eventually(lambda: bool(api.webhook))
        assert api.webhook["url"] == "https://hotline.example/telegram"
        assert (api.webhook["secret_token"], api.count_of("getUpdates")) == (SECRET, 0)
        person = Person(api)
        async with httpx.AsyncClient() as client:
            caller = Caller(client, f"{service.url}/telegram")
            assert await caller.call(person.says("你好")) == 200
            await eventually(lambda: len(person.texts) == 1)
            assert await Caller(client, f"{service.url}/telegram", "wrong-secret-wrong").call(person.says("x")) == 403


async def test_a_doctor_looks_at_the_token(tmp_path: Path) -> None:
    with serving(tmp_path) as (service, api):
        assert "ok" in next(line for line in service.command("doctor").stdout.splitlines() if "Telegram" in line)
        api.token = f"{BOT}:another_token_than_before"
        done = service.command("doctor")
        assert (done.returncode, "BotFather" in done.stdout) == (1, True)
        assert TOKEN not in done.stdout


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"TELEGRAM_TOKEN": "not a token"}, "BotFather"),
        ({"TELEGRAM_SECRET": SECRET}, "XINSHENG_PUBLIC_URL"),
        ({"TELEGRAM_SECRET": "short", "PUBLIC_URL": "https://hotline.example"}, "TELEGRAM_SECRET must"),
    ],
)
async def test_settings_that_cannot_work_stop_the_start(tmp_path: Path, more: dict[str, str], told: str) -> None:
    with serving(tmp_path, **more) as (service, _):
        done = service.command("serve", "--port", str(service.port))
        assert done.returncode != 0
        assert told in done.stdout + done.stderr
