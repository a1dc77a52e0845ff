"""Another phone: a code takes the talk along once, within a day, and nobody guesses one."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from storage.tables import return_code
from tests.channels.web.service import Browser, WebService
from tests.rows import Clock

pytestmark = pytest.mark.asyncio


async def with_code(service: WebService) -> tuple[Browser, str]:
    browser = service.browser()
    await browser.begin()
    await browser.say("欠我两万四")
    made = (await browser.client.post("/chat/return-code", json={})).json()
    return browser, made["code"]


async def come_back(browser: Browser, code: str) -> int:
    return (await browser.client.post("/chat/return", json={"code": code})).status_code


async def test_the_talk_goes_on_on_another_phone_and_the_old_one_is_told(service: WebService) -> None:
    old, code = await with_code(service)
    assert re.fullmatch(r"\d{4} \d{4} \d{4}", code)
    new = service.browser("192.0.2.9")
    assert await come_back(new, code) == 200
    assert "欠我两万四" in await new.page()
    assert "您的谈话刚在另一部手机上打开了" in (await old.texts())[-1]
    await new.say("还在")
    assert "还在" in await old.texts()


@pytest.mark.parametrize("written", ["{} {} {}", "{}-{}-{}", "{}{}{}", " {}  {}\u3000{} "])
async def test_a_code_may_be_written_as_people_write_it(service: WebService, written: str) -> None:
    _, code = await with_code(service)
    assert await come_back(service.browser(), written.format(*code.split())) == 200


async def test_a_code_may_be_written_in_full_width(service: WebService) -> None:
    _, code = await with_code(service)
    assert await come_back(service.browser(), code.translate({48 + n: 0xFF10 + n for n in range(10)})) == 200


async def test_a_code_is_good_once(service: WebService) -> None:
    _, code = await with_code(service)
    assert await come_back(service.browser(), code) == 200
    assert await come_back(service.browser(), code) == 404


async def test_a_code_is_good_for_a_day(service: WebService, clock: Clock) -> None:
    _, code = await with_code(service)
    clock.later(hours=24)
    assert await come_back(service.browser(), code) == 404


async def test_a_new_code_ends_the_one_before(service: WebService) -> None:
    browser, code = await with_code(service)
    second = (await browser.client.post("/chat/return-code", json={})).json()["code"]
    assert await come_back(service.browser(), code) == 404
    assert await come_back(service.browser(), second) == 200


@pytest.mark.parametrize("code", ["", "1234", "abcd efgh ijkl", "1" * 4000, None, 5, ["1"]])
async def test_what_cannot_be_a_code_is_refused(service: WebService, code: object) -> None:
    answer = await service.browser().client.post("/chat/return", json={"code": code})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_code")


async def test_who_guesses_is_held_up_by_address_and_everybody_by_number(service: WebService) -> None:
    guesser = service.browser("198.51.100.1")
    statuses = [await come_back(guesser, f"{number:012}") for number in range(11)]
    assert statuses == [404] * 10 + [429]
    for address in range(2, 32):
        for number in range(10):
            await come_back(service.browser(f"198.51.100.{address}"), f"{number:012}")
    assert await come_back(service.browser("198.51.100.99"), "0" * 12) == 429


async def test_one_customers_many_addresses_count_as_one(service: WebService) -> None:
    for number in range(10):
        await come_back(service.browser(f"2001:db8:0:1::{number:x}"), "0" * 12)
    assert await come_back(service.browser("2001:db8:0:1:ffff::1"), "0" * 12) == 429
    assert await come_back(service.browser("2001:db8:0:2::1"), "0" * 12) == 404


async def test_codes_are_not_kept_as_they_are_written(service: WebService) -> None:
    _, code = await with_code(service)
    kept = await service.database.read(lambda c: c.execute(select(return_code.c.code)).scalar_one())
    assert code.replace(" ", "") not in kept


async def test_who_leaves_is_not_known_any_more(service: WebService) -> None:
    browser, _ = await with_code(service)
    answer = await browser.client.post("/chat/leave", json={"which": "this"})
    assert 'xinsheng-worker=""; ' in answer.headers["set-cookie"]
    assert "欠我两万四" not in await browser.page()


async def test_all_other_phones_can_be_left_from_one(service: WebService) -> None:
    mine, code = await with_code(service)
    thief = service.browser()
    await come_back(thief, code)
    unused = (await mine.client.post("/chat/return-code", json={})).json()["code"]
    answer = await mine.client.post("/chat/leave", json={"which": "others"})
    assert answer.json() == {"left": 1}
    assert (await thief.client.get("/chat/messages")).status_code == 401
    assert "欠我两万四" in await mine.page()
    assert await come_back(thief, unused) == 404


async def test_a_browser_that_comes_back_leaves_the_talk_it_had(service: WebService) -> None:
    _, code = await with_code(service)
    other = service.browser()
    await other.begin()
    await other.say("别人的话")
    await come_back(other, code)
    page = await other.page()
    assert "欠我两万四" in page and "别人的话" not in page
