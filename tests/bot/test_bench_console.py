"""The measurement of the console fills what can be read, and looks at every page; nothing here is timed."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
import uvicorn

from bot.bench.console import summed
from bot.bench.console_pages import Clerk, WrongPage
from bot.bench.office import STAFF, fill
from bot.settings import Settings
from bot.wiring import Parts, open_parts
from console.views.talks.place import LISTS
from handlers.staff import FirstPassword
from storage import audit, case_lists, figures, talks
from storage.cases import Connection
from storage.talks import Looker, Wanted
from tests.console.office import app_of, console_on
from tests.rows import START, Clock, emptied

TALKS, TOLD = 90, 14  # so many talks, made of so many that were held


@dataclass
class Office:
    """A filled database, and the console on it at that address."""

    parts: Parts
    staff: list[FirstPassword]
    address: str


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("office")
    settings = Settings(data_dir=folder, database_url=emptied(f"sqlite:///{folder}/office.db"))
    listener = socket.create_server(("127.0.0.1", 0))
    ready, servers, offices = threading.Event(), list[uvicorn.Server](), list[Office]()

    async def serve() -> None:
        async with open_parts(settings) as parts:
            staff = await fill(parts, TALKS, lambda _: None, TOLD)
            app = app_of(console_on(parts.database, parts.vault, Clock()))
            servers.append(uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", ws="none")))
            offices.append(Office(parts, staff, f"http://127.0.0.1:{listener.getsockname()[1]}"))
            asyncio.get_running_loop().call_later(0.1, ready.set)
            await servers[0].serve([listener])

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert ready.wait(60)
    yield offices[0]
    servers[0].should_exit = True
    thread.join(20)


def test_every_talk_and_case_can_be_read_and_is_somebody_elses(office: Office) -> None:
    vault = office.parts.vault

    def look(connection: Connection) -> None:
        looker = Looker("s1", STAFF[0].name, "", START)
        lists = [talks.list_talks(connection, vault, looker, Wanted(name, None, TALKS)) for name in LISTS]
        found = [row for rows in lists for row in rows]
        assert len({row.talk.id for row in found}) >= TALKS and all(row.talk.state for row in found)
        cases = case_lists.list_page(connection, vault, case_lists.Listed(area="", count=TALKS), dict)
        assert len({case.case_number for case in cases}) == len(cases) > 30
        assert sum(one.cases for one in figures.sums(connection, "")) == len(cases)
        assert audit.look(connection, vault, audit.Looked(action="revealed"))

    async def read() -> None:
        async with open_parts(office.parts.settings) as parts:
            await parts.database.read(look)

    asyncio.run(read())


def test_somebody_comes_in_and_sees_every_page(office: Office) -> None:
    with httpx.Client(base_url=office.address, timeout=30) as client:
        clerk = Clerk(client, office.staff[0].name)
        clerk.come_in(office.staff[0])
        for visit in (*clerk.counted(), *clerk.visits()):
            clerk.time(visit)
    for page in ("talks waiting, one open", "part panel", "case", "find phone", "audit", "staff", "dashboard 90 days"):
        assert clerk.took[page] and clerk.bytes[page] > 100


def test_a_page_that_is_refused_ends_the_measurement() -> None:
    refusing = httpx.MockTransport(lambda _: httpx.Response(500))
    with httpx.Client(transport=refusing, base_url="http://x") as client, pytest.raises(WrongPage, match="500"):
        Clerk(client, "li").see("/console")


def test_percentiles_are_by_nearest_rank() -> None:
    with httpx.Client() as client:
        clerk = Clerk(client, "li", took={"a": [float(n) for n in range(100, 0, -1)], "b": [7.0]})
    clerk.bytes.update(a=2048, b=10)
    slow, fast = summed([clerk])
    assert (slow.page, slow.looks, slow.p50_ms, slow.p95_ms, slow.p99_ms, slow.kilobytes) == ("a", 100, 50, 95, 99, 2)
    assert (fast.p50_ms, fast.p99_ms) == (7.0, 7.0)
