"""What becomes of a text that is pushed to a worker, by every answer that WeChat's API may give."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta

import httpx
import pytest
import pytest_asyncio

from bot.channels.base import Channel, Later, Misconfigured, Outcome, Outgoing, Sent, Undelivered, Unknown
from bot.channels.wechat.api import WeChatApi
from bot.channels.wechat.channel import WeChatChannel
from bot.channels.wechat.settings import WeChatSettings
from bot.channels.wechat.tokens import Tokens
from dialogs.replies import Reply
from tests.wechat_emulator import Emulator, Fault, served
from tests.wechat_users import looks_escaped

OPENID = "oInvented-000000000000000001"
HELLO = "\u60a8\u597d\uff0c\u5de5\u53cb \U0001f477"


@dataclass
class Line:
    """The channel under test, and the WeChat behind it."""

    emulator: Emulator
    channel: Channel

    async def say(self, text: str = HELLO, *, key: str = "k1", openid: str = OPENID, said: int = 0) -> Outcome:
        return await self.channel.send(Outgoing(key, f"wechat:gh_1:{openid}", "notice", Reply(text), said))

    @property
    def texts(self) -> list[str]:
        return [delivered.text for delivered in self.emulator.delivered]


def settings_for(base: str, app_id: str = "wx5f0c1d2e3a4b5c6d", app_secret: str = "secretForTests") -> WeChatSettings:
    return WeChatSettings(app_id=app_id, app_secret=app_secret, token="t", api_base=base, mode="plain")


def line_of(emulator: Emulator, client: httpx.AsyncClient, base: str = "http://api.test/", **changed: str) -> Line:
    settings = settings_for(base, **changed)
    tokens = Tokens(settings, client, now=lambda: emulator.now)
    return Line(emulator, WeChatChannel(WeChatApi(settings, client, tokens, now=lambda: emulator.now)))


@pytest_asyncio.fixture
async def line() -> AsyncIterator[Line]:
    emulator = Emulator()
    emulator.heard_from(OPENID)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=emulator.app)) as client:
        yield line_of(emulator, client)


@pytest.mark.asyncio
async def test_a_text_arrives_as_it_was_written(line: Line) -> None:
    assert await line.say() == Sent()
    assert line.texts == [HELLO]
    assert not any(map(looks_escaped, line.texts))


@pytest.mark.asyncio
async def test_the_emulator_shows_escapes_as_wechat_does(line: Line) -> None:
    await line.say()
    token = line.emulator.token
    message = {"touser": OPENID, "msgtype": "text", "text": {"content": "\u60a8"}}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=line.emulator.app)) as client:
        url = f"http://api.test/cgi-bin/message/custom/send?access_token={token}"
        await client.post(url, content=json.dumps(message).encode())
    assert looks_escaped(line.texts[-1])


async def asked(line: Line, text: str, *choices: str) -> Outcome:
    return await line.channel.send(Outgoing("k", f"wechat:gh_1:{OPENID}", "reply", Reply(text, choices)))


@pytest.mark.asyncio
async def test_choices_are_entries_to_tap(line: Line) -> None:
    assert await asked(line, "well?", "yes", "no") == Sent()
    assert [(sent.text, sent.entries) for sent in line.emulator.delivered] == [("well?", ("yes", "no"))]


@pytest.mark.asyncio
@pytest.mark.parametrize("code", [40008, 45002, 47001])
async def test_a_menu_that_wechat_does_not_take_is_said_as_a_text_and_costs_one_message(line: Line, code: int) -> None:
    line.emulator.fail("send", code)
    assert await asked(line, "well?", "yes", "no") == Sent()
    assert [(sent.text, sent.entries) for sent in line.emulator.delivered] == [("well?\n1. yes\n2. no", ())]


@pytest.mark.asyncio
@pytest.mark.parametrize(("code", "state"), [(45047, Undelivered), (-1, Later), (48002, Misconfigured)])
async def test_what_is_refused_for_another_reason_is_not_tried_as_a_text(line: Line, code: int, state: type) -> None:
    line.emulator.fail("send", code)
    assert isinstance(await asked(line, "well?", "yes"), state)
    assert line.emulator.count_of("send") == 1


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("text", "choices"), [("many", tuple(map(str, range(11)))), ("", ("yes",)), ("long" * 600, ("yes",)), ("x", ("",))]
)
async def test_what_is_no_menu_for_wechat_goes_as_numbered_lines(
    line: Line, text: str, choices: tuple[str, ...]
) -> None:
    assert isinstance(await asked(line, text, *choices), Sent)
    assert line.emulator.delivered[0].entries == ()


@pytest.mark.asyncio
async def test_five_messages_in_the_window_and_the_sixth_is_not_counted_as_sent(line: Line) -> None:
    outcomes = [await line.say(key=str(number)) for number in range(6)]
    assert outcomes == [Sent()] * 5 + [Undelivered("quota_used", 45047)]
    assert len(line.texts) == 5


@pytest.mark.asyncio
async def test_three_messages_in_the_minute_after_a_tap(line: Line) -> None:
    line.emulator.left_by(OPENID)
    line.emulator.heard_from(OPENID, "tap")
    assert [await line.say(key=str(number)) for number in range(4)][2:] == [Sent(), Undelivered("quota_used", 45047)]
    line.emulator.heard_from(OPENID, "tap")
    line.emulator.now += timedelta(seconds=61)
    assert await line.say() == Undelivered("window_closed", 45015)


@pytest.mark.asyncio
async def test_after_48_hours_nothing_is_delivered(line: Line) -> None:
    line.emulator.now += timedelta(hours=48, seconds=1)
    assert await line.say() == Undelivered("window_closed", 45015)
    assert line.texts == []


CODES: list[tuple[int, type, str]] = [
    (45015, Undelivered, "window_closed"),
    (45047, Undelivered, "quota_used"),
    (43004, Undelivered, "unreachable"),
    (40003, Undelivered, "unreachable"),
    (45002, Undelivered, "too_long"),
    (47001, Undelivered, "malformed"),
    (99999, Undelivered, "refused"),
    (48002, Misconfigured, "customer_service_off"),
    (40013, Misconfigured, "app_id"),
    (40164, Misconfigured, "address_not_allowed"),
    (-1, Later, "busy"),
    (45009, Later, "daily_limit"),
    (45011, Later, "minute_limit"),
]


@pytest.mark.asyncio
@pytest.mark.parametrize(("code", "kind", "reason"), CODES)
async def test_every_errcode_has_its_outcome(line: Line, code: int, kind: type, reason: str) -> None:
    line.emulator.fail("send", code)
    outcome = await line.say()
    assert isinstance(outcome, Undelivered | Misconfigured | Later)
    assert (type(outcome), outcome.reason, outcome.code) == (kind, reason, code)
    assert line.emulator.count_of("send") == 1
    if isinstance(outcome, Later):
        assert outcome.not_before is not None and outcome.not_before > line.emulator.now


@pytest.mark.asyncio
@pytest.mark.parametrize("fault", ["html", "broken"])
async def test_what_is_not_wechats_json_is_never_taken_for_success(line: Line, fault: Fault) -> None:
    line.emulator.fail("send", fault)
    assert isinstance(await line.say(), Unknown)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b"{}", b'{"errcode":"0"}', b'{"errcode":null}', b'{"errcode":true}', b"[" * 9_999]
)
async def test_an_answer_without_an_errcode_is_unknown(body: bytes) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if "stable_token" in str(request.url):
            return httpx.Response(200, json={"access_token": "t", "expires_in": 7200})
        return httpx.Response(200, content=body)

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
        assert isinstance(await line_of(Emulator(), client).say(), Unknown)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"{}",
        b'{"access_token":"t","expires_in":NaN}',
        b'{"access_token":"","expires_in":7200}',
        b'{"access_token":1}',
        b'{"errcode":0}',
    ],
)
async def test_a_strange_token_answer_keeps_the_message(body: bytes) -> None:
    transport = httpx.MockTransport(lambda request: httpx.Response(200, content=body))
    async with httpx.AsyncClient(transport=transport) as client:
        assert isinstance(await line_of(Emulator(), client).say(), Later)


@pytest.mark.asyncio
async def test_one_token_serves_until_shortly_before_its_end(line: Line) -> None:
    line.emulator.heard_from(OPENID)
    for _ in range(3):
        await line.say()
    line.emulator.now += timedelta(minutes=114)
    await line.say()
    assert line.emulator.count_of("token") == 1
    line.emulator.now += timedelta(minutes=2)
    await line.say()
    assert line.emulator.count_of("token") == 2
    assert not any("force_refresh" in asked for path, asked in line.emulator.calls if path == "token")


@pytest.mark.asyncio
async def test_many_at_once_ask_for_one_token(line: Line) -> None:
    await asyncio.gather(*(line.say(key=str(number)) for number in range(5)))
    assert line.emulator.count_of("token") == 1
    line.emulator.heard_from(OPENID)
    line.emulator.revoke()
    outcomes = await asyncio.gather(*(line.say(key=str(number)) for number in range(5)))
    assert outcomes == [Sent()] * 5
    assert line.emulator.count_of("token") == 2


@pytest.mark.asyncio
@pytest.mark.parametrize("code", [40001, 40014, 42001])
async def test_a_refused_token_is_replaced_once(line: Line, code: int) -> None:
    await line.say()
    line.emulator.revoke()
    line.emulator.fail("send", code)
    assert await line.say() == Sent()
    assert (line.emulator.count_of("send"), line.emulator.count_of("token")) == (3, 2)


@pytest.mark.asyncio
async def test_a_second_refusal_is_an_alarm_and_no_loop(line: Line) -> None:
    await line.say()
    line.emulator.revoke()
    line.emulator.fail("send", 40001, 40001, 40001)
    assert await line.say() == Misconfigured("token_refused", 40001)
    assert (line.emulator.count_of("send"), line.emulator.count_of("token")) == (3, 2)


@pytest.mark.asyncio
async def test_the_same_token_back_is_an_alarm_without_a_second_try(line: Line) -> None:
    await line.say()
    line.emulator.stubborn = True
    line.emulator.fail("send", 40001)
    assert await line.say() == Misconfigured("token_refused")
    assert (line.emulator.count_of("send"), line.emulator.count_of("token")) == (2, 2)


@pytest.mark.asyncio
@pytest.mark.parametrize(("changed", "code"), [({"app_secret": "wrong"}, 40125), ({"app_id": "wrong"}, 40013)])
async def test_wrong_credentials_are_an_alarm(changed: dict[str, str], code: int) -> None:
    emulator = Emulator()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=emulator.app)) as client:
        outcome = await line_of(emulator, client, **changed).say()
    assert isinstance(outcome, Misconfigured)
    assert outcome.code == code
    assert (emulator.count_of("send"), emulator.count_of("token")) == (0, 1)


@pytest.mark.asyncio
async def test_an_account_that_only_answers_asks_for_no_token() -> None:
    emulator = Emulator()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=emulator.app)) as client:
        assert await line_of(emulator, client, app_secret="").say() == Misconfigured("no_app_secret")
    assert emulator.calls == []


@pytest.mark.asyncio
@pytest.mark.parametrize("fault", [-1, 45009, "html", "broken"])
async def test_without_a_token_the_message_waits(line: Line, fault: Fault) -> None:
    line.emulator.fail("token", fault)
    assert isinstance(await line.say(), Later)
    assert line.emulator.count_of("send") == 0
    assert await line.say() == Sent()


@pytest.mark.asyncio
async def test_a_text_too_long_for_one_message_goes_in_several_sends(line: Line) -> None:
    words = "\u4e00\u4e8c\u4e09\u56db\u3002" * 300
    assert [await line.say(words, said=said) for said in range(3)] == [Sent(has_more=True)] * 2 + [Sent()]
    assert "".join(line.texts) == words
    assert [len(text.encode()) <= 2_048 for text in line.texts] == [True] * 3
    assert await line.say(words, said=3) == Sent()
    assert len(line.texts) == 3


@pytest.mark.asyncio
async def test_a_long_text_goes_on_where_it_was_stopped(line: Line) -> None:
    words = "\u4e00\u4e8c\u4e09\u56db\u3002" * 300
    line.emulator.fail("send", 0, 45011)
    assert await line.say(words) == Sent(has_more=True)
    assert isinstance(await line.say(words, said=1), Later)
    assert await line.say(words, said=1) == Sent(has_more=True)
    assert await line.say(words, said=2) == Sent()
    assert "".join(line.texts) == words


@pytest.mark.asyncio
@pytest.mark.parametrize("conversation", ["telegram:1:2", "wechat:gh_1:", "wechat", ""])
async def test_a_conversation_elsewhere_is_unreachable(line: Line, conversation: str) -> None:
    outcome = await line.channel.send(Outgoing("k", conversation, "staff", Reply("x")))
    assert outcome == Undelivered("unreachable")


@pytest.mark.asyncio
async def test_nothing_to_say_is_not_sent(line: Line) -> None:
    assert await line.say(" \x00 ") == Undelivered("empty")
    assert line.emulator.calls == []


def on_a_socket(prepare: Callable[[Emulator], None], timeout: float = 5.0) -> tuple[Outcome, Emulator]:
    emulator = Emulator(slow_seconds=0.6)
    emulator.heard_from(OPENID)
    prepare(emulator)

    async def say(base: str) -> Outcome:
        async with httpx.AsyncClient(timeout=timeout) as client:
            return await line_of(emulator, client, base).say()

    with served(emulator.app) as base:
        return asyncio.run(say(base)), emulator


def test_over_a_real_socket_a_text_arrives() -> None:
    outcome, emulator = on_a_socket(lambda emulator: None)
    assert (outcome, emulator.delivered[0].text) == (Sent(), HELLO)


@pytest.mark.parametrize("fault", ["half", "reset"])
def test_a_broken_connection_leaves_it_unknown(fault: Fault) -> None:
    outcome, _ = on_a_socket(lambda emulator: emulator.fail("send", fault))
    assert isinstance(outcome, Unknown)


def test_delivered_and_then_timed_out_is_unknown_not_lost() -> None:
    outcome, emulator = on_a_socket(lambda emulator: emulator.fail("send", "lost"), timeout=0.3)
    assert (outcome, len(emulator.delivered)) == (Unknown("ReadTimeout"), 1)


@pytest.mark.parametrize("fault", ["half", "reset", "slow"])
def test_no_weather_on_the_way_to_a_token_loses_the_message(fault: Fault) -> None:
    outcome, emulator = on_a_socket(lambda emulator: emulator.fail("token", fault), timeout=0.3)
    assert outcome == Later("token_unavailable")
    assert emulator.count_of("send") == 0


@pytest.mark.asyncio
@pytest.mark.parametrize("base", ["http://127.0.0.1:9", "https://"])
async def test_an_api_that_cannot_be_reached_keeps_the_message(base: str) -> None:
    async with httpx.AsyncClient() as client:
        assert isinstance(await line_of(Emulator(), client, base).say(), Later)


@pytest.mark.asyncio
@pytest.mark.parametrize("failure", [httpx.ConnectError("x"), httpx.ConnectTimeout("x"), httpx.PoolTimeout("x")])
async def test_what_never_left_is_tried_later(failure: httpx.TransportError) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if "stable_token" in str(request.url):
            return httpx.Response(200, json={"access_token": "t", "expires_in": 7200})
        raise failure

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
        assert await line_of(Emulator(), client).say() == Later("unreachable_api")
