"""WeChat's message cipher: AES-256-CBC over 16 random bytes, the length, the text and the AppID."""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import struct
from collections.abc import Callable

from cryptography.hazmat.primitives.ciphers import Cipher as Suite
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from bot.channels.wechat.refusals import FORBIDDEN, BadPush

HEAD = 20
PADDED_TO = 32


class Cipher:
    """Byte for byte what wechatpy's cipher writes and reads, without its slow random strings and blind slices."""

    def __init__(self, aes_key: str, app_id: str, *, random_bytes: Callable[[int], bytes] = os.urandom) -> None:
        key = base64.b64decode(aes_key + "=")
        self._suite = Suite(AES(key), CBC(key[:16]))
        self._app_id = app_id.encode()
        self._random_bytes = random_bytes

    def encrypt(self, text: bytes) -> bytes:
        """The text as base64 of its cipher; the random head is ASCII because some readers decode it."""
        head = base64.b64encode(self._random_bytes(12)) + struct.pack(">I", len(text))
        plain = head + text + self._app_id
        pad = PADDED_TO - len(plain) % PADDED_TO
        encryptor = self._suite.encryptor()
        return base64.b64encode(encryptor.update(plain + bytes([pad]) * pad) + encryptor.finalize())

    def decrypt(self, encrypted: bytes) -> bytes:
        """The text inside; raises BadPush when it is not ours or not whole."""
        plain = self._unpad(self._decipher(encrypted))
        if len(plain) < HEAD:
            raise BadPush("cipher")
        end = HEAD + int(struct.unpack(">I", plain[16:HEAD])[0])
        if end > len(plain):
            raise BadPush("cipher")
        if not hmac.compare_digest(plain[end:], self._app_id):
            raise BadPush("app_id", FORBIDDEN)
        return plain[HEAD:end]

    def _decipher(self, encrypted: bytes) -> bytes:
        decryptor = self._suite.decryptor()
        try:
            return decryptor.update(base64.b64decode(encrypted, validate=True)) + decryptor.finalize()
        except (binascii.Error, ValueError):
            raise BadPush("cipher") from None

    def _unpad(self, padded: bytes) -> bytes:
        pad = padded[-1] if padded else 0
        if not 1 <= pad <= PADDED_TO or padded[-pad:] != bytes([pad]) * pad:
            raise BadPush("cipher")
        return padded[:-pad]
