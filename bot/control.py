"""The owner-only socket through which other commands use the process that holds the database.

A request is one JSON line {"do", "with"}; its answers are JSON lines {"answer"}, then {"end": true} or {"refused"}.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import stat
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import structlog

from bot.service import Answer, ConnectionLost, Refused, Service

LONGEST_LINE = 4 * 1024 * 1024
log = structlog.get_logger(__name__)


class ControlServer:
    """Carries out what comes over the socket, each request on a connection of its own."""

    def __init__(self, service: Service, path: Path) -> None:
        self._service, self._path = service, path
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listens; only this user may connect from the first moment on."""
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        before = os.umask(0o177)
        try:
            listener.bind(str(self._path))
        finally:
            os.umask(before)
        self._server = await asyncio.start_unix_server(self._connected, sock=listener, limit=LONGEST_LINE)

    async def stop(self, patience: float = 5.0) -> None:
        """Takes no more requests, waits for those under way, ends the ones that only wait for news."""
        if self._server:
            self._server.close()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=patience)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if line := await reader.readline():
                await self._answer(json.loads(line), writer)
        except (ConnectionError, ValueError):
            log.info("control request broken off")
        except Exception:
            log.exception("control request failed")
            with suppress(ConnectionError):
                await _write(writer, {"refused": "The assistant failed; its log says more."})
        finally:
            writer.close()

    async def _answer(self, request: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        name, arguments = str(request["do"]), request.get("with") or {}
        try:
            if request.get("stream"):
                async for answer in self._service.stream(name, **arguments):
                    await _write(writer, {"answer": answer})
            else:
                await _write(writer, {"answer": await self._service.ask(name, **arguments)})
            await _write(writer, {"end": True})
        except Refused as refused:
            await _write(writer, {"refused": str(refused)})


class RemoteService:
    """The operations of the process behind the socket."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def ask(self, name: str, **arguments: Any) -> Answer:
        """Do it over there; raises Refused, and ConnectionLost when the other process went away."""
        answers = [answer async for answer in self._lines({"do": name, "with": arguments})]
        return answers[0]

    async def stream(self, name: str, **arguments: Any) -> AsyncIterator[Answer]:
        """The answers as they come; raises as `ask` does."""
        async for answer in self._lines({"do": name, "with": arguments, "stream": True}):
            yield answer

    async def _lines(self, request: dict[str, Any]) -> AsyncIterator[Answer]:
        try:
            reader, writer = await asyncio.open_unix_connection(str(self._path), limit=LONGEST_LINE)
            try:
                await _write(writer, request)
                while "end" not in (line := _reply(await reader.readline())):
                    yield line["answer"]
            finally:
                writer.close()
        except OSError as error:
            raise ConnectionLost from error


def is_listening(path: Path) -> bool:
    """Whether a process of this user answers there now; a socket left behind by a dead one does not."""
    try:
        if not stat.S_ISSOCK(path.stat().st_mode) or path.stat().st_uid != os.getuid():
            return False
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            probe.settimeout(2)
            probe.connect(str(path))
            return True
    except OSError:
        return False


def _reply(line: bytes) -> dict[str, Any]:
    if not line.endswith(b"\n"):
        raise ConnectionLost
    reply: dict[str, Any] = json.loads(line)
    if "refused" in reply:
        raise Refused(reply["refused"])
    return reply


async def _write(writer: asyncio.StreamWriter, value: dict[str, Any]) -> None:
    writer.write(json.dumps(value, ensure_ascii=False).encode() + b"\n")
    await writer.drain()
