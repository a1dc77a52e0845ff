"""Keys as operators write them, and the file that is made once."""

from __future__ import annotations

import base64
import threading
from pathlib import Path

import pytest

from storage.keys import BadKeys, KeyRing, load_or_make_keys, new_key, parse_keys

ZERO = base64.b64encode(bytes(32)).decode()


def test_the_first_key_seals_and_the_last_one_indexes() -> None:
    ring = parse_keys(f" k2:{ZERO} , k1:{ZERO}\n")
    assert [key.id for key in ring.keys] == ["k2", "k1"]
    assert (ring.sealing.id, ring.indexing.id) == ("k2", "k1")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "id"),
        (ZERO, "id"),
        (f":{ZERO}", "id"),
        (f"k.1:{ZERO}", "id"),
        ("k1:not base64", "base64"),
        ("k1:" + base64.b64encode(bytes(16)).decode(), "16 bytes"),
        (f"k1:{ZERO},", "number 2"),
        (f"k1:{ZERO},k1:{ZERO}", "same id"),
    ],
)
def test_keys_that_cannot_be_are_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(BadKeys, match=why) as told:
        parse_keys(text)
    assert ZERO not in str(told.value)


def test_a_key_does_not_show_when_it_is_printed() -> None:
    key = new_key()
    assert key.partition(":")[2] not in repr(parse_keys(key)) and "secret" not in repr(parse_keys(key))


def test_the_file_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    first = load_or_make_keys(folder)
    assert load_or_make_keys(folder) == first
    assert (folder / "keys").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in folder.iterdir()] == ["keys"]


def test_who_starts_at_once_gets_the_same_keys(tmp_path: Path) -> None:
    found: list[KeyRing] = []
    start = threading.Barrier(8)

    def load() -> None:
        start.wait(5)
        found.append(load_or_make_keys(tmp_path))

    threads = [threading.Thread(target=load) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(found) == 8 and all(ring == found[0] for ring in found)


def test_a_damaged_file_is_told_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "keys").write_bytes(b"\xff\xfe")
    with pytest.raises(BadKeys):
        load_or_make_keys(tmp_path)
    assert (tmp_path / "keys").read_bytes() == b"\xff\xfe"
