"""The keys that seal personal values: read from a setting, or made once in a file of their own."""

from __future__ import annotations

import base64
import binascii
import os
import re
import secrets
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

FILE: Final = "keys"
LENGTH: Final = 32
ID: Final = re.compile(r"[A-Za-z0-9_-]{1,32}")


class BadKeys(Exception):
    """The keys cannot be read; the message says which one, never what it is."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key and the name by which the values it sealed know it."""

    id: str
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The first key seals, all of them open; the last, which is the oldest, is the one that blind indexes come from.

    So a new key is put first, and the last one is never taken away: what was found by it could not be found again.
    """

    keys: tuple[Key, ...]

    @property
    def sealing(self) -> Key:
        return self.keys[0]

    @property
    def indexing(self) -> Key:
        return self.keys[-1]


def parse_keys(text: str) -> KeyRing:
    """The keys of `ID:BASE64,...`; raises BadKeys."""
    keys = tuple(_parse_key(part.strip(), place) for place, part in enumerate(text.strip().split(","), 1))
    if len({key.id for key in keys}) < len(keys):
        raise BadKeys("Two keys have the same id.")
    return KeyRing(keys)


def _parse_key(part: str, place: int) -> Key:
    id, _, encoded = part.partition(":")
    if not ID.fullmatch(id):
        raise BadKeys(f"Key number {place} needs an id of letters and digits before its colon.")
    try:
        secret = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise BadKeys(f"Key {id} is not base64.") from None
    if len(secret) != LENGTH:
        raise BadKeys(f"Key {id} has {len(secret)} bytes instead of {LENGTH}.")
    return Key(id, secret)


def new_key() -> str:
    """A key as it is written; its id is a new one too, so that a lost key is missed by name."""
    return f"k{secrets.token_hex(4)}:{base64.b64encode(secrets.token_bytes(LENGTH)).decode()}"


def load_or_make_keys(folder: Path) -> KeyRing:
    """The keys in the folder's file, which is made, whole and readable by its owner only, if there is none."""
    path = folder / FILE
    if not path.exists():
        _make(path)
    return parse_keys(path.read_text("ascii", "replace"))


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".keys-")  # readable by its owner only
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(new_key() + "\n")
            file.flush()
            os.fsync(file.fileno())
        _put_once(Path(name), path)
    finally:
        os.unlink(name)


def _put_once(made: Path, path: Path) -> None:
    try:
        os.link(made, path)  # unlike a rename this never replaces the key that another process has just made
    except FileExistsError:
        return
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
