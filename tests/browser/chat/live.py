"""A worker's page that real browsers reach: its own server in a thread, its own database in a file."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import uvicorn

from storage.database import Database, open_database
from storage.outbox import Kind
from storage.vault import Vault
from tests.channels.web.service import Scripted, WebService, conversation_of
from tests.rows import Clock, emptied

T = TypeVar("T")
Dialog = Callable[[Database, Vault, Clock], Any]


def scripted(_: Database, __: Vault, ___: Clock) -> Scripted:
    """A dialog that does as it is told."""
    return Scripted()


def real(database: Database, vault: Vault, clock: Clock) -> Any:
    """The dialog as workers meet it."""
    from tests import whole

    return whole.engine(database, vault, clock)


class LivePage:
    """Serves until it is closed; what is to be done inside goes through `do`."""

    def __init__(self, folder: Path, dialog: Dialog = scripted) -> None:
        self._folder, self._dialog = folder, dialog
        self._url = emptied(f"sqlite:///{folder}/live.db")
        self._vault = Vault()
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop
        self._server: uvicorn.Server
        self.service: WebService
        self.port = 0
        self.start()
        self.address = f"http://localhost:{self.port}"

    def start(self) -> None:
        """Serves at the same address as before."""
        self._ready.clear()
        listener = socket.create_server(("127.0.0.1", self.port))
        self.port = listener.getsockname()[1]
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(listener)))
        self._thread.start()
        assert self._ready.wait(20)

    def close(self) -> None:
        """Breaks off what is under way, as a server does that dies."""
        self._server.should_exit = self._server.force_exit = True
        self._thread.join(20)

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(20)

    def tell(self, text: str, kind: Kind = "notice") -> None:
        """Something that the worker, of whom there is one, did not ask."""

        async def tell() -> None:
            await self.service.tell(await conversation_of(self.service.database), text, kind)
            self.service.database.ring()

        self.do(tell())

    def conversation_id(self) -> str:
        return self.do(conversation_of(self.service.database))

    async def _serve(self, listener: socket.socket) -> None:
        database, vault, clock = open_database(self._url), self._vault, Clock()
        self._loop = asyncio.get_running_loop()
        self.service = WebService(database, vault, clock, self._dialog(database, vault, clock), self._folder / "blobs")
        running = asyncio.create_task(self.service.parts.newsroom.run())
        config = uvicorn.Config(self.service.app, log_config=None, lifespan="off", ws="none")
        self._server = uvicorn.Server(config)
        self._loop.call_later(0.1, self._ready.set)
        await self._server.serve([listener])
        running.cancel()
        await database.close()
