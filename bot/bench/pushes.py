"""WeChat's side of a talk: whole HTTP requests, signed and encrypted beforehand, and the opening of what comes back."""

from __future__ import annotations

import base64
import os
import re
import secrets
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bot.channels.wechat.cipher import Cipher
from bot.channels.wechat.refusals import BadPush
from bot.channels.wechat.signature import sign

MESSAGE = (
    "<xml><ToUserName><![CDATA[{to}]]></ToUserName><FromUserName><![CDATA[{openid}]]></FromUserName>"
    "<CreateTime>{at}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{text}]]></Content>"
    "<MsgId>{number}</MsgId></xml>"
)
SEALED = "<xml><ToUserName><![CDATA[{to}]]></ToUserName><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"
HEAD = (
    "POST /wechat?{query} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: Mozilla/4.0\r\nAccept: */*\r\n"
    "Pragma: no-cache\r\nContent-Type: text/xml\r\nContent-Length: {length}\r\n\r\n"
)
ENCRYPTED = re.compile(rb"<Encrypt><!\[CDATA\[([^\]]+)\]\]></Encrypt>")
LINK = re.compile(r'<a href="weixin:[^"]*">([^<]*)</a>')  # words to tap, as a phone shows them
CONTENT = re.compile(r"<Content><!\[CDATA\[(.*?)\]\]></Content>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Account:
    """An Official Account made up for one run."""

    gh_id: str = "gh_bench"
    app_id: str = field(default_factory=lambda: f"wx{secrets.token_hex(8)}")
    token: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)
    aes_key: str = field(default_factory=lambda: base64.b64encode(secrets.token_bytes(32)).decode()[:43], repr=False)


@dataclass(frozen=True, slots=True)
class Said:
    """A text as one user sent it; the number is the message's own."""

    openid: str
    text: str
    number: int


class Platform:
    """Makes the pushes of one account and reads the answers to them."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._cipher = Cipher(account.aes_key, account.app_id, random_bytes=os.urandom)

    def request(self, said: Said, *, at: int) -> bytes:
        """The whole request, good for five minutes from `at`."""
        account, nonce = self._account, str(said.number)
        message = MESSAGE.format(to=account.gh_id, openid=said.openid, at=at, text=said.text, number=said.number)
        encrypted = self._cipher.encrypt(message.encode())
        token, stamp = account.token.encode(), str(at).encode()
        query = {
            "signature": sign(token, stamp, nonce.encode()).decode(),
            "timestamp": at,
            "nonce": nonce,
            "openid": said.openid,
            "encrypt_type": "aes",
            "msg_signature": sign(token, stamp, nonce.encode(), encrypted).decode(),
        }
        body = SEALED.format(to=account.gh_id, encrypted=encrypted.decode()).encode()
        return HEAD.format(query=urlencode(query), length=len(body)).encode() + body

    def words(self, body: bytes) -> str | None:
        """What the worker reads; None when the answer is not an encrypted text."""
        sealed = ENCRYPTED.search(body)
        if sealed is None:
            return None
        try:
            content = CONTENT.search(self._cipher.decrypt(sealed[1]).decode())
        except (BadPush, UnicodeDecodeError):
            return None
        return LINK.sub(r"\1", content[1]) if content else None
