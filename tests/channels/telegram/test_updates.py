"""Bug 12 of others: a high-water mark, state in one process, poisoned updates, updates confirmed before they were kept.

Every update is kept under its own key before Telegram may forget it, whoever asks and however often it comes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.channels.telegram.polling import STAND_BY_SECONDS
from handlers.inbound import arrival_of
from handlers.messages import Answer, Inbound
from storage import alarms
from storage.duties import term
from storage.inbox import keep_late
from storage.tables import complaint, inbox, message
from storage.vault import Vault
from tests.channels.telegram.living import Living, living
from tests.telegram_emulator import BOT, Emulator, Person

pytestmark = pytest.mark.asyncio
STORY = "在润州万象新城干木工，鼎立劳务欠我两万四，三月到七月的，有欠条，就我一个"
ANSWERS = ("同意", "王建国", "321102198506150015", "13800001234", "没有")
POISON: list[Any] = [
    {"message": {"message_id": "x", "date": "yesterday", "chat": 5}},
    {"message": {"message_id": 1, "date": 1, "chat": {"id": 138, "type": "private"}, "text": ["not", "a", "text"]}},
    {"callback_query": {"id": "1", "from": {"id": 138}, "data": {"a": 1}}},
    {"message": None, "my_chat_member": {"chat": {}}},
    {"message": {"message_id": 1, "date": 10**30, "chat": {"id": 138, "type": "private"}, "text": "x"}},
    {"message": {"message_id": 1, "date": 1, "chat": {"id": 138, "type": "private"}, "text": "a\ud800b\x00c"}},
]


async def rows(bot: Living, *columns: str) -> list[tuple[Any, ...]]:
    query = select(*(inbox.c[name] for name in columns)).order_by(inbox.c.place)
    return [tuple(row) for row in await bot.database.read(lambda c: c.execute(query).all())]


async def said(bot: Living, person: Person) -> list[str]:
    query = select(message.c.kind).where(message.c.conversation_id == person.talk, message.c.direction == "in")
    return list(await bot.database.read(lambda c: c.scalars(query).all()))


async def test_nothing_is_confirmed_before_it_is_kept(bot: Living) -> None:
    person = bot.person()
    person.says("你好")
    bot.troubled.failures = 1
    assert await bot.polled() > 0  # the database was away: rest a little
    assert (len(bot.api.updates), await rows(bot, "key")) == (1, [])
    await bot.polled()
    assert (len(bot.api.updates), len(await rows(bot, "key"))) == (1, 1)  # kept, and not confirmed yet
    await bot.goes_round()
    assert (bot.api.updates, len(person.texts)) == ([], 1)


async def test_what_comes_again_is_neither_kept_nor_answered_again(bot: Living) -> None:
    person = bot.person()
    update = person.says("你好")
    await bot.goes_round()
    for _ in range(2):
        bot.api.updates.append(update)
        await bot.goes_round()
    assert (len(await rows(bot, "key")), len(person.texts)) == (1, 1)


async def test_ids_that_come_out_of_order_or_begin_anew_lose_nothing(bot: Living) -> None:
    person = bot.person()
    for id in (900, 700, 800):
        update = person.says(f"你好 {id}")
        update["update_id"] = id
        await bot.goes_round()
        await bot.goes_round()
    assert len(person.texts) == 3
    assert {asked.get("offset") for method, asked in bot.api.calls if method == "getUpdates"} == {
        None, "901", "701", "801"
    }  # fmt: skip


async def test_an_id_that_is_used_again_for_another_message_is_another_message(bot: Living) -> None:
    person = bot.person()
    for text in ("你好", "进度"):
        person.says(text)["update_id"] = 600
        await bot.goes_round()
        await bot.goes_round()
    assert len(person.texts) == 2


@pytest.mark.parametrize("number", range(len(POISON)))
async def test_a_poisoned_update_is_shown_to_staff_and_stands_in_nobodys_way(bot: Living, number: int) -> None:
    person = bot.person()
    person.says("你好")
    bot.api.push(**POISON[number])
    person.says("进度")
    for _ in range(3):
        await bot.goes_round()
    assert bot.api.updates == []
    assert len(person.texts) == 2
    assert len(await rows(bot, "key")) == 3


async def test_a_poisoned_update_stands_in_its_senders_talk(bot: Living) -> None:
    person = bot.person()
    bot.api.push(message={"message_id": 1, "from": {"id": person.id}, "chat": 5, "text": "x"})
    await bot.goes_round()
    assert (await said(bot, person), person.texts) == (["unknown"], [])


async def test_messages_of_one_poll_are_answered_in_their_order(bot: Living) -> None:
    people = [bot.person(1380000 + number) for number in range(4)]
    for line in (STORY, *ANSWERS, "对", "对"):
        for person in people:
            person.says(line)
    await bot.polled()
    await bot.carried()
    for person in people:
        assert len(person.texts) == 8
        assert any("编号 XS" in text for text in person.texts[6:])


async def test_a_kill_between_keeping_and_answering_loses_and_doubles_nothing(tmp_path: Path, url: str) -> None:
    api, vault = Emulator(), Vault()
    async with living(tmp_path, url=url, api=api, vault=vault) as first:
        person = first.person()
        for line in (STORY, *ANSWERS, "对", "对"):
            person.says(line)
        first.taker._inbound = KeepsOnly(first)
        await first.poller.step()
        assert (len(api.updates), person.texts) == (8, [])
    async with living(tmp_path, url=url, api=api, vault=vault, fresh=False) as second:
        await second.polled()  # Telegram has not been told: all of them come again
        await second.goes_round()
        await second.carried()
        assert (api.updates, len(person.texts)) == ([], 8)
        assert any("编号 XS" in text for text in person.texts)
        assert len(await second.database.read(lambda c: c.execute(select(complaint.c.id)).all())) == 1


class KeepsOnly:
    """As if the process had died just after all was kept: nobody answers."""

    def __init__(self, bot: Living) -> None:
        self._bot = bot

    async def accept(self, messages: Sequence[Inbound]) -> list[asyncio.Task[Answer]]:
        for arrival in map(arrival_of, messages):
            await self._bot.database.run(partial(keep_late, vault=self._bot.vault, arrival=arrival))
        return []


async def test_a_talk_goes_on_in_another_process(tmp_path: Path, url: str) -> None:
    api, vault = Emulator(), Vault()
    person = Person(api)
    for line in (STORY, *ANSWERS, "对", "对"):
        async with living(tmp_path, url=url, api=api, vault=vault, fresh=line == STORY) as bot:
            person.says(line)
            await bot.goes_round()
    assert any("编号 XS" in text for text in person.texts)
    assert len(person.texts) == 8


@pytest.mark.postgres
async def test_of_two_processes_one_asks_and_the_other_takes_over_at_once(tmp_path: Path, postgres_url: str) -> None:
    api, vault = Emulator(), Vault()
    async with living(tmp_path, url=postgres_url, api=api, vault=vault) as one:
        async with living(tmp_path, url=postgres_url, api=api, vault=vault, fresh=False) as other:
            assert await one.polled() == 0.0
            assert await other.polled() == STAND_BY_SECONDS
            assert api.count_of("getUpdates") == 1
            person = one.person()
            person.says("你好")
            await other.goes_round()
            assert person.texts == []
            await one.poller._duty.give_back()
            await other.goes_round()
            assert len(person.texts) == 1
            kept = await other.database.read(lambda c: term(c, f"telegram:{BOT}"))
            assert kept is not None and kept.terms == 2
            await one.goes_round()
            assert (len(person.texts), api.count_of("getUpdates")) == (1, 2)


@pytest.mark.postgres
async def test_what_both_processes_were_told_has_one_effect(tmp_path: Path, postgres_url: str) -> None:
    api, vault = Emulator(), Vault()
    async with living(tmp_path, url=postgres_url, api=api, vault=vault) as one:
        async with living(tmp_path, url=postgres_url, api=api, vault=vault, fresh=False) as other:
            person = one.person()
            updates = [person.says(line) for line in (STORY, *ANSWERS, "对", "对")]
            for update in updates:
                await asyncio.gather(one.taker.take([update]), other.taker.take([update]))
                await asyncio.gather(one.inbound.finish(), other.inbound.finish())
            await asyncio.gather(one.carried(), other.carried())
            assert len(person.texts) == 8
            assert len(await one.database.read(lambda c: c.execute(select(complaint.c.id)).all())) == 1


@pytest.mark.parametrize(("status", "reason"), [(401, "token_refused"), (409, "asked_elsewhere")])
async def test_what_only_an_operator_can_mend_is_an_alarm_until_it_is_mended(
    bot: Living, status: int, reason: str
) -> None:
    bot.api.fail("getUpdates", status, status)
    pauses = [await bot.polled() for _ in range(2)]
    assert pauses[1] > pauses[0] > 0
    sounding = await bot.database.read(alarms.sounding)
    assert [(one.channel, one.reason, one.times) for one in sounding] == [("telegram", reason, 2)]
    bot.person().says("你好")
    await bot.goes_round()
    assert await bot.database.read(alarms.sounding) == []
    assert len(bot.person().texts) == 1


@pytest.mark.parametrize("fault", [429, 500, 502, "html", "html200", "reset", "half"])
async def test_bad_weather_makes_a_pause_and_nothing_else(bot: Living, fault: Any) -> None:
    person = bot.person()
    person.says("你好")
    bot.api.fail("getUpdates", fault)
    assert await bot.polled() > 0
    await bot.goes_round()
    assert len(person.texts) == 1


async def test_a_webhook_of_before_is_taken_away_without_what_waits(bot: Living) -> None:
    bot.api.webhook = {"url": "https://old.example/telegram"}
    person = bot.person()
    person.says("你好")
    await bot.goes_round()
    assert (bot.api.webhook, len(person.texts)) == ({}, 1)


async def test_the_poller_ends_when_told_while_it_waits(bot: Living) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(bot.poller.run(stop))
    person = bot.person()
    person.says("你好")
    while not await rows(bot, "key"):
        await asyncio.sleep(0.01)
    stop.set()
    await asyncio.wait_for(running, 5)
    kept = await bot.database.read(lambda c: term(c, f"telegram:{BOT}"))
    assert kept is not None and kept.holder is None


class TestWebhook:
    async def test_an_update_is_kept_before_it_is_confirmed(self, bot: Living) -> None:
        person = bot.person()
        update = person.says("你好")
        bot.troubled.failures = 1
        assert [await bot.caller.call(update), await bot.caller.call(update)] == [503, 200]
        assert await bot.caller.call(update) == 200
        await bot.inbound.finish()
        await bot.carried()
        assert (len(await rows(bot, "key")), len(person.texts)) == (1, 1)

    @pytest.mark.parametrize("secret", ["", "x", "secretOfTheWebhookForTest", "secretOfTheWebhookForTestss", "密"])
    async def test_nobody_else_can_write_as_telegram(self, bot: Living, secret: str) -> None:
        headers = {"x-telegram-bot-api-secret-token": secret.encode()}
        update = bot.person().says("你好")
        assert await bot.caller.call(update, headers=headers) == 403
        assert await bot.caller.call(update, headers={}) == 403
        assert await rows(bot, "key") == []

    async def test_a_body_that_is_too_large_is_not_read(self, bot: Living) -> None:
        assert await bot.caller.call(b" " * (1024 * 1024 + 1)) == 413

    async def test_only_posts_are_answered(self, bot: Living) -> None:
        assert (await bot.caller.client.get(bot.caller.url)).status_code == 405

    @pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[1]", b"null", b"7", b"[" * 5000])
    async def test_what_is_no_update_is_kept_for_staff_and_not_asked_for_again(self, bot: Living, body: bytes) -> None:
        assert [await bot.caller.call(body) for _ in range(2)] == [200, 200]
        await bot.inbound.finish()
        assert await rows(bot, "kind") == [("unknown",)]

    async def test_updates_of_many_people_at_once_are_all_kept(self, bot: Living) -> None:
        people = [bot.person(1380000 + number) for number in range(20)]
        updates = [person.says("你好") for person in people]
        assert set(await asyncio.gather(*map(bot.caller.call, updates))) == {200}
        await bot.inbound.finish()
        await bot.carried()
        assert [len(person.texts) for person in people] == [1] * 20
