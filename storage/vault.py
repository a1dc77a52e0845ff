"""Seals personal values one by one, and makes the blind indexes by which they are found."""

from __future__ import annotations

import base64
import binascii
import hmac
import os
from collections.abc import Callable
from typing import Final, Literal, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.keys import ID, Key, KeyRing, new_key, parse_keys

Suite = Literal["intl", "sm"]
NONCE: Final = 12
TAG: Final = 16
LETTERS: Final[dict[Suite, str]] = {"intl": "i", "sm": "s"}


class WrongKey(Exception):
    """A value was sealed with a key that is not among the keys; the message names its id."""


class Tampered(Exception):
    """A value was changed, moved to another place, or sealed with another key of the same id."""

    def __str__(self) -> str:
        return str(self.__doc__)


class Sealing(Protocol):
    """Authenticated encryption under one key."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes: ...
    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes: ...


class Sm4Gcm:
    """SM4-GCM (RFC 8998) with the shape of AESGCM."""

    def __init__(self, key: bytes) -> None:
        self._cipher = algorithms.SM4(key)

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        """The data encrypted, its tag behind it."""
        encryptor = Cipher(self._cipher, modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(associated_data)
        return encryptor.update(data) + encryptor.finalize() + encryptor.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes:
        """The data as it was; raises InvalidTag."""
        if len(data) < TAG:
            raise InvalidTag
        decryptor = Cipher(self._cipher, modes.GCM(nonce, data[-TAG:])).decryptor()
        decryptor.authenticate_additional_data(associated_data)
        return decryptor.update(data[:-TAG]) + decryptor.finalize()


SEALINGS: Final[dict[str, tuple[int, Callable[[bytes], Sealing]]]] = {"i": (32, AESGCM), "s": (16, Sm4Gcm)}


class Vault:
    """Seals with the first key and the chosen cipher; opens what any of its keys and either cipher sealed.

    A sealed value is `KEY.CIPHER.BASE64`. Its place is authenticated with it: a value that is found elsewhere does
    not open. Without keys it makes one that is forgotten with it.
    """

    def __init__(self, keyring: KeyRing | None = None, cipher: Suite = "intl") -> None:
        ring = keyring or parse_keys(new_key())
        self._sealings = {f"{key.id}.{letter}": _sealing(key, letter) for key in ring.keys for letter in SEALINGS}
        self._head = f"{ring.sealing.id}.{LETTERS[cipher]}"
        self._index_key = _derive(ring.indexing, "index", 32)

    def seal(self, text: str, *, place: str) -> str:
        """The text, readable only with the key, and only as being of that place."""
        return f"{self._head}.{base64.b64encode(self._encrypt(text.encode(), place)).decode()}"

    def open(self, sealed: str, *, place: str) -> str:
        """The text that was sealed for that place; raises WrongKey and Tampered."""
        head, _, encoded = sealed.rpartition(".")
        try:
            body = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            raise Tampered from None
        return self._decrypt(head, body, place).decode()

    def seal_bytes(self, content: bytes, *, place: str) -> bytes:
        """As `seal`, without the base64."""
        return f"{self._head}.".encode() + self._encrypt(content, place)

    def open_bytes(self, sealed: bytes, *, place: str) -> bytes:
        """As `open`, for what `seal_bytes` made."""
        key_id, letter, body = (*sealed.split(b".", 2), b"", b"")[:3]
        return self._decrypt(f"{key_id.decode('ascii', 'replace')}.{letter.decode('ascii', 'replace')}", body, place)

    def index(self, value: str, *, kind: str) -> str:
        """What equal values of a kind have in common and tells nothing without the key; new keys do not change it."""
        return hmac.digest(self._index_key, f"{kind}\0{value}".encode(), "sha256").hex()[:32]

    def is_current(self, sealed: str) -> bool:
        """Whether it was sealed with the key and the cipher that seal now."""
        return sealed.startswith(f"{self._head}.")

    def _encrypt(self, content: bytes, place: str) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + self._sealings[self._head].encrypt(nonce, content, place.encode())

    def _decrypt(self, head: str, body: bytes, place: str) -> bytes:
        sealing = self._sealings.get(head)
        if sealing is None:
            raise _no_sealing(head)
        try:
            return sealing.decrypt(body[:NONCE], body[NONCE:], place.encode())
        except (InvalidTag, ValueError):
            raise Tampered from None


def _no_sealing(head: str) -> WrongKey | Tampered:
    key_id, _, letter = head.partition(".")
    is_ours = ID.fullmatch(key_id) and letter in SEALINGS
    return (
        WrongKey(f"A value was sealed with the key {key_id}, which is not among the keys.") if is_ours else Tampered()
    )


def _sealing(key: Key, letter: str) -> Sealing:
    length, make = SEALINGS[letter]
    return make(_derive(key, f"seal {letter}", length))


def _derive(key: Key, purpose: str, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=f"xinsheng {purpose}".encode()).derive(key.secret)
