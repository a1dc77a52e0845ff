"""Starts each server in turn, lets the crowds talk to it, and adds up what was seen and used."""

from __future__ import annotations

import base64
import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from bot.bench.load import Order, Seen
from bot.bench.pushes import Account
from bot.bench.servers import NOWHERE, Server, ServerFailed, running
from bot.private_postgres import private_postgres
from bot.settings import PREFIX, ROOT

WARM_UP_TURNS = 100
ECHO = ["-m", "bot.bench.echo", "{port}"]
SERVE = ["-m", "bot", "serve", "--port", "{port}"]
LOAD = [sys.executable, "-P", "-m", "bot.bench.load"]


@dataclass(frozen=True, slots=True)
class Plan:
    """How many turns for each measurement, the workers who talk at once in each, and the turns begun a second.

    Without a rate each worker writes as soon as he is answered.
    """

    turns: int
    crowds: tuple[int, ...]
    rate: float = 0.0


@dataclass(frozen=True, slots=True)
class Result:
    """One crowd on one server; what the server process alone used, memory in MB."""

    crowd: int
    seen: Seen
    cpu_ms_per_turn: float
    memory_mb: float
    most_memory_mb: float


@dataclass(frozen=True, slots=True)
class Measured:
    """A server's results, and the rows that a turn left in each table."""

    server: str
    results: tuple[Result, ...]
    rows_per_turn: dict[str, float]
    rate: float = 0.0


def measure_floor(plan: Plan) -> Measured:
    """The do-nothing bot."""
    account = Account()
    with temporary_folder() as folder, running(ECHO, bare_environment(account), folder=folder, probe="/") as server:
        return Measured("floor", tuple(_crowds(server, account, plan, check_words=False)), {})


def measure_sqlite(plan: Plan) -> Measured:
    """Ours, on a new SQLite database."""
    with temporary_folder() as folder:
        return _measure_ours("sqlite", f"sqlite:///{folder}/bench.db", folder, plan)


def measure_postgres(plan: Plan) -> Measured:
    """Ours, on a new PostgreSQL server that keeps every commit on the disk; raises NoPostgres."""
    with private_postgres(durable=True) as url, temporary_folder() as folder:
        return _measure_ours("postgresql", url, folder, plan)


def _measure_ours(name: str, url: str, folder: Path, plan: Plan) -> Measured:
    from storage.census import count_rows

    account = Account()
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    environment = bare_environment(account) | {f"{PREFIX}DATABASE_URL": url, f"{PREFIX}KEYS": f"bench:{key}"}
    environment |= {f"{PREFIX}DATA_DIR": str(folder), f"{PREFIX}WECHAT_API_BASE": NOWHERE}
    with running(SERVE, environment, folder=folder, probe="/readyz") as server:
        warm = _crowd(server, account, Order(server.port, asdict(account), crowd=4, turns=WARM_UP_TURNS))
        results = tuple(_crowds(server, account, plan, check_words=True))
    turns = warm.seen.turns + sum(result.seen.turns for result in results)
    per_turn = {table: rows / turns for table, rows in count_rows(url).items() if rows}
    return Measured(name, results, per_turn, plan.rate)


def _crowds(server: Server, account: Account, plan: Plan, *, check_words: bool) -> Iterator[Result]:
    first = 1_000
    for crowd in plan.crowds:
        order = Order(server.port, asdict(account), crowd, plan.turns, first, check_words, plan.rate)
        yield _crowd(server, account, order)
        first += 100_000


def _crowd(server: Server, account: Account, order: Order) -> Result:
    with subprocess.Popen(  # noqa: S603 - this Python, our own module
        LOAD, env=bare_environment(account), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as load:
        assert load.stdin and load.stdout
        _tell(load.stdin, json.dumps(asdict(order)))
        _hear(load.stdout)
        before = server.cpu_seconds()
        _tell(load.stdin, "go")
        seen = Seen(**json.loads(_hear(load.stdout)))
        used = server.cpu_seconds() - before
    return Result(order.crowd, seen, 1000 * used / seen.turns, server.memory_mb(), server.memory_mb("VmHWM"))


def _tell(pipe: IO[str], line: str) -> None:
    pipe.write(f"{line}\n")
    pipe.flush()


def _hear(pipe: IO[str]) -> str:
    line = pipe.readline()
    if not line:
        raise ServerFailed("the measuring process ended early; standard error says why")
    return line


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder for one measurement, gone at its end."""
    with tempfile.TemporaryDirectory(prefix="xinsheng-bench-") as folder:
        yield Path(folder)


def bare_environment(account: Account) -> dict[str, str]:
    """Ours without the operator's own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    secret = {"APP_ID": account.app_id, "TOKEN": account.token, "AES_KEY": account.aes_key, "APP_SECRET": "bench"}
    return kept | {"PYTHONPATH": str(ROOT)} | {f"{PREFIX}WECHAT_{name}": value for name, value in secret.items()}
