"""Bytes are kept once, sealed, and given back as they came or not at all; in a folder and in memory alike."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from storage.blobs import Blobs, DamagedBlob, FolderBlobs, MemoryBlobs, NoSuchBlob
from storage.vault import Tampered, Vault

CONTENT = b"\xff\xd8\xff a photo" * 1000
FAR = datetime(2999, 1, 1, tzinfo=UTC)


@pytest.fixture(params=["folder", "memory"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    return FolderBlobs(tmp_path / "blobs", Vault()) if request.param == "folder" else MemoryBlobs()


def test_what_is_put_is_got_under_its_hash(blobs: Blobs) -> None:
    name = blobs.put(CONTENT)
    assert name == sha256(CONTENT).hexdigest()
    assert blobs.get(name) == CONTENT


def test_the_same_bytes_are_kept_once(blobs: Blobs) -> None:
    assert blobs.put(CONTENT) == blobs.put(CONTENT)
    assert len(list(blobs.names(FAR))) == 1


def test_what_was_removed_is_gone_and_may_be_removed_again(blobs: Blobs) -> None:
    name = blobs.put(CONTENT)
    blobs.remove(name)
    blobs.remove(name)
    with pytest.raises(NoSuchBlob):
        blobs.get(name)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "0" * 64, "x/" * 32])
def test_nothing_else_is_found(blobs: Blobs, name: str) -> None:
    with pytest.raises(NoSuchBlob):
        blobs.get(name)


def test_bytes_that_were_changed_or_swapped_are_not_given_back(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path, Vault())
    one, two = blobs.put(CONTENT), blobs.put(b"other")
    path = tmp_path / one[:2] / one
    path.write_bytes((tmp_path / two[:2] / two).read_bytes())
    with pytest.raises((Tampered, DamagedBlob)):
        blobs.get(one)


def test_only_what_is_old_is_named(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path, Vault())
    old, new = blobs.put(b"old"), blobs.put(b"new")
    then = datetime(2026, 1, 1, tzinfo=UTC)
    os.utime(tmp_path / old[:2] / old, (then.timestamp(), then.timestamp()))
    assert list(blobs.names(then + timedelta(days=1))) == [old]
    assert set(blobs.names(FAR)) == {old, new}


def test_no_half_file_is_left_when_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", fail)
    blobs = FolderBlobs(tmp_path, Vault())
    with pytest.raises(OSError, match="disk full"):
        blobs.put(CONTENT)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
