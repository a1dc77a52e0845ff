"""Finds the process that holds the database, or becomes it, for as long as a command runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from types import TracebackType
from typing import Any

from bot.control import ControlServer, RemoteService, is_listening
from bot.ownership import DatabaseInUse, Ownership, Places, make_private, places
from bot.service import Answer, ConnectionLost, Refused, Service
from bot.settings import Settings

REPEATABLE = {"alarms", "talk", "notices", "shown", "case_list", "case_show", "staff_list"}
PATIENCE = 10.0
BuildService = Callable[[], AbstractAsyncContextManager[Service]]


@asynccontextmanager
async def owned(place: Places, build: BuildService, owner: str) -> AsyncIterator[Service]:
    """Owns the database and listens on its socket; raises DatabaseInUse."""
    make_private(place.lock.parent)
    ownership = Ownership(place.lock, owner)
    try:
        async with build() as service:
            path = place.to_listen()
            control = ControlServer(service, path)
            await control.start()
            try:
                yield service
            finally:
                place.leave(path)
                await control.stop()
    finally:
        ownership.release()


class OpenService:
    """The service for one command; when the process behind the socket ends, the next one takes its place."""

    def __init__(self, settings: Settings, build: BuildService, owner: str) -> None:
        self._settings, self._build, self._owner = settings, build, owner
        self._stack = AsyncExitStack()
        self._service: Service
        self._reopening = asyncio.Lock()

    async def __aenter__(self) -> OpenService:
        self._service = await self._open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def ask(self, name: str, **arguments: Any) -> Answer:
        """Do it once, again where a repeat changes nothing and the other process went away; raises Refused."""
        for _ in range(3):
            service = self._service
            try:
                return await service.ask(name, **arguments)
            except ConnectionLost:
                await self._reopen(service)
                if name not in REPEATABLE:
                    break
        raise Refused("The process that held the database ended meanwhile; look whether it was done, then try again.")

    async def stream(self, name: str, **arguments: Any) -> AsyncIterator[Answer]:
        """Give back its answers one by one; raises Refused."""
        try:
            async for answer in self._service.stream(name, **arguments):
                yield answer
        except ConnectionLost:
            raise Refused("The process that held the database ended meanwhile; try again.") from None

    async def _reopen(self, lost: Service) -> None:
        async with self._reopening:
            if self._service is lost:
                self._service = await self._open()

    async def _open(self) -> Service:
        if not self._settings.is_sqlite:
            return await self._stack.enter_async_context(self._build())
        place = places(self._settings.database_url, self._settings.data_dir)
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while True:
            try:
                return await self._find(place)
            except DatabaseInUse as error:
                if asyncio.get_running_loop().time() > deadline:
                    raise Refused(f"The database is in use by {error.owner}, which does not answer.") from None
                await asyncio.sleep(0.05)

    async def _find(self, place: Places) -> Service:
        try:
            path = place.listening()
        except OSError:
            path = place.socket
        if is_listening(path):
            return RemoteService(path)
        return await self._stack.enter_async_context(owned(place, self._build, self._owner))
