"""People who use WeChat, and the platform that pushes what they do: signs, encrypts, repeats, and shows the answer.

Written from WeChat's documentation alone; imports nothing of our adapter, so that both can be wrong only apart.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import os
import random
import re
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Literal
from urllib.parse import urlencode
from xml.etree import ElementTree

import httpx
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

Mode = Literal["safe", "compat", "plain"]
Fields = dict[str, str | int]

FAULT = "<the account's service is out of order>"


@dataclass(frozen=True)
class Account:
    """The Official Account as its operator entered it at WeChat."""

    gh_id: str = "gh_0a1b2c3d4e5f"
    app_id: str = "wx5f0c1d2e3a4b5c6d"
    token: str = "tokenForTests01"
    aes_key: str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
    mode: Mode = "safe"
    as_json: bool = False


@dataclass(frozen=True)
class Shown:
    """What the user saw after a push: the words of the reply, None when the account stayed silent, or FAULT."""

    text: str | None
    attempts: int


def sha1(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def aes(account: Account) -> Cipher[modes.CBC]:
    key = base64.b64decode(account.aes_key + "=")
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))


def seal(account: Account, text: bytes) -> str:
    whole = os.urandom(16) + struct.pack("!I", len(text)) + text + account.app_id.encode()
    missing = 32 - len(whole) % 32
    worker = aes(account).encryptor()
    return base64.b64encode(worker.update(whole + bytes([missing] * missing)) + worker.finalize()).decode()


def unseal(account: Account, sealed: str) -> bytes:
    worker = aes(account).decryptor()
    whole = worker.update(base64.b64decode(sealed)) + worker.finalize()
    whole = whole[: -whole[-1]]
    (length,) = struct.unpack("!I", whole[16:20])
    assert whole[20 + length :] == account.app_id.encode(), "the AppID at the end is wrong"
    return whole[20 : 20 + length]


def element(name: str, value: str | int) -> str:
    if isinstance(value, int):
        return f"<{name}>{value}</{name}>"
    safe = value.replace("]]>", "]]]]><![CDATA[>")
    return f"<{name}><![CDATA[{safe}]]></{name}>"


def document(fields: Fields, *, as_json: bool) -> bytes:
    if as_json:
        return json.dumps(fields, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return ("<xml>" + "".join(element(*pair) for pair in fields.items()) + "</xml>").encode("utf-8", "surrogatepass")


@dataclass(frozen=True)
class Push:
    """One HTTP request as WeChat makes it; a repeat is the very same bytes."""

    query: str
    body: bytes


@dataclass
class Platform:
    """WeChat's side: makes pushes, posts each up to three times, and tells what the user would see."""

    account: Account
    client: httpx.AsyncClient
    url: str = "http://bot.test/wechat"
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    speed: float = 1.0
    numbers: count[int] = field(default_factory=lambda: count(24_000_000_000_000_001))

    def stamp(self) -> int:
        return int(self.now().timestamp())

    def push(self, fields: Fields) -> Push:
        return self.push_bytes(document(fields, as_json=self.account.as_json), fields)

    def push_bytes(self, inner: bytes, fields: Fields | None = None) -> Push:
        account, stamp, nonce = self.account, str(self.stamp()), str(next(self.numbers) % 2_000_000_000)
        query = {"signature": sha1(account.token, stamp, nonce), "timestamp": stamp, "nonce": nonce}
        if account.mode == "plain":
            return Push(urlencode(query), inner)
        sealed = seal(account, inner)
        readable = fields if fields and account.mode == "compat" else {}
        outer: Fields = {"ToUserName": account.gh_id, **readable, "Encrypt": sealed}
        query |= {"encrypt_type": "aes", "msg_signature": sha1(account.token, stamp, nonce, sealed)}
        return Push(urlencode(query), document(outer, as_json=account.as_json))

    async def post(self, push: Push) -> httpx.Response:
        return await self.client.post(f"{self.url}?{push.query}", content=push.body, timeout=5 / self.speed)

    async def deliver(self, push: Push) -> Shown:
        """Three attempts, 5 s each; whatever is neither silence nor a right reply shows the user a fault."""
        for attempt in (1, 2, 3):
            try:
                response = await self.post(push)
            except httpx.TransportError:
                continue
            return Shown(self.read(response), attempt)
        return Shown(FAULT, 3)

    async def scatter(self, pushes: Sequence[Push], *, rng: random.Random, copies: int = 2) -> list[set[str | None]]:
        """Every push several times, all at once and in any order: what each showed, one set a push."""
        places = [place for place in range(len(pushes)) for _ in range(copies)]
        rng.shuffle(places)
        shown = await asyncio.gather(*(self.deliver(pushes[place]) for place in places))
        seen: list[set[str | None]] = [set() for _ in pushes]
        for place, one in zip(places, shown, strict=True):
            seen[place].add(one.text)
        return seen

    def read(self, response: httpx.Response) -> str | None:
        if response.status_code != 200:
            return FAULT
        if response.content in (b"", b"success"):
            return None
        reply = self.opened(response.content)
        return shown(str(reply["Content"])) if reply.get("MsgType") == "text" else FAULT

    def opened(self, content: bytes) -> dict[str, object]:
        """The fields of a reply, after all of its signatures and names were checked."""
        outer = fields_of(content)
        if self.account.mode == "plain":
            return outer
        sealed, stamp, nonce = str(outer["Encrypt"]), str(outer["TimeStamp"]), str(outer["Nonce"])
        assert outer["MsgSignature"] == sha1(self.account.token, stamp, nonce, sealed), "the reply is not signed"
        inner = fields_of(unseal(self.account, sealed))
        assert inner["FromUserName"] == self.account.gh_id, "the reply is not from the account"
        return inner


def fields_of(content: bytes) -> dict[str, object]:
    if content.startswith(b"{"):
        loaded = json.loads(content)
        assert isinstance(loaded, dict)
        return loaded
    root = ElementTree.fromstring(content)
    assert root.tag == "xml"
    return {child.tag: child.text or "" for child in root}


LINK = re.compile(r'<a href="weixin://bizmsgmenu\?msgmenucontent=([^"&]*)&msgmenuid=(\d+)">([^<]*)</a>')


def shown(content: str) -> str:
    """As a phone shows it: what can be tapped is words in blue."""
    return LINK.sub(r"\3", content)


@dataclass
class User:
    """Somebody with a phone; every method returns what the phone shows in the end."""

    platform: Platform
    openid: str = "oInvented-000000000000000001"

    def fields(self, kind: str, **more: str | int) -> Fields:
        base: Fields = {"ToUserName": self.platform.account.gh_id, "FromUserName": self.openid}
        return {**base, "CreateTime": self.platform.stamp(), "MsgType": kind, **more}

    def text(self, words: str, **more: str | int) -> Push:
        return self.platform.push(self.fields("text", Content=words, MsgId=next(self.platform.numbers), **more))

    def event(self, event: str, **more: str | int) -> Push:
        return self.platform.push(self.fields("event", Event=event, **more))

    async def says(self, words: str) -> Shown:
        return await self.platform.deliver(self.text(words))

    async def taps(self, key: str) -> Shown:
        return await self.platform.deliver(self.event("CLICK", EventKey=key))

    async def follows(self, scene: str = "") -> Shown:
        return await self.platform.deliver(self.event("subscribe", EventKey=f"qrscene_{scene}" if scene else ""))

    async def scans(self, scene: str) -> Shown:
        return await self.platform.deliver(self.event("SCAN", EventKey=scene, Ticket="gQInvented"))

    async def leaves(self) -> Shown:
        return await self.platform.deliver(self.event("unsubscribe", EventKey=""))


def verification(account: Account, echo: str, *, stamp: int, nonce: str = "415670741") -> str:
    """The query of the GET with which WeChat checks the address."""
    signature = sha1(account.token, str(stamp), nonce)
    return urlencode({"signature": signature, "echostr": echo, "timestamp": stamp, "nonce": nonce})


def looks_escaped(text: str) -> bool:
    """Whether a person would see \\u4f60 instead of a character."""
    return re.search(r"\\u[0-9a-f]{4}", text) is not None
