"""A console with its people on a real database, and browsers without a screen for them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from functools import partial
from itertools import count
from typing import Any

import httpx
from argon2 import PasswordHasher
from fastapi import FastAPI

from cases import crew_book
from cases.clocks import Calendar
from cases.complaint import Complaint
from cases.crew_book import Opening
from console.parts import Console
from console.routes import make_console_routes
from console.talks import Live, Shared, make_live
from dialogs.script import load_script
from handlers.evidence import Evidence
from handlers.passwords import Passwords
from handlers.pictures import Pictures
from handlers.takeover import Takeovers
from handlers.typing import Typing
from handlers.viewer import Role
from storage.blobs import MemoryBlobs
from storage.database import Database
from storage.staff import StaffRow, add_staff
from storage.vault import Vault
from tests import whole
from tests.rows import START, TALK, Clock, filed, filing, numbered

PASSWORD = "correct horse battery"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
HASH = QUICK.hash(PASSWORD)
HERE = numbered(1)  # in Runzhou, Zhenjiang
AWAY = numbered(2)  # in Anding, Dingxi
NOWHERE = numbered(3)
PLACES = {HERE: "江苏省镇江市润州区", AWAY: "甘肃省定西市安定区", NOWHERE: "某处"}
SCRIPT = load_script()


class Below:
    """Chance that is known beforehand and never the same."""

    def __init__(self) -> None:
        self._numbers: Iterator[int] = count(11)

    def __call__(self, most: int) -> int:
        return next(self._numbers) * 104_729 % most


def ids() -> Callable[[], str]:
    """Ids in order."""
    numbers = count(1)
    return lambda: f"id-{next(numbers)}"


def live_on(database: Database, vault: Vault, clock: Clock) -> Live:
    takeovers = Takeovers(database, vault, whole.engine(database, vault, clock), clock)
    numbers = count(1)
    evidence = Evidence(database, MemoryBlobs(), clock, lambda: f"photo-{next(numbers)}")
    typing = Typing(lambda: clock().timestamp())
    return make_live(database, vault, clock, Shared(takeovers, evidence, Pictures(evidence), typing))


def console_on(database: Database, vault: Vault, clock: Clock) -> Console:
    return Console(
        database=database,
        vault=vault,
        script=SCRIPT,
        calendar=Calendar(),
        now=clock,
        below=Below(),
        new_id=ids(),
        live=live_on(database, vault, clock),
        passwords=Passwords(QUICK),
    )


def app_of(console: Console) -> FastAPI:
    app = FastAPI()
    app.router.routes[:0] = make_console_routes(console)
    return app


class Browser:
    """Follows forms as a browser does: with cookies and with the token of the page it saw last."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.csrf = ""

    async def get(self, path: str, **more: Any) -> httpx.Response:
        return self._seen(await self.client.get(path, **more))

    async def post(self, path: str, **fields: str) -> httpx.Response:
        return self._seen(await self.client.post(path, data={"csrf": self.csrf, **fields}))

    async def part(self, path: str, **fields: str) -> httpx.Response:
        """What htmx sends."""
        headers = {"HX-Request": "true", "X-CSRF-Token": self.csrf}
        return await self.client.post(path, data=fields, headers=headers)

    async def sign_in(self, name: str, password: str = PASSWORD, onward: str = "") -> httpx.Response:
        await self.get("/console/sign-in")
        return await self.post("/console/sign-in", name=name, password=password, next=onward)

    def _seen(self, answer: httpx.Response) -> httpx.Response:
        if found := re.search(r'name="csrf" value="([0-9a-f]+)"|data-csrf="([0-9a-f]+)"', answer.text):
            self.csrf = found[1] or found[2]
        return answer


@asynccontextmanager
async def browser_of(console: Console) -> AsyncIterator[Browser]:
    transport = httpx.ASGITransport(app_of(console), raise_app_exceptions=True)
    async with httpx.AsyncClient(transport=transport, base_url="http://console.test") as client:
        yield Browser(client)


async def hire(console: Console, name: str, role: Role, area: str = "") -> None:
    """Somebody who has chosen his password already."""
    row = StaffRow(f"id-{name}", name, name, role.value, area, HASH, False, START)
    await console.database.run(lambda connection: add_staff(connection, row))


async def open_cases(console: Console, **facts: Any) -> None:
    """One case here, one away, one that lies nowhere."""
    for draft, (number, place) in enumerate(PLACES.items()):
        await filed(console.database, console.vault, filing(f"draft-{draft}", number, place=place, **facts))
    assert Complaint.from_facts({"place": PLACES[HERE]}).county_code == "321111"


WORKERS = [{"name": "李四海", "amount_owed_yuan": "11340"}, {"name": "孙大海", "amount_owed_yuan": "2800"}]


async def with_crews(console: Console, *numbers: str) -> None:
    """The cases of `open_cases` with these numbers have a crew of two who are only listed."""
    listed = crew_book.listed_of(WORKERS)
    for draft, number in enumerate(PLACES):
        if number in numbers:
            opening = Opening(f"draft-{draft}", TALK, number, {}, {}, START)
            await console.database.run(partial(crew_book.open_crew, vault=console.vault, opening=opening))
            take = partial(
                crew_book.list_workers, vault=console.vault, crew_id=opening.crew_id, workers=listed, at=START
            )
            await console.database.run(take)
