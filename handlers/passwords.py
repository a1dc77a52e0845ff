"""Passwords of staff: hashed with argon2 in threads, a few at a time, and made up for those who get a first one."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Callable
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST: Final = 10
LONGEST: Final = 200
LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # none that can be taken for another when read aloud
GROUPS: Final = 4
AT_ONCE: Final = 2  # each takes as much memory while it is hashed
# OWASP asks for 19 MiB and 2 passes at least; half of the usual 64 MiB leaves room for talks on a small machine.
MEMORY_KIB, PASSES, LANES = 32 * 1024, 4, 1
OFTEN_USED: Final = ("password", "qwerty", "1234567890", "xinsheng", "admin", "letmein", "woaini", "abc123")

Below = Callable[[int], int]


class WeakPassword(ValueError):
    """A password is easily guessed; `fault` is short, long, name or simple."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


class Passwords:
    """Hashes and proves passwords without holding up whoever else is served."""

    def __init__(self, hasher: PasswordHasher | None = None, *, at_once: int = AT_ONCE) -> None:
        self._hasher = hasher or PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
        self._room = asyncio.Semaphore(at_once)
        self._nobody = ""

    async def hash(self, password: str) -> str:
        """What is kept in place of the password."""
        async with self._room:
            return await asyncio.to_thread(self._hasher.hash, _uniform(password))

    async def prove(self, kept: str | None, password: str) -> bool:
        """Whether it is the password; takes as long when there is no such account."""
        if kept is None:
            self._nobody = self._nobody or await self.hash("nobody has this one")
        async with self._room:
            is_it = await asyncio.to_thread(self._verify, kept or self._nobody, _uniform(password))
        return is_it and kept is not None

    def is_outdated(self, kept: str) -> bool:
        """Whether it was hashed with less effort than today's."""
        return self._hasher.check_needs_rehash(kept)

    def _verify(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False


def new_password(below: Below) -> str:
    """A one-time password from chance, such as `secrets.randbelow`: 20 letters, 99 bits, easy to read out."""
    groups = ("".join(LETTERS[below(len(LETTERS))] for _ in range(5)) for _ in range(GROUPS))
    return "-".join(groups)


def check_password(password: str, name: str) -> None:
    """Raises WeakPassword. Length counts, not kinds of characters (NIST SP 800-63B, 5.1.1.2)."""
    plain = _uniform(password).casefold()
    if len(plain) < SHORTEST:
        raise WeakPassword("short")
    if len(plain) > LONGEST:
        raise WeakPassword("long")
    if len(name) > 2 and name.casefold() in plain:
        raise WeakPassword("name")
    if len(set(plain)) < 5 or any(plain.strip("0123456789!@#.") == word for word in OFTEN_USED) or plain.isdecimal():
        raise WeakPassword("simple")


def _uniform(password: str) -> str:
    return unicodedata.normalize("NFKC", password)
