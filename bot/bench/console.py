"""Measures every page of the console over loopback HTTP, on a database with many talks."""

from __future__ import annotations

import base64
import json
import secrets
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

from bot.bench.console_pages import Clerk
from bot.bench.pushes import Account
from bot.bench.runs import SERVE, bare_environment, temporary_folder
from bot.bench.servers import ServerFailed, running
from bot.private_postgres import private_postgres
from bot.settings import PREFIX
from handlers.staff import FirstPassword

FILL = [sys.executable, "-P", "-m", "bot.bench.office"]
PATIENCE = 60.0
WALKERS = 3  # of the staff look at every page; the others count the dashboard of their areas


@dataclass(frozen=True, slots=True)
class Plan:
    """How many talks there are, and how often each page is looked at by each of the staff."""

    talks: int
    rounds: int = 20


@dataclass(frozen=True, slots=True)
class Timed:
    """One page: milliseconds from the request to the last byte, and how large the page is."""

    page: str
    looks: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    kilobytes: float


@dataclass(frozen=True, slots=True)
class Measured:
    """A database's pages, the slowest first; what the server used of a processor for a page, on average."""

    database: str
    talks: int
    pages: tuple[Timed, ...]
    cpu_ms_per_page: float


def measure_sqlite(plan: Plan) -> Measured:
    """On a new SQLite database."""
    with temporary_folder() as folder:
        return _measure("sqlite", f"sqlite:///{folder}/bench.db", folder, plan)


def measure_postgres(plan: Plan) -> Measured:
    """On a new PostgreSQL server; raises NoPostgres."""
    with private_postgres(durable=False) as url, temporary_folder() as folder:
        return _measure("postgresql", url, folder, plan)


SERVERS: dict[str, Callable[[Plan], Measured]] = {"sqlite": measure_sqlite, "postgresql": measure_postgres}


def _measure(name: str, url: str, folder: Path, plan: Plan) -> Measured:
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    kept = {name: value for name, value in bare_environment(Account()).items() if not name.startswith(PREFIX)}
    environment = kept | {f"{PREFIX}DATABASE_URL": url, f"{PREFIX}KEYS": f"bench:{key}"}
    environment |= {f"{PREFIX}DATA_DIR": str(folder)}
    staff = _filled(environment, folder, plan.talks)
    with running(SERVE, environment, folder=folder, probe="/readyz") as server:
        clerks = [_come_in(f"http://127.0.0.1:{server.port}", one) for one in staff]
        before = server.cpu_seconds()
        _look(clerks, plan.rounds)
        used = server.cpu_seconds() - before
    pages = summed(clerks)
    return Measured(name, plan.talks, pages, 1000 * used / sum(page.looks for page in pages))


def _filled(environment: dict[str, str], folder: Path, talks: int) -> list[FirstPassword]:
    made = subprocess.run(  # noqa: S603 - this Python, our own module
        [*FILL, str(talks)], env=environment, cwd=folder, stdout=subprocess.PIPE, text=True, check=False
    )
    if made.returncode != 0:
        raise ServerFailed("the database could not be filled; standard error says why")
    return [FirstPassword(name, password) for name, password in json.loads(made.stdout).items()]


def _come_in(address: str, first: FirstPassword) -> Clerk:
    clerk = Clerk(httpx.Client(base_url=address, timeout=PATIENCE), first.name)
    clerk.come_in(first)
    return clerk


def _look(clerks: list[Clerk], rounds: int) -> None:
    for clerk in clerks:
        for visit in clerk.counted():
            clerk.time(visit)
    walks = [(clerk, list(clerk.visits())) for clerk in clerks[:WALKERS]]
    for _ in range(rounds):
        for clerk, visits in walks:
            for visit in visits:
                clerk.time(visit)


def summed(clerks: list[Clerk]) -> tuple[Timed, ...]:
    """What all of them saw, page by page."""
    took: dict[str, list[float]] = {}
    size: dict[str, int] = {}
    for clerk in clerks:
        for page, times in clerk.took.items():
            took.setdefault(page, []).extend(times)
            size[page] = max(size.get(page, 0), clerk.bytes[page])
    timed = [_timed(page, sorted(times), size[page]) for page, times in took.items()]
    return tuple(sorted(timed, key=lambda one: -one.p95_ms))


def _timed(page: str, times: list[float], size: int) -> Timed:
    p50, p95, p99 = (_percentile(times, share) for share in (50, 95, 99))
    return Timed(page, len(times), p50, p95, p99, size / 1024)


def _percentile(times: list[float], share: int) -> float:
    """The nearest rank: the smallest of the times that so many hundredths of them do not exceed."""
    return times[max(-(-len(times) * share // 100) - 1, 0)]
