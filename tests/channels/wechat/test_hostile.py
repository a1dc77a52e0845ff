"""A corpus of what a hostile caller may send, as raw bytes to the whole bot on a real socket.

Whatever it is: no 5xx, an end within five seconds, and no effect, not even a row.
"""

from __future__ import annotations

import asyncio
import base64
import json
import random
import string
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
import pytest_asyncio
from sqlalchemy import func, select

from storage.tables import conversation, inbox
from tests.channels.wechat.living import Living, living
from tests.wechat_users import Account, Push, aes, seal, sha1

pytestmark = pytest.mark.asyncio
LONGEST = 5.0


@pytest_asyncio.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Living]:
    async with living(tmp_path) as bot:
        yield bot


@pytest_asyncio.fixture
async def plain(tmp_path: Path) -> AsyncIterator[Living]:
    async with living(tmp_path, account=Account(mode="plain")) as bot:
        yield bot


async def exchanged(bot: Living, *pieces: bytes, pause: float = 0.0) -> int:
    """The status that came back for raw bytes, 0 for none; fails when that takes too long."""
    parts = urlsplit(bot.platform.url)
    began = time.monotonic()
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        async with asyncio.timeout(LONGEST):
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(pause)
            line = await reader.readline()
    except ConnectionError:
        line = b""
    finally:
        writer.close()
    assert time.monotonic() - began < LONGEST
    return int(line.split()[1]) if line else 0


def request(query: str, body: bytes, *headers: str, method: str = "POST", length: int | None = None) -> bytes:
    lines = [f"{method} /wechat?{query} HTTP/1.1", "Host: bot", *headers, "Connection: close"]
    if length != -1:
        lines.append(f"Content-Length: {len(body) if length is None else length}")
    return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + body


async def rows(bot: Living) -> int:
    count = [select(func.count()).select_from(table) for table in (inbox, conversation)]
    return await bot.database.read(lambda c: sum(c.scalar(one) or 0 for one in count))


def inner(fields: str) -> bytes:
    head = "<ToUserName>gh_0a1b2c3d4e5f</ToUserName><FromUserName>oHostile</FromUserName>"
    return f"<xml>{head}{fields}</xml>".encode("utf-8", "surrogatepass")


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
TEXT = "<MsgType>text</MsgType><CreateTime>1795492800</CreateTime><MsgId>1</MsgId>"
INSIDE: dict[str, bytes] = {
    "nothing": b"<xml></xml",
    "cut in a tag": inner("<MsgType>text</MsgType>")[:-9],
    "cut in a character": inner("<Content>一</Content>")[:-20],
    "an entity bomb": f"{BOMB}]><xml><Content>&i;</Content></xml>".encode(),
    "a file by entity": b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><Content>&f;</Content></xml>',
    "an address by entity": b'<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd"><xml></xml>',
    "an undefined entity": inner("<Content>&no;</Content>"),
    "deep": b"<xml>" + b"<a>" * 9_000 + b"</a>" * 9_000 + b"</xml>",
    "twice the sender": inner("<FromUserName>oVictim</FromUserName>" + TEXT),
    "twice the content": inner(TEXT + "<Content>a</Content><Content>b</Content>"),
    "a sender with a space": b"<xml><ToUserName>gh_1</ToUserName><FromUserName>o 1</FromUserName></xml>",
    "a sender with a colon": b"<xml><ToUserName>gh_1</ToUserName><FromUserName>a:b</FromUserName></xml>",
    "a sender with a line end": b"<xml><ToUserName>gh_1</ToUserName><FromUserName>a\nb</FromUserName></xml>",
    "a sender of 200": b"<xml><ToUserName>gh_1</ToUserName><FromUserName>" + b"o" * 200 + b"</FromUserName></xml>",
    "two roots": b"<xml></xml><xml></xml>",
    "another root": b"<html><body>hello</body></html>",
    "twice an attribute": b"<xml a='1' a='2'></xml>",
    "many attributes": b"<xml " + b" ".join(b"a%d='1'" % n for n in range(3_000)) + b"><a>",
    "an open CDATA": b"<xml><Content><![CDATA[x</Content></xml>",
    "an open comment": b"<xml><!-- x</xml>",
    "utf-16": inner(TEXT).decode().encode("utf-16"),
    "utf-32": inner(TEXT).decode().encode("utf-32"),
    "utf-7": "<xml><Content>一</Content></xml>".encode("utf-7").replace(b"<", b"+ADw-"),
    "json of one word": b'"x"',
    "json deep": b'{"a":' * 9_000 + b"1" + b"}" * 9_000,
    "json lists deep": b'{"a":' + b"[" * 20_000 + b"]" * 20_000 + b"}",
    "json twice a name": b'{"FromUserName":"a","FromUserName":"b"}',
    "json with a long number": b'{"FromUserName":' + b"9" * 20_000 + b',"ToUserName":"x"}',
    "json cut": b'{"FromUserName":"o',
    "json infinite": b'{"FromUserName":Infinity,"ToUserName":"gh"}',
    "json list": b"[1,2]",
    "zeros": bytes(3_000),
    "chance": random.Random(5).randbytes(3_000),
}


@pytest.mark.parametrize("name", INSIDE)
async def test_what_is_signed_and_sealed_but_broken_inside_has_no_effect(bot: Living, name: str) -> None:
    push = bot.platform.push_bytes(INSIDE[name])
    assert await exchanged(bot, request(push.query, push.body)) in (200, 400, 403, 413)
    assert await rows(bot) == 0


@pytest.mark.parametrize("name", INSIDE)
async def test_the_same_in_plain_mode_has_none_either(plain: Living, name: str) -> None:
    push = plain.platform.push_bytes(INSIDE[name])
    assert await exchanged(plain, request(push.query, push.body)) in (200, 400, 403, 413)
    assert await rows(plain) == 0


def forged(bot: Living, encrypted: str, *, sign: bool = True, stamp: int | None = None) -> Push:
    """An envelope around any bytes, rightly signed unless told otherwise."""
    at, nonce = str(bot.platform.stamp() if stamp is None else stamp), "77"
    good = sha1(bot.account.token, at, nonce, encrypted)
    query = {"timestamp": at, "nonce": nonce, "signature": sha1(bot.account.token, at, nonce), "encrypt_type": "aes"}
    query |= {"msg_signature": good if sign else good[::-1]}
    return Push(urlencode(query), f"<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>".encode())


def padded(bot: Living, plain_text: bytes, pad: bytes) -> str:
    worker = aes(bot.account).encryptor()
    whole = plain_text + pad
    whole += bytes(-len(whole) % 16)
    return base64.b64encode(worker.update(whole) + worker.finalize()).decode()


GOOD = inner(TEXT + "<Content>hi</Content>")
ENVELOPES: dict[str, Callable[[Living], Push]] = {
    "not base64": lambda bot: forged(bot, "!!!!"),
    "base64 of 5 bytes": lambda bot: forged(bot, base64.b64encode(b"12345").decode()),
    "empty": lambda bot: forged(bot, ""),
    "no padding": lambda bot: forged(bot, padded(bot, b"r" * 16 + b"\0\0\0\1x", b"")),
    "padding of 33": lambda bot: forged(bot, padded(bot, b"r" * 31, bytes([33]) * 33)),
    "padding of zero": lambda bot: forged(bot, padded(bot, b"r" * 47, b"\0")),
    "mixed padding": lambda bot: forged(bot, padded(bot, b"r" * 30, b"\1\2")),
    "a length beyond the end": lambda bot: forged(
        bot, padded(bot, b"r" * 16 + b"\xff\xff\xff\xff" + b"x" * 8, b"\4" * 4)
    ),
    "another AppID": lambda bot: forged(bot, seal(Account(app_id="wx0000000000000000"), GOOD)),
    "an AppID cut short": lambda bot: forged(bot, seal(Account(app_id=bot.account.app_id[:-1]), GOOD)),
    "another key": lambda bot: forged(bot, seal(Account(aes_key="z" * 43), GOOD)),
    "another signature": lambda bot: forged(bot, seal(bot.account, GOOD), sign=False),
    "no signature": lambda bot: Push("timestamp=1&nonce=2", forged(bot, seal(bot.account, GOOD)).body),
    "long ago": lambda bot: forged(bot, seal(bot.account, GOOD), stamp=bot.platform.stamp() - 400),
    "not yet": lambda bot: forged(bot, seal(bot.account, GOOD), stamp=bot.platform.stamp() + 400),
    "the year 5138": lambda bot: forged(bot, seal(bot.account, GOOD), stamp=99_999_999_999),
    "before time": lambda bot: forged(bot, seal(bot.account, GOOD), stamp=-1),
    "plain in safe mode": lambda bot: Push(forged(bot, "x").query, GOOD),
    "the signature of the address alone": lambda bot: Push(
        forged(bot, seal(bot.account, GOOD)).query.replace("msg_signature", "other"), forged(bot, "x").body
    ),
    "two envelopes": lambda bot: Push(
        forged(bot, seal(bot.account, GOOD)).query,
        b"<xml><Encrypt>a</Encrypt>" + forged(bot, seal(bot.account, GOOD)).body[5:],
    ),
}


@pytest.mark.parametrize("name", ENVELOPES)
async def test_an_envelope_that_is_not_right_has_no_effect(bot: Living, name: str) -> None:
    push = ENVELOPES[name](bot)
    assert await exchanged(bot, request(push.query, push.body)) in (400, 403)
    assert await rows(bot) == 0


CHUNK = b"1000\r\n" + b"x" * 4096 + b"\r\n"
HEADERS: dict[str, tuple[bytes, ...]] = {
    "no query": (request("", GOOD),),
    "a query of junk": (request("%%%&&=&=x&%00=%ff&a=" + "b" * 5_000, GOOD),),
    "a query of 70 KB": (request("a=" + "b" * 70_000, GOOD),),
    "a parameter twice": (request("signature=1&signature=2&timestamp=1&nonce=1", GOOD),),
    "parameters without end": (request("&".join(f"a{n}=1" for n in range(4_000)), GOOD),),
    "more than is taken": (request("", b"x" * 70_000),),
    "a length that is none": (request("", b"x", "Content-Length: ten", length=-1),),
    "a negative length": (request("", b"x", length=-5),),
    "a length of 20 digits": (request("", b"x", length=10**19),),
    "two lengths": (request("", b"x", "Content-Length: 4"),),
    "chunks that are none": (request("", b"zz\r\nxx\r\n", "Transfer-Encoding: chunked", length=-1),),
    "chunks without end": (
        request("", b"", "Transfer-Encoding: chunked", length=-1),
        b"1000\r\n" + b"x" * 4096 + b"\r\n",
    )
    + (b"1000\r\n" + b"x" * 4096 + b"\r\n",) * 20,
    "another type": (request("", GOOD, "Content-Type: multipart/form-data; boundary=x"),),
    "a packed body": (request("", b"\x1f\x8b" + bytes(200), "Content-Encoding: gzip"),),
    "PUT": (request("", GOOD, method="PUT"),),
    "HEAD": (request("", b"", method="HEAD"),),
    "DELETE": (request("", b"", method="DELETE"),),
    "a method of one's own": (request("", b"", method="BREW"),),
    "GET without anything": (request("", b"", method="GET"),),
    "GET with a long echo": (request("echostr=" + "x" * 30_000, b"", method="GET"),),
    "not HTTP": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200),),
    "half a line": (b"POST /wec", b"hat HTTP/1.1\r\nHost: b\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
    "a header without end": (b"POST /wechat HTTP/1.1\r\nX: " + b"y" * 70_000 + b"\r\n\r\n",),
}


@pytest.mark.parametrize("name", HEADERS)
async def test_a_request_that_is_not_wechats_has_no_effect(bot: Living, name: str) -> None:
    assert await exchanged(bot, *HEADERS[name]) < 500
    assert await rows(bot) == 0


async def test_a_body_that_trickles_or_never_comes_is_given_up_in_time(bot: Living) -> None:
    push = bot.user().text("x")
    never = request(push.query, b"", length=len(push.body))
    trickle = [never, *(push.body[place : place + 4] for place in range(0, 400, 4))]
    assert await exchanged(bot, never) == 408
    assert await exchanged(bot, *trickle, pause=0.1) in (0, 408)
    assert await rows(bot) == 0


async def test_slow_callers_hold_nobody_up(bot: Living) -> None:
    push = bot.user().text("x")
    never = request(push.query, b"", length=len(push.body))
    slow = [asyncio.create_task(exchanged(bot, never)) for _ in range(40)]
    await asyncio.sleep(0.2)
    began = time.monotonic()
    assert (await bot.user("oHonest").says("你好")).text
    assert time.monotonic() - began < 2
    assert set(await asyncio.gather(*slow)) == {408}


async def test_a_replay_is_answered_alike_and_does_nothing(bot: Living, tmp_path: Path) -> None:
    push = bot.user().text("你好")
    first = bot.platform.read(await bot.platform.post(push))
    before = await rows(bot)
    for _ in range(5):
        assert bot.platform.read(await bot.platform.post(push)) == first
    assert await rows(bot) == before


LONG: dict[str, str] = {
    "one character": "一" * 15_000,
    "digits": "1" * 45_000,
    "sums": "欠我两万四，" * 2_500,
    "identity numbers": "321102198506150015 " * 2_300,
    "brackets": "((((" * 11_000,
    "accents": "a" + "\u0301\u0315" * 9_000,
    "spaces": " " * 45_000,
    "line ends": "\n" * 45_000,
    "joiners": "\u200d" * 14_000,
    "emoji": "\U0001f477" * 11_000,
    "chance": "".join(random.Random(3).choices(string.printable + "欠薪元月日号老板", k=20_000)),
}


@pytest.mark.parametrize("name", LONG)
async def test_the_longest_texts_are_answered_in_time(bot: Living, name: str) -> None:
    began = time.monotonic()
    shown = await bot.user().says(LONG[name].replace("]]>", ""))
    assert shown.attempts == 1 and time.monotonic() - began < LONGEST
    assert shown.text is None or len(shown.text.encode()) <= 2_048


FIELD_VALUES = [
    "",
    "0",
    "-1",
    "9" * 400,
    "1e999",
    "nan",
    "\x00",
    "一" * 50,
    "]]>",
    "<a/>",
    "' OR 1=1 --",
    "%s%n",
    "\ufffe",
]
FIELD_NAMES = "Content MediaId PicUrl Format Recognition ThumbMediaId Location_X Location_Y Scale Label Title".split()
FIELD_NAMES += "Description Url MsgId CreateTime Event EventKey Ticket Latitude MsgID Status bizmsgmenuid".split()
KINDS = "text image voice video shortvideo location link file event miniprogrampage nothing".split()


async def test_fields_of_any_value_are_taken_or_refused_and_never_fail(bot: Living) -> None:
    chance = random.Random(11)
    for number in range(150):
        names = chance.sample(FIELD_NAMES, chance.randrange(1, 9))
        fields = {"ToUserName": "gh_0a1b2c3d4e5f", "FromUserName": f"oFuzz-{number % 5}"}
        fields |= {"MsgType": chance.choice(KINDS), **{name: chance.choice(FIELD_VALUES) for name in names}}
        as_json = chance.random() < 0.3
        body = json.dumps(fields).encode() if as_json else bot.platform.push(dict(fields)).body
        push = bot.platform.push_bytes(body) if as_json else bot.platform.push(dict(fields))
        response = await bot.platform.post(push)
        assert response.status_code in (200, 400), fields
        assert response.elapsed.total_seconds() < LONGEST
