"""What commands may ask of the assistant, in this process or in the one that holds the database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

Answer = dict[str, Any]


class Refused(Exception):
    """What was asked cannot be done; the message is one English sentence that says why."""


class ConnectionLost(Exception):
    """The process that held the database went away before it had answered."""


class Service(Protocol):
    """The operations by name; arguments and answers are JSON values."""

    async def ask(self, name: str, **arguments: Any) -> Answer:
        """Do it once and give back its answer; raises Refused."""

    def stream(self, name: str, **arguments: Any) -> AsyncIterator[Answer]:
        """Give back its answers one by one; raises Refused."""


ServiceMaker = AbstractAsyncContextManager[Service]
