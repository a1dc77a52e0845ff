"""The talk over HTTP: begun, written, read again, each thing once; on both databases."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.channels.web.bodies import LONGEST_TEXT
from storage import conversations
from storage.database import Database
from storage.outbox import Entry
from storage.outbox import put as put_out
from storage.tables import message, visitor
from storage.vault import Vault
from tests.channels.web.service import Scripted, WebService, conversation_of
from tests.rows import Clock, entries

pytestmark = pytest.mark.asyncio


async def count(database: Database, table: Any) -> int:
    query = select(func.count()).select_from(table)
    return await database.read(lambda connection: connection.scalar(query) or 0)


async def test_a_stranger_reads_what_this_is_and_leaves_no_trace(service: WebService) -> None:
    answer = await service.browser().client.get("/")
    for line in ("帮您把欠薪记清楚", "只给办案的工作人员看", "不收钱", "您好，我是薪声。", "登记欠薪"):
        assert line in answer.text
    assert "set-cookie" not in answer.headers
    assert await count(service.database, visitor) == 0


async def test_the_page_has_nothing_inline_and_nothing_from_elsewhere(service: WebService) -> None:
    browser = service.browser()
    await browser.begin()
    answer = await browser.client.get("/")
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy and policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert not re.search(
        r"\son\w+=|\sstyle=|<style|https?://|<script(?! type=\"(module|application/json)\")", answer.text
    )
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_who_begins_is_welcomed_once_and_known_from_then_on(service: WebService, dialog: Scripted) -> None:
    browser = service.browser()
    answer = await browser.client.post("/chat/begin", json={})
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Path=/" in cookie
    assert [one["text"] for one in answer.json()["messages"]] == ["您好，我是薪声。"]
    assert (await browser.begin())["messages"] == answer.json()["messages"]
    assert dialog.heard == ["entered"]
    assert await count(service.database, visitor) == 1


async def test_over_https_the_cookie_is_kept_from_other_sites_and_plain_connections(service: WebService) -> None:
    browser = service.browser(base="https://wages.test")
    answer = await browser.client.post("/chat/begin", json={})
    assert re.match(r"__Host-xinsheng-worker=[0-9a-f]{64}; .*Secure", answer.headers["set-cookie"])


async def test_the_scanned_code_of_a_site_is_told_to_the_dialog(service: WebService, dialog: Scripted) -> None:
    browser = service.browser()
    assert "site-0042" in (await browser.client.get("/?scene=site-0042")).text
    await browser.begin(scene="site-0042")
    await browser.begin(scene="site-0042")
    await browser.begin(scene="<script>")
    assert dialog.heard == ["entered", "entered"]


async def test_a_message_sent_again_has_one_effect_and_the_same_answer(service: WebService, dialog: Scripted) -> None:
    browser = service.browser()
    await browser.begin()
    first = await browser.say("鼎立劳务欠我两万四", client_id="client-0001")
    again = await browser.say("鼎立劳务欠我两万四", client_id="client-0001")
    assert first == again
    assert dialog.heard == ["entered", "鼎立劳务欠我两万四"]
    assert [one["from"] for one in first["messages"]] == ["assistant", "worker", "assistant"]
    assert first["messages"][1]["key"] == "client-0001"


async def test_nine_sendings_at_once_have_one_effect(service: WebService, dialog: Scripted) -> None:
    browser = service.browser()
    await browser.begin()
    answers = await asyncio.gather(*(browser.say("一", client_id="client-0001") for _ in range(9)))
    assert dialog.heard == ["entered", "一"]
    assert all(answer["messages"] == answers[0]["messages"] for answer in answers)


async def test_choices_stand_until_something_else_is_said(service: WebService) -> None:
    browser = service.browser()
    assert (await browser.begin())["state"]["choices"] == ["登记欠薪", "进度", "人工"]
    assert (await browser.say("选"))["state"]["choices"] == ["对", "不对"]
    assert 'data-choice="不对"' in await browser.page()
    await service.tell(await conversation_of(service.database), "已受理")
    assert (await browser.read())["state"]["choices"] == ["对", "不对"]
    answer = await browser.say_raw({"choice": "对"})
    assert answer.json()["state"]["choices"] == []
    assert (await browser.texts())[-2:] == ["对", "听到对"]


async def test_the_talk_is_there_after_a_reload(service: WebService, clock: Clock) -> None:
    browser = service.browser()
    await browser.begin()
    await browser.say("欠我两万四")
    clock.later(days=1)
    page = await browser.page()
    assert "欠我两万四" in page and "听到欠我两万四" in page
    assert re.search(r'<section class="intro" id="intro"[^>]* hidden', page)


async def test_words_come_back_as_words_and_never_as_markup(service: WebService) -> None:
    browser = service.browser()
    await browser.begin()
    evil = """</script><script>alert(1)</script><img src=x onerror="alert(2)">{{7*7}}"""
    answer = await browser.say(evil)
    assert answer["messages"][-2]["text"] == evil
    page = await browser.page()
    assert "<script>alert" not in page and "<img src=x" not in page
    assert "&lt;script&gt;alert(1)" in page and "{{7*7}}" in page


async def test_what_nobody_can_have_written_is_left_out(service: WebService) -> None:
    browser = service.browser()
    await browser.begin()
    content = b'{"client_id": "client-0001", "text": "\\u0000 e\\u0301\\u202e\\ud800\\r\\n\\ud83d\\ude4f "}'
    answer = await browser.client.post("/chat/messages", content=content)
    assert answer.json()["messages"][-2]["text"] == "\u00e9\n\U0001f64f"


BAD_BODIES = {
    "not JSON": (b"{", 400, "not_json"),
    "no object": (b"[]", 400, "not_json"),
    "deep": (b"[" * 50_000, 400, "not_json"),
    "no id": (b'{"text": "x"}', 400, "bad_client_id"),
    "bad id": (b'{"client_id": "a/../b12345", "text": "x"}', 400, "bad_client_id"),
    "no words": (b'{"client_id": "client-0001"}', 400, "no_words"),
    "blank words": (b'{"client_id": "client-0001", "text": " \\n\\u0007 "}', 400, "no_words"),
    "a number": (b'{"client_id": "client-0001", "text": 5}', 400, "no_words"),
    "half a place": (b'{"client_id": "client-0001", "location": {"latitude": 3}}', 400, "bad_place"),
    "nowhere": (b'{"client_id": "client-0001", "location": {"latitude": 91, "longitude": 0}}', 400, "bad_place"),
    "no place": (b'{"client_id": "client-0001", "location": {"latitude": NaN, "longitude": 0}}', 400, "bad_place"),
    "bad after": (b'{"client_id": "client-0001", "text": "x", "after": -1}', 400, "bad_position"),
    "huge after": (b'{"client_id": "client-0001", "text": "x", "after": 1e400}', 400, "bad_position"),
}


@pytest.mark.parametrize("name", BAD_BODIES)
async def test_a_body_that_makes_no_sense_is_refused_with_a_code(
    service: WebService, dialog: Scripted, name: str
) -> None:
    content, status, code = BAD_BODIES[name]
    browser = service.browser()
    await browser.begin()
    answer = await browser.client.post("/chat/messages", content=content)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert dialog.heard == ["entered"]


async def test_a_text_that_is_too_long_is_refused_and_the_longest_taken(service: WebService) -> None:
    browser = service.browser()
    await browser.begin()
    answer = await browser.say_raw({"text": "欠" * (LONGEST_TEXT + 1)})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_long")
    assert len((await browser.say("欠" * LONGEST_TEXT))["messages"][-2]["text"]) == LONGEST_TEXT


async def test_who_is_not_known_is_asked_to_begin(service: WebService) -> None:
    browser = service.browser()
    browser.client.cookies.set("xinsheng-worker", "0" * 64)
    for answer in (await browser.say_raw({"text": "x"}), await browser.client.get("/chat/messages?after=0")):
        assert (answer.status_code, answer.json()["code"]) == (401, "unknown")


POSTS = ("begin", "messages", "seen", "return-code", "return", "leave", "photos?client_id=client-0001")


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://evil.test"}, {"Origin": "null"}, {"Sec-Fetch-Site": "same-site"}]
)
@pytest.mark.parametrize("path", POSTS)
async def test_no_other_site_acts_in_his_name(service: WebService, path: str, headers: dict[str, str]) -> None:
    browser = service.browser()
    await browser.begin()
    answer = await browser.client.post(f"/chat/{path}", json={}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_ours")


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://public.test"}, {"Sec-Fetch-Site": "same-origin", "Origin": "x"}]
)
async def test_our_own_page_is_known_behind_a_proxy(service: WebService, headers: dict[str, str]) -> None:
    answer = await service.browser().client.post("/chat/begin", json={}, headers=headers)
    assert answer.status_code == 200


async def test_nobody_reads_anothers_talk(service: WebService) -> None:
    one, two = service.browser(), service.browser()
    await one.begin()
    await two.begin()
    await one.say("我的事")
    assert "我的事" not in await two.page()
    assert await two.texts() == ["您好，我是薪声。"]


async def test_notices_and_staffs_words_stand_in_the_talk_once_and_in_order(service: WebService, clock: Clock) -> None:
    browser = service.browser()
    await browser.begin()
    id = await conversation_of(service.database)
    await browser.say("一")
    await service.tell(id, "已受理")
    await browser.say("二")
    await service.tell(id, "您好，我是小李", "staff")
    read = (await browser.read())["messages"]
    assert [(one["from"], one["text"]) for one in read] == [
        ("assistant", "您好，我是薪声。"),
        ("worker", "一"),
        ("assistant", "听到一"),
        ("notice", "已受理"),
        ("worker", "二"),
        ("assistant", "听到二"),
        ("staff", "您好，我是小李"),
    ]
    assert (await browser.read())["messages"] == read


async def test_what_somebody_put_into_the_outbox_alone_comes_into_the_talk(
    service: WebService, vault: Vault, clock: Clock
) -> None:
    browser = service.browser()
    await browser.begin()
    id = await conversation_of(service.database)
    payload = '{"text": "接着来。", "choices": ["对"]}'
    entry = Entry("back:1", id, "reply", payload, clock())
    await service.database.run(lambda connection: put_out(connection, vault, entry))
    for _ in range(2):
        read = await browser.read()
        assert [one["text"] for one in read["messages"]] == ["您好，我是薪声。", "接着来。"]
        assert read["state"]["choices"] == ["对"]


async def test_nothing_counts_as_sent_before_the_page_has_seen_it(service: WebService) -> None:
    browser = service.browser()
    await browser.begin()
    id = await conversation_of(service.database)
    await service.tell(id, "一")
    first = (await browser.read())["messages"][-1]["id"]
    await service.tell(id, "二")
    last = (await browser.read())["messages"][-1]["id"]
    assert await entries(service.database, "state") == [("waiting",), ("waiting",)]
    await browser.client.post("/chat/seen", json={"position": first})
    assert await entries(service.database, "state") == [("sent",), ("waiting",)]
    await browser.client.post("/chat/seen", json={"position": last})
    await browser.client.post("/chat/seen", json={"position": last})
    assert await entries(service.database, "state", "attempts") == [("sent", 1), ("sent", 1)]


async def test_an_answer_that_takes_long_comes_later_and_once(
    database: Database, vault: Vault, clock: Clock, dialog: Scripted, tmp_path: Path
) -> None:
    service = WebService(database, vault, clock, dialog, tmp_path, patience=0.05)
    browser = service.browser()
    await browser.begin()
    dialog.gate = asyncio.Event()
    assert [one["text"] for one in (await browser.say("想一想"))["messages"]] == ["您好，我是薪声。"]
    dialog.gate.set()
    await service.inbound.finish()
    read = (await browser.read())["messages"]
    assert [one["text"] for one in read] == ["您好，我是薪声。", "想一想", "听到想一想"]
    await browser.client.post("/chat/seen", json={"position": read[-1]["id"]})
    assert await entries(service.database, "kind", "state") == [("reply", "sent")]


async def test_while_staff_have_the_word_the_page_says_so_and_offers_nothing(service: WebService) -> None:
    browser = service.browser()
    await browser.begin()
    state = (await browser.say("人工"))["state"]
    assert (state["staff"], state["choices"]) == (True, [])


async def test_words_that_were_not_to_be_kept_are_shown_as_gone(service: WebService) -> None:
    browser = service.browser()
    await browser.begin()
    await browser.say("我叫王建国")
    messages = (await browser.say("不同意"))["messages"]
    assert [one["gone"] for one in messages] == [False, True, False, True, False]
    assert "王建国" not in "".join(one["text"] for one in messages if one["from"] == "worker")
    assert "您说的这句没有保存。" in await browser.page()


async def test_long_talks_come_page_by_page(service: WebService, clock: Clock) -> None:
    browser = service.browser()
    await browser.begin()
    for number in range(60):
        service.seconds += 10
        await browser.say(f"第{number}句")
    newest = await browser.read()
    assert len(newest["messages"]) == 100 and newest["earlier"]
    before = await browser.client.get(f"/chat/messages?before={newest['messages'][0]['id']}")
    older = before.json()
    assert len(older["messages"]) == 21 and not older["earlier"]
    ids = [one["id"] for one in older["messages"] + newest["messages"]]
    assert ids == sorted(set(ids))


async def test_who_floods_is_held_up_and_told_how_long(service: WebService, dialog: Scripted) -> None:
    browser = service.browser()
    await browser.begin()
    answers = [await browser.say_raw({"text": str(number)}) for number in range(32)]
    assert [answer.status_code for answer in answers] == [200] * 30 + [429] * 2
    assert int(answers[-1].headers["retry-after"]) > 0
    service.seconds += int(answers[-1].headers["retry-after"])
    assert (await browser.say_raw({"text": "再来"})).status_code == 200


async def test_an_address_that_begins_over_and_over_is_held_up_alone(service: WebService) -> None:
    for _ in range(120):
        await service.browser("192.0.2.7").begin()
    assert (await service.browser("192.0.2.7").client.post("/chat/begin", json={})).status_code == 429
    assert (await service.browser("192.0.2.8").client.post("/chat/begin", json={})).status_code == 200


async def test_without_a_database_the_page_is_calm_and_the_script_is_told_to_come_again(service: WebService) -> None:
    browser = service.browser()
    await browser.begin()
    await service.database.close()
    page = await browser.client.get("/")
    assert page.status_code == 503 and "没有丢" in page.text
    answer = await browser.say_raw({"text": "x"})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "3")


async def test_a_talk_taken_over_and_given_back_goes_on_in_the_same_place(service: WebService, clock: Clock) -> None:
    browser = service.browser()
    await browser.begin()
    id = await conversation_of(service.database)
    await service.database.run(lambda connection: conversations.hold(connection, id, "li.na", clock()))
    assert (await browser.read())["state"]["staff"]
    await service.database.run(lambda connection: conversations.give_back(connection, id, "li.na", clock()))
    assert not (await browser.read())["state"]["staff"]


async def test_the_key_of_a_message_is_told_to_its_sender_only_as_he_gave_it(service: WebService) -> None:
    browser = service.browser()
    await browser.begin()
    read = await browser.say("一", client_id="client-0009")
    assert [one["key"] for one in read["messages"]] == [None, "client-0009", None]
    assert await count(service.database, message) == 4  # he came in, was welcomed, wrote, was answered
