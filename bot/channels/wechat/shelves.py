"""Where an account's access token lies, so that it is asked for once however many want it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, Protocol

from storage import access_tokens
from storage.access_tokens import Token
from storage.database import Database
from storage.vault import Vault

LEASE: Final = timedelta(seconds=20)  # longer than a call takes


class Shelf(Protocol):
    """Holds one token for all who share the shelf."""

    async def kept(self) -> Token | None:
        """The token that was put there last."""

    async def lend(self) -> bool:
        """Whether it is the caller's turn to ask for the next one; then `keep` or `give_back` must follow."""

    async def keep(self, token: Token) -> None:
        """All use it from now on."""

    async def give_back(self) -> None:
        """There is none; somebody else may ask."""


class OwnShelf:
    """For the only process."""

    def __init__(self) -> None:
        self._token: Token | None = None

    async def kept(self) -> Token | None:
        return self._token

    async def lend(self) -> bool:
        return True

    async def keep(self, token: Token) -> None:
        self._token = token

    async def give_back(self) -> None:
        pass


class SharedShelf:
    """For all processes that share the database."""

    def __init__(self, database: Database, vault: Vault, account: str, now: Callable[[], datetime]) -> None:
        self._database, self._vault, self._account, self._now = database, vault, account, now

    async def kept(self) -> Token | None:
        return await self._database.read(lambda c: access_tokens.find(c, self._vault, self._account))

    async def lend(self) -> bool:
        now = self._now()
        return await self._database.run(lambda c: access_tokens.lend(c, self._account, now, now + LEASE))

    async def keep(self, token: Token) -> None:
        await self._database.run(lambda c: access_tokens.keep(c, self._vault, self._account, token))

    async def give_back(self) -> None:
        await self._database.run(lambda c: access_tokens.give_back(c, self._account))
