"""What is sealed, what opens it, and what finds it."""

from __future__ import annotations

import base64
import os

import pytest

from storage.keys import parse_keys
from storage.vault import Suite, Tampered, Vault, WrongKey

SUITES: tuple[Suite, Suite] = ("intl", "sm")
SECRET = "王建国 13800001234"


def key(id: str) -> str:
    return f"{id}:{base64.b64encode(os.urandom(32)).decode()}"


@pytest.mark.parametrize("suite", SUITES)
def test_what_is_sealed_opens_and_cannot_be_read(suite: Suite) -> None:
    vault = Vault(parse_keys(key("k1")), suite)
    sealed = vault.seal(SECRET, place="p")
    assert sealed.startswith(f"k1.{suite[0]}.") and sealed.isascii()
    assert SECRET.encode() not in base64.b64decode(sealed.split(".")[2])
    assert vault.open(sealed, place="p") == SECRET
    assert vault.seal(SECRET, place="p") != sealed


@pytest.mark.parametrize("suite", SUITES)
@pytest.mark.parametrize("content", [b"", b"\x00.\xff.\x89PNG" * 1000])
def test_bytes_are_sealed_as_they_are(suite: Suite, content: bytes) -> None:
    vault = Vault(None, suite)
    sealed = vault.seal_bytes(content, place="p")
    assert vault.open_bytes(sealed, place="p") == content
    assert len(sealed) < len(content) + 60
    with pytest.raises(Tampered):
        vault.open_bytes(sealed[:-1] + bytes([sealed[-1] ^ 1]), place="p")


@pytest.mark.parametrize("suite", SUITES)
def test_a_value_that_was_moved_or_changed_does_not_open(suite: Suite) -> None:
    vault = Vault(None, suite)
    sealed = vault.seal(SECRET, place="p")
    with pytest.raises(Tampered):
        vault.open(sealed, place="q")
    head, _, body = sealed.rpartition(".")
    for place in range(len(body) - 4):
        changed = f"{head}.{body[:place]}{'A' if body[place] != 'A' else 'B'}{body[place + 1 :]}"
        with pytest.raises(Tampered):
            vault.open(changed, place="p")


@pytest.mark.parametrize("broken", ["", "k", "plain words", ".i.", "{}", "k1.x.AAAA", "🙂.i.AAAA"])
def test_what_was_never_sealed_is_named_so(broken: str) -> None:
    vault = Vault(parse_keys(key("k1")))
    with pytest.raises(Tampered):
        vault.open(broken, place="p")
    with pytest.raises(Tampered):
        vault.open_bytes(broken.encode(), place="p")


@pytest.mark.parametrize("cut", ["k1.i.", "k1.i.AAAA", "k1.s.", "k1.s.AAAA"])
def test_what_is_cut_short_is_named_so(cut: str) -> None:
    with pytest.raises(Tampered):
        Vault(parse_keys(key("k1"))).open(cut, place="p")


def test_a_missing_key_is_named_and_nothing_else() -> None:
    old = Vault(parse_keys(key("k1")))
    with pytest.raises(WrongKey, match="k1") as told:
        Vault(parse_keys(key("k2"))).open(old.seal(SECRET, place="p"), place="p")
    assert SECRET not in str(told.value)


def test_another_key_of_the_same_name_is_told() -> None:
    sealed = Vault(parse_keys(key("k1"))).seal(SECRET, place="p")
    with pytest.raises(Tampered, match="same id"):
        Vault(parse_keys(key("k1"))).open(sealed, place="p")


def test_a_new_key_seals_and_the_old_one_still_opens() -> None:
    first, second = key("k1"), key("k2")
    before, after = Vault(parse_keys(first)), Vault(parse_keys(f"{second},{first}"))
    sealed = before.seal(SECRET, place="p")
    assert after.open(sealed, place="p") == SECRET
    assert not after.is_current(sealed)
    again = after.seal(SECRET, place="p")
    assert again.startswith("k2.") and after.is_current(again)
    with pytest.raises(WrongKey, match="k2"):
        before.open(again, place="p")


def test_each_cipher_opens_what_the_other_sealed() -> None:
    keys = parse_keys(key("k1"))
    intl, sm = Vault(keys, "intl"), Vault(keys, "sm")
    assert sm.open(intl.seal(SECRET, place="p"), place="p") == SECRET
    assert intl.open(sm.seal(SECRET, place="p"), place="p") == SECRET


def test_an_index_is_the_same_after_a_rotation_and_with_either_cipher() -> None:
    first, second, third = key("k1"), key("k2"), key("k3")
    index = Vault(parse_keys(first)).index("13800001234", kind="phone")
    assert Vault(parse_keys(f"{second},{first}")).index("13800001234", kind="phone") == index
    assert Vault(parse_keys(f"{third},{second},{first}"), "sm").index("13800001234", kind="phone") == index
    assert "1380000" not in index


def test_an_index_differs_by_value_kind_and_key() -> None:
    vault = Vault()
    indexes = [
        vault.index("1", kind="phone"),
        vault.index("2", kind="phone"),
        vault.index("1", kind="id_number"),
        Vault().index("1", kind="phone"),
    ]
    assert len(set(indexes)) == 4
