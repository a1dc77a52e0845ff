"""What WeChat and the worker get back, whatever the handler does."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator
from urllib.parse import parse_qsl, urlencode

import pytest
from starlette.types import Message

from bot.channels.wechat.body import MOST_BYTES, read_body
from bot.channels.wechat.refusals import BadPush
from bot.channels.wechat.settings import Mode
from dialogs.replies import Reply
from handlers.messages import Answer
from tests.channels.wechat.conftest import Build
from tests.wechat_users import Push, Shown, User, seal, sha1

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize("as_json", [False, True])
async def test_the_words_reach_the_worker_in_every_mode(build: Build, mode: Mode, as_json: bool) -> None:
    world = build(mode, as_json=as_json)
    assert await User(world.platform).says("\u6b20\u6211\u4e24\u4e07\u56db") == Shown(
        "echo \u6b20\u6211\u4e24\u4e07\u56db", 1
    )


async def test_replies_share_one_bubble_with_numbered_choices(build: Build) -> None:
    world = build()
    world.handler.answers = lambda _: Answer((Reply("one"), Reply(""), Reply("two?", ("yes", "no"))))
    assert (await User(world.platform).says("hello")).text == "one\n\ntwo?\n1. yes\n2. no"


async def test_a_repeated_push_is_answered_with_the_same_words_and_heard_once(build: Build, mode: Mode) -> None:
    world = build(mode)
    push = User(world.platform).text("once")
    answers = [world.platform.read(await world.platform.post(push)) for _ in range(3)]
    assert answers == ["echo once"] * 3
    assert len(world.handler.heard) == 1


async def test_a_push_signed_anew_with_the_same_content_has_the_same_key(build: Build, mode: Mode) -> None:
    world = build(mode)
    fields = User(world.platform).fields("text", Content="again", MsgId=24000000000000099)
    for _ in range(2):
        assert (await world.platform.deliver(world.platform.push(fields))).text == "echo again"
        world.clock.pass_by(5)
    assert len(world.handler.heard) == 1


async def test_a_slow_turn_is_pushed_three_times_and_shows_one_answer(build: Build) -> None:
    world = build(patience=4.0)
    world.handler.seconds = 0.6
    world.platform.speed = 10  # so WeChat cuts after half a second
    push = User(world.platform).text("slow")
    posts = [asyncio.create_task(world.platform.post(push)) for _ in range(3)]
    shown = {world.platform.read(await post) for post in posts}
    assert shown == {"echo slow"}
    assert len(world.handler.heard) == 1


async def test_duplicates_in_any_order_are_heard_once_each(build: Build, mode: Mode) -> None:
    world = build(mode)
    world.handler.seconds = 0.01
    users = [User(world.platform, f"oInvented-00000000000000000{number}") for number in range(4)]
    pushes = [user.text(f"{word} of {user.openid}") for user in users for word in ("first", "second")]
    shown = await world.platform.scatter(pushes, rng=random.Random(7), copies=3)
    assert all(len(one) == 1 for one in shown)
    assert sorted({f"echo {message.text}" for message in world.handler.heard}) == sorted(str(*one) for one in shown)
    assert len(world.handler.heard) == len(pushes)


async def test_what_makes_two_pushes_different(build: Build) -> None:
    world = build()
    one, other = User(world.platform), User(world.platform, "oInvented-000000000000000002")
    same_id = {"MsgId": 24000000000000001}
    for user in (one, other):
        await world.platform.deliver(world.platform.push(user.fields("text", Content="hi", **same_id)))
    await one.follows()
    await one.scans("site-1")
    await one.scans("site-2")
    await one.taps("complain")
    assert len({message.key for message in world.handler.heard}) == 6


async def test_two_list_events_of_one_second_are_two(build: Build) -> None:
    world = build(as_json=True)
    user = User(world.platform)
    for number in ("1", "2"):
        event = user.fields("event", Event="subscribe_msg_sent_event")
        await world.platform.deliver(
            world.platform.push_bytes(json.dumps({**event, "List": {"MsgID": number}}).encode())
        )
    assert len(world.handler.heard) == 2


async def test_keys_join_without_doubt(build: Build) -> None:
    world = build()
    user = User(world.platform)
    await world.platform.deliver(user.event("CLICK", EventKey='a","b'))
    await world.platform.deliver(user.event('CLICK","a', EventKey="b"))
    await world.platform.deliver(user.event("CLICK", EventKey="x"))
    await world.platform.deliver(user.event("CLICKx", EventKey=""))
    assert len({message.key for message in world.handler.heard}) == 4


async def test_no_words_and_lateness_are_acknowledged(build: Build) -> None:
    world = build()
    world.handler.answers = lambda _: Answer()
    assert await User(world.platform).says("a") == Shown(None, 1)
    world.handler.answers = lambda _: Answer((Reply("too late"),), late=True)
    assert await User(world.platform).says("b") == Shown(None, 1)


async def test_leaving_and_receipts_are_never_answered(build: Build) -> None:
    world = build()
    world.handler.answers = lambda _: Answer((Reply("goodbye"),))
    user = User(world.platform)
    assert (await user.leaves()).text is None
    assert (await world.platform.deliver(user.event("TEMPLATESENDJOBFINISH", MsgID=1, Status="success"))).text is None
    assert [message.kind for message in world.handler.heard] == ["left", "receipt"]


async def test_what_does_not_fit_is_put_out_before_the_answer(build: Build, mode: Mode) -> None:
    world = build(mode)
    words = "\u4e00\u4e8c\u4e09\u56db\u4e94\u3002" * 200
    world.handler.answers = lambda _: Answer((Reply(words),))
    push = User(world.platform).text("long")
    for _ in range(2):
        text = world.platform.read(await world.platform.post(push))
        assert text is not None and len(text.encode()) <= 2_048 and text.endswith("\u3002")
        assert [text + rest for rest in world.rests.put.values()] == [words]


async def test_an_empty_push_is_acknowledged_only_when_signed(build: Build, mode: Mode) -> None:
    world = build(mode)
    signed = User(world.platform).text("x").query
    assert (await world.platform.post(Push(signed, b""))).content == b"success"
    response = await world.platform.post(Push(signed.replace("signature=", "signature=0"), b" \n"))
    assert response.status_code == 403


async def test_a_push_from_nobody_is_acknowledged(build: Build, mode: Mode) -> None:
    world = build(mode)
    response = await world.platform.post(world.platform.push({"ToUserName": "gh_0a1b2c3d4e5f", "MsgType": "event"}))
    assert response.content == b"success"
    assert not world.handler.heard


@pytest.mark.parametrize("parameter", ["timestamp", "nonce", "msg_signature"])
async def test_a_changed_or_missing_parameter_is_forbidden(build: Build, parameter: str) -> None:
    world = build()
    push = User(world.platform).text("x")
    pairs = dict(parse_qsl(push.query))
    for changed in (
        pairs | {parameter: pairs[parameter][:-1] + "x"},
        {k: v for k, v in pairs.items() if k != parameter},
    ):
        assert (await world.platform.post(Push(urlencode(changed), push.body))).status_code == 403
    assert not world.handler.heard


async def test_plain_text_is_forbidden_in_safe_mode(build: Build) -> None:
    world, plain = build("safe"), build("plain")
    response = await world.platform.post(User(plain.platform).text("forged"))
    assert response.status_code == 403


async def test_a_push_for_another_app_is_forbidden(build: Build) -> None:
    world = build()
    other = type(world.account)(app_id="wx0000000000000000")
    inner = b"<xml><ToUserName>gh_1</ToUserName><FromUserName>o1</FromUserName><MsgType>text</MsgType></xml>"
    sealed, stamp = seal(other, inner), str(world.platform.stamp())
    query = {"timestamp": stamp, "nonce": "1", "msg_signature": sha1(world.account.token, stamp, "1", sealed)}
    body = f"<xml><ToUserName>gh_1</ToUserName><Encrypt>{sealed}</Encrypt></xml>".encode()
    assert (await world.platform.post(Push(urlencode(query), body))).status_code == 403


async def test_only_the_encrypted_copy_counts_in_compatible_mode(build: Build) -> None:
    world = build("compat")
    push = User(world.platform).text("signed words")
    assert b"signed words" in push.body
    forged = Push(push.query, push.body.replace(b"signed words", b"forged words"))
    assert (await world.platform.deliver(forged)).text == "echo signed words"


async def test_in_plain_mode_a_seen_address_carries_no_other_message(build: Build) -> None:
    world = build("plain")
    push = User(world.platform).text("mine")
    assert (await world.platform.post(push)).status_code == 200
    other = User(world.platform, "oInvented-000000000000000666").text("forged")
    assert (await world.platform.post(Push(push.query, other.body))).status_code == 403
    assert (await world.platform.post(push)).status_code == 200
    assert [message.text for message in world.handler.heard] == ["mine"]


async def test_a_stale_push_is_forbidden(build: Build, mode: Mode) -> None:
    world = build(mode)
    push = User(world.platform).text("old")
    world.clock.pass_by(301)
    assert (await world.platform.post(push)).status_code == 403


async def chunks(size: int) -> AsyncIterator[bytes]:
    for _ in range(0, size, 1024):
        yield b"x" * 1024


@pytest.mark.parametrize("announced", [True, False])
async def test_a_body_too_large_is_refused_before_it_is_parsed(build: Build, announced: bool) -> None:
    world = build()
    size = MOST_BYTES + 1024
    content = b"x" * size if announced else chunks(size)
    response = await world.platform.client.post(world.platform.url, content=content)
    assert (response.status_code, response.headers["connection"]) == (413, "close")


@pytest.mark.parametrize("announced", [b"65537", b"99999999999999999999", b"x", b"-1"])
async def test_an_announced_size_is_refused_before_anything_is_read(announced: bytes) -> None:
    async def receive() -> Message:
        raise AssertionError("the body was read")

    with pytest.raises(BadPush, match="too_large"):
        await read_body({"headers": [(b"content-length", announced)]}, receive, seconds=1)


async def test_a_body_that_trickles_is_given_up() -> None:
    async def receive() -> Message:
        await asyncio.sleep(0.02)
        return {"type": "http.request", "body": b"x", "more_body": True}

    with pytest.raises(BadPush, match="slow_body"):
        await read_body({"headers": []}, receive, seconds=0.1)


HOSTILE = {
    "dtd": b'<!DOCTYPE xml [<!ENTITY a "b">]><xml><MsgType>&a;</MsgType></xml>',
    "outer dtd": b'<!DOCTYPE xml SYSTEM "http://127.0.0.1/x"><xml></xml>',
    "unknown entity": b"<xml><Content>&nbsp;</Content></xml>",
    "repeated": b"<xml><FromUserName>a</FromUserName><FromUserName>b</FromUserName></xml>",
    "repeated list": b"<xml><List>1</List><List>2</List></xml>",
    "repeated deeper": b"<xml><a><b>1</b><b>2</b></a></xml>",
    "deep": b"<xml>" + b"<a>" * 9 + b"</a>" * 9 + b"</xml>",
    "deep json": b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    "repeated json": b'{"FromUserName":"a","FromUserName":"b"}',
    "list": b"[1]",
    "cut": b"<xml><ToUserName>",
    "other root": b"<html></html>",
    "two roots": b"<xml></xml><xml></xml>",
    "bytes": bytes(range(256)),
    "sender": b"<xml><ToUserName>gh</ToUserName><FromUserName>a:b c</FromUserName></xml>",
    "number": b"1" * 5_000,
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_document_is_refused_also_when_signed(build: Build, mode: Mode, name: str) -> None:
    world = build(mode)
    response = await world.platform.post(world.platform.push_bytes(HOSTILE[name]))
    assert (response.status_code, response.content) == (400, b"")
    assert not world.handler.heard


async def test_the_handler_is_told_how_much_patience_is_left(build: Build) -> None:
    world = build(patience=4.0)
    await User(world.platform).says("x")
    (patience,) = world.handler.patiences
    assert patience is not None and 3.5 < patience <= 4.0
