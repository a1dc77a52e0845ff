"""One kept-open HTTP connection that costs the measuring side as little as possible."""

from __future__ import annotations

import asyncio
import re
from typing import cast

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class HungUp(Exception):
    """The server closed the connection without an answer."""


class Wire(asyncio.Protocol):
    """Asks one request at a time and gives back status and body."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None
        self._came = b""

    @classmethod
    async def open(cls, port: int) -> Wire:
        """A connection to that port of this machine."""
        _, wire = await asyncio.get_running_loop().create_connection(cls, "127.0.0.1", port)
        return wire

    @property
    def is_open(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Status and body of the answer; raises HungUp."""
        if self._transport is None:
            raise HungUp
        self._came = b""
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def close(self) -> None:
        """Hangs up."""
        if self._transport:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's own is none by its type

    def data_received(self, data: bytes) -> None:
        self._came += data
        end = self._came.find(b"\r\n\r\n") + 4
        length = LENGTH.search(self._came, 0, end) if end > 3 else None
        if length and len(self._came) >= end + int(length[1]) and self._answer and not self._answer.done():
            self._answer.set_result((int(self._came[9:12]), self._came[end : end + int(length[1])]))

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if self._answer and not self._answer.done():
            self._answer.set_exception(HungUp())
