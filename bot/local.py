"""What commands ask of the assistant, done in this process, which holds the database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date
from functools import partial
from typing import Any

from bot.channel_service import ChannelOperations
from bot.demo.filling import Demo
from bot.desk_service import DeskOperations
from bot.opened import make_current
from bot.opening import owned
from bot.ownership import DatabaseInUse, places
from bot.service import Answer, Refused
from bot.settings import Settings
from bot.staff_service import StaffOperations
from bot.talk_service import TalkOperations
from bot.wiring import Parts, open_parts

Operation = Callable[..., Awaitable[Answer]]
Stream = Callable[..., AsyncIterator[Answer]]


class LocalService:
    """The operations by name; `Service` for whoever holds the database."""

    def __init__(self, parts: Parts, today: date | None = None) -> None:
        self.parts = parts
        self.talks = TalkOperations(parts, today)
        self.desk = DeskOperations(parts)
        self.staff = StaffOperations(parts)
        self.demo = Demo(parts)
        self._operations: dict[str, Operation] = {
            "talk": self.talks.talk,
            "notices": self.talks.notices,
            "shown": self.talks.shown,
            "alarms": ChannelOperations(parts).alarms,
            "case_list": self.desk.case_list,
            "case_show": self.desk.case_show,
            "case_step": self.desk.case_step,
            "staff_add": self.staff.staff_add,
            "staff_list": self.staff.staff_list,
            "staff_reset": self.staff.staff_reset,
            "demo_remove": self.demo.remove,
        }
        self._streams: dict[str, Stream] = {"export": self.desk.export, "demo_fill": self.demo.fill}

    async def ask(self, name: str, **arguments: Any) -> Answer:
        """Do it once; raises Refused."""
        operation = self._operations.get(name)
        if operation is None:
            raise Refused(f"The process that holds the database does not know {name}; it may be of another version.")
        return await operation(**arguments)

    async def stream(self, name: str, **arguments: Any) -> AsyncIterator[Answer]:
        """The answers one by one; raises Refused."""
        stream = self._streams.get(name)
        if stream is None:
            raise Refused(f"The process that holds the database does not know {name}; it may be of another version.")
        async for line in stream(**arguments):
            yield line


@asynccontextmanager
async def local_service(settings: Settings, *, today: date | None) -> AsyncIterator[LocalService]:
    """The service on the settings' database, brought to this version's form first."""
    await make_current(settings)
    async with open_parts(settings) as parts:
        yield LocalService(parts, today)


@asynccontextmanager
async def holding(settings: Settings, owner: str) -> AsyncIterator[LocalService]:
    """The service of a process that holds the database for as long as it runs; raises Refused when another does."""
    if not settings.is_sqlite:
        await make_current(settings, upgrade=True)
        async with local_service(settings, today=None) as service:
            yield service
        return
    place = places(settings.database_url, settings.data_dir)
    try:
        async with owned(place, partial(local_service, settings, today=None), owner) as held:
            assert isinstance(held, LocalService)
            yield held
    except DatabaseInUse as error:
        raise Refused(f"The database is in use by {error.owner}; end it, or set another XINSHENG_DATA_DIR.") from None
