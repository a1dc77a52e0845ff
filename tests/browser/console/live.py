"""A console that real browsers reach: its own server in a thread, its own database in a file."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

import uvicorn
from sqlalchemy import delete

from console.parts import Console
from handlers.viewer import Role
from storage.database import open_database
from storage.tables import staff_session
from storage.vault import Vault
from tests.console.office import app_of, console_on, hire, open_cases
from tests.rows import Clock, emptied

T = TypeVar("T")


class LiveConsole:
    """Serves until it is closed; what is to be done inside goes through `do`."""

    def __init__(self, folder: Path) -> None:
        self._url = emptied(f"sqlite:///{folder}/live.db")
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._loop: asyncio.AbstractEventLoop
        self._server: uvicorn.Server
        self.console: Console
        self._thread.start()
        assert self._ready.wait(20)

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(20)

    def end_sessions(self) -> None:
        """As if eight hours had passed."""
        self.do(self.console.database.run(lambda connection: connection.execute(delete(staff_session)).rowcount))

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join(20)

    async def _serve(self) -> None:
        database = open_database(self._url)
        self._loop = asyncio.get_running_loop()
        self.console = console_on(database, Vault(), Clock())
        await open_cases(self.console)
        await hire(self.console, "li.na", Role.OFFICER, "3211")
        await hire(self.console, "boss", Role.ADMIN)
        config = uvicorn.Config(app_of(self.console), log_config=None, lifespan="off", ws="none")
        self._server = uvicorn.Server(config)
        self._loop.call_later(0.1, self._ready.set)
        await self._server.serve([self._listener])
        await database.close()
