"""Bytes that workers sent, each kept once, sealed, under the SHA-256 of what it is."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final, Protocol

from storage.vault import Vault

FOLDER: Final = "blobs"
LENGTH: Final = 64


class NoSuchBlob(Exception):
    """Nothing is kept under that name."""


class DamagedBlob(Exception):
    """What is kept is not what was given."""


class Blobs(Protocol):
    """Where bytes are kept; slow, so call it in a thread."""

    def put(self, content: bytes) -> str:
        """The name it is kept under, on the disk when this returns; the same bytes are kept once."""

    def get(self, name: str) -> bytes:
        """The bytes; raises NoSuchBlob and DamagedBlob."""

    def remove(self, name: str) -> None:
        """Keeps them no more; nothing happens when there are none."""

    def names(self, before: datetime) -> Iterator[str]:
        """What is kept since before that time."""


class FolderBlobs:
    """Blobs in a folder that only its owner reads, a file for each."""

    def __init__(self, folder: Path, vault: Vault) -> None:
        self._folder, self._vault = folder, vault

    def put(self, content: bytes) -> str:
        name = sha256(content).hexdigest()
        path = self._path(name)
        try:
            os.utime(path)  # wanted again, so that nobody tidies it away meanwhile
        except FileNotFoundError:
            _write(path, self._vault.seal_bytes(content, place=_place(name)))
        return name

    def get(self, name: str) -> bytes:
        try:
            sealed = self._path(name).read_bytes()
        except FileNotFoundError:
            raise NoSuchBlob(name) from None
        content = self._vault.open_bytes(sealed, place=_place(name))
        if sha256(content).hexdigest() != name:
            raise DamagedBlob(name)
        return content

    def remove(self, name: str) -> None:
        self._path(name).unlink(missing_ok=True)

    def names(self, before: datetime) -> Iterator[str]:
        for path in self._folder.glob("??/" + "?" * LENGTH):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < before.timestamp():
                    yield path.name

    def _path(self, name: str) -> Path:
        if len(name) != LENGTH or not name.isalnum():
            raise NoSuchBlob(name)
        return self._folder / name[:2] / name


class MemoryBlobs:
    """Blobs as long as the process lives, for tests."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def put(self, content: bytes) -> str:
        name = sha256(content).hexdigest()
        self._kept[name] = content
        return name

    def get(self, name: str) -> bytes:
        try:
            return self._kept[name]
        except KeyError:
            raise NoSuchBlob(name) from None

    def remove(self, name: str) -> None:
        self._kept.pop(name, None)

    def names(self, before: datetime) -> Iterator[str]:
        yield from list(self._kept)


def _place(name: str) -> str:
    return f"blob:{name}"


def _write(path: Path, sealed: bytes) -> None:
    """The whole file or none, and on the disk."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")  # readable by its owner only
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
