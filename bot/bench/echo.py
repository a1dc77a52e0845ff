"""The floor: a bot that decrypts, repeats and encrypts with wechatpy under uvicorn, and does nothing else."""

from __future__ import annotations

import os
import sys
from typing import Any
from urllib.parse import parse_qs

import uvicorn
from starlette.types import Receive, Scope, Send
from wechatpy.crypto import WeChatCrypto
from wechatpy.parser import parse_message
from wechatpy.replies import TextReply

CRYPTO: Any = WeChatCrypto  # wechatpy has no types
PARSE: Any = parse_message
TEXT: Any = TextReply


class Echo:
    """A bare ASGI application."""

    def __init__(self, crypto: Any) -> None:
        self._crypto = crypto

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        body = b""
        if scope["method"] == "POST":
            body = self._answer(parse_qs(scope["query_string"].decode()), (await receive())["body"])
        headers = [(b"content-type", b"application/xml"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _answer(self, query: dict[str, list[str]], body: bytes) -> bytes:
        signature, stamp, nonce = (query[name][0] for name in ("msg_signature", "timestamp", "nonce"))
        message = PARSE(self._crypto.decrypt_message(body, signature, stamp, nonce))
        reply = TEXT(content=message.content, message=message).render()
        return str(self._crypto.encrypt_message(reply, nonce, stamp)).encode()


def main() -> None:
    """Serves on the port given, with the account of XINSHENG_WECHAT_*."""
    token, aes_key, app_id = (os.environ[f"XINSHENG_WECHAT_{name}"] for name in ("TOKEN", "AES_KEY", "APP_ID"))
    uvicorn.run(Echo(CRYPTO(token, aes_key, app_id)), port=int(sys.argv[1]), log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
