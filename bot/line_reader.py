"""Lines of standard input for a program that must stay awake while it waits for them."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Callable

CHUNK = 64 * 1024


async def lines_of(descriptor: int) -> AsyncIterator[bytes]:
    """Each line as it comes, the last one also without its end; the reading thread never keeps the process alive."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[bytes | None] = asyncio.Queue()

    def put(line: bytes | None) -> None:
        try:
            loop.call_soon_threadsafe(lines.put_nowait, line)
        except RuntimeError:  # the loop has ended, nobody wants more lines
            return

    # os.read and no file object: a daemon thread inside a buffered reader aborts the interpreter's end.
    threading.Thread(target=_read, args=(descriptor, put), name="line-reader", daemon=True).start()
    while (line := await lines.get()) is not None:
        yield line


def _read(descriptor: int, put: Callable[[bytes | None], None]) -> None:
    rest = b""
    while chunk := os.read(descriptor, CHUNK):
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            put(line)
    if rest:
        put(rest)
    put(None)
