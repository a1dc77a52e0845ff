"""Checks what WeChat sends, opens it, and wraps what goes back."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.channels.wechat.cipher import Cipher
from bot.channels.wechat.fields import Fields, is_json, read_fields
from bot.channels.wechat.refusals import FORBIDDEN, BadPush
from bot.channels.wechat.settings import WeChatSettings
from bot.channels.wechat.signature import Query, check, check_time, sign

SEALED = (
    "<xml><Encrypt><![CDATA[{Encrypt}]]></Encrypt><MsgSignature><![CDATA[{MsgSignature}]]></MsgSignature>"
    "<TimeStamp>{TimeStamp}</TimeStamp><Nonce><![CDATA[{Nonce}]]></Nonce></xml>"
)


@dataclass(frozen=True, slots=True)
class Opened:
    """A push that WeChat really sent: its fields, the signature that proves it, and the format to answer in."""

    fields: Fields
    signature: bytes
    as_json: bool


class Envelope:
    """Holds one account's token and key; every refusal is a BadPush."""

    def __init__(
        self,
        settings: WeChatSettings,
        *,
        now: Callable[[], datetime],
        random_bytes: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self._token = settings.token.encode()
        self._now = now
        self._random_bytes = random_bytes
        self._cipher: Cipher | None = None
        if settings.mode != "plain":
            self._cipher = Cipher(settings.aes_key, settings.app_id, random_bytes=random_bytes)

    def verify(self, query: Query) -> bytes:
        """The bytes to echo when WeChat checks the address; signed the simple way in every mode."""
        check_time(query, self._now())
        check(query, "signature", self._token)
        return query.get("echostr", b"")

    def open(self, query: Query, body: bytes) -> Opened | None:
        """The push inside; None when WeChat sent nothing at all."""
        check_time(query, self._now())
        if not body.strip():
            check(query, "signature", self._token)
            return None
        return self._open_plain(query, body) if self._cipher is None else self._open_sealed(self._cipher, query, body)

    def _open_plain(self, query: Query, body: bytes) -> Opened:
        signature = check(query, "signature", self._token)
        return Opened(read_fields(body), signature, is_json(body))

    def _open_sealed(self, cipher: Cipher, query: Query, body: bytes) -> Opened:
        # In compatible mode a readable copy stands beside Encrypt; nothing signs that copy, so it never counts.
        sealed = read_fields(body).get("Encrypt")
        if not isinstance(sealed, str) or not sealed:
            raise BadPush("not_encrypted", FORBIDDEN)
        encrypted = sealed.strip().encode("utf-8", "replace")
        signature = check(query, "msg_signature", self._token, encrypted)
        text = cipher.decrypt(encrypted)
        return Opened(read_fields(text), signature, is_json(body))

    def seal(self, reply: str, *, as_json: bool) -> bytes:
        """The reply as it leaves: encrypted and signed unless the account is in plain mode."""
        plain = reply.encode("utf-8", "replace")
        if self._cipher is None:
            return plain
        encrypted = self._cipher.encrypt(plain)
        stamp = int(self._now().timestamp())
        nonce = str(int.from_bytes(self._random_bytes(4)))
        parts = {
            "Encrypt": encrypted.decode(),
            "MsgSignature": sign(self._token, str(stamp).encode(), nonce.encode(), encrypted).decode(),
            "TimeStamp": stamp,
            "Nonce": nonce,
        }
        return (json.dumps(parts) if as_json else SEALED.format_map(parts)).encode()
