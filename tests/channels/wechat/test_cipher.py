"""Our cipher against wechatpy's, in both directions, and against everything that is not whole."""

from __future__ import annotations

import base64
import importlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wechat.cipher import Cipher
from bot.channels.wechat.envelope import Envelope
from bot.channels.wechat.fields import read_fields
from bot.channels.wechat.refusals import BadPush
from bot.channels.wechat.signature import sign
from tests.channels.wechat.conftest import NOON, RELAXED, settings_of
from tests.wechat_users import Account, seal, unseal

WECHATPY: Any = importlib.import_module("wechatpy.crypto")
SIGNATURES: Any = importlib.import_module("wechatpy.utils")
ACCOUNT = Account()
CIPHER = Cipher(ACCOUNT.aes_key, ACCOUNT.app_id)
THEIRS = WECHATPY.WeChatCrypto(ACCOUNT.token, ACCOUNT.aes_key, ACCOUNT.app_id)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@RELAXED
@given(TEXTS)
def test_any_text_survives(text: str) -> None:
    assert CIPHER.decrypt(CIPHER.encrypt(text.encode())).decode() == text


@RELAXED
@given(TEXTS)
def test_what_we_write_others_read_and_the_other_way_round(text: str) -> None:
    assert unseal(ACCOUNT, CIPHER.encrypt(text.encode()).decode()) == text.encode()
    assert CIPHER.decrypt(seal(ACCOUNT, text.encode()).encode()) == text.encode()


@RELAXED
@given(TEXTS.filter(bool))
def test_wechatpy_reads_our_reply_and_we_read_its_message(text: str) -> None:
    sealed = Envelope(settings_of(ACCOUNT), now=lambda: NOON).seal(text, as_json=False)
    parts = read_fields(sealed)
    assert THEIRS.decrypt_message(sealed, parts["MsgSignature"], parts["TimeStamp"], parts["Nonce"]) == text
    document = THEIRS.encrypt_message(text, "4711", "1795492800")
    query = {"timestamp": b"1795492800", "nonce": b"4711"}
    fields = read_fields(document.encode())
    encrypted, signature = str(fields["Encrypt"]).encode(), str(fields["MsgSignature"]).encode()
    assert sign(ACCOUNT.token.encode(), query["timestamp"], query["nonce"], encrypted) == signature
    assert CIPHER.decrypt(encrypted).decode() == text


def test_with_the_same_random_head_the_bytes_are_the_same() -> None:
    head = base64.b64encode(b"\0" * 12).decode()
    ours = Cipher(ACCOUNT.aes_key, ACCOUNT.app_id, random_bytes=lambda size: b"\0" * size)
    for size in range(70):
        theirs = WECHATPY.PrpCrypto(base64.b64decode(ACCOUNT.aes_key + "="))
        theirs.get_random_string = lambda: head
        assert ours.encrypt(b"x" * size) == theirs.encrypt("x" * size, ACCOUNT.app_id)


def test_wechatpy_accepts_our_signature() -> None:
    signature = sign(b"tokenForTests01", b"1795492800", b"4711").decode()
    SIGNATURES.check_signature("tokenForTests01", signature, "1795492800", "4711")


@RELAXED
@given(st.binary(max_size=200))
def test_no_bytes_at_all_raise_anything_but_a_refusal(encrypted: bytes) -> None:
    for candidate in (encrypted, base64.b64encode(encrypted), base64.b64encode(encrypted.ljust(208, b"\0"))):
        try:
            CIPHER.decrypt(candidate)
        except BadPush as bad:
            assert bad.reason in ("cipher", "app_id")


def encrypted(plain: bytes) -> bytes:
    worker = CIPHER._suite.encryptor()
    return base64.b64encode(worker.update(plain) + worker.finalize())


@pytest.mark.parametrize(
    ("plain", "reason"),
    [
        (b"", "cipher"),
        (b"\x10" * 16, "cipher"),
        (b"\x00" * 32, "cipher"),
        (b"\x21" * 64, "cipher"),
        (b"r" * 16 + b"\x00\x00\x00\x01" + b"xwx5f0c1d2e3a4b5c6d" + b"\x00" * 24 + b"\x19", "cipher"),
        (b"r" * 16 + b"\xff\xff\xff\xff" + b"x" * 10 + b"\x02" * 2, "cipher"),
        (b"r" * 16 + b"\x00\x00\x00\x01" + b"x" + b"wx5f0c1d2e3a4b5c6" + b"\x0a" * 10, "app_id"),
        (b"r" * 16 + b"\x00\x00\x00\x0b" + b"x" * 11 + b"\x01", "app_id"),
    ],
)
def test_what_is_not_whole_or_not_ours_is_refused(plain: bytes, reason: str) -> None:
    with pytest.raises(BadPush, match=reason):
        CIPHER.decrypt(encrypted(plain))


def test_the_random_head_differs_every_time() -> None:
    assert len({CIPHER.encrypt(b"same") for _ in range(20)}) == 20
