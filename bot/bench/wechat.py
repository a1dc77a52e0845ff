"""Runs a crowd against real `serve` processes and a WeChat API with faults, on each database, also with a kill."""

from __future__ import annotations

import asyncio
import base64
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import uvloop

from bot.bench.api import FAULTS, Api, served
from bot.bench.crowd import Stage, Worker, crowd_of, talk
from bot.bench.pushes import Account, Platform
from bot.bench.runs import bare_environment, temporary_folder
from bot.bench.servers import await_ready, wait_for_end
from bot.bench.verdict import After, Verdict, judge, key_of, notice_of
from bot.loopback import free_port
from bot.settings import PREFIX
from bot.wiring import chance, utc_now
from dialogs.replies import Reply
from handlers.remembered import reply_text
from storage import outbox
from storage.census import count_rows, states_of_entries
from storage.database import open_database
from storage.keys import parse_keys
from storage.migrate import upgrade
from storage.outbox import Entry
from storage.vault import Vault

SETTLE_SECONDS: Final = 120.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How many workers, spread over how many seconds, and what goes wrong."""

    workers: int = 1000
    spread: float = 20.0
    think: float = 2.0
    share: float = 0.2
    faults: tuple[str, ...] = FAULTS
    kill: bool = False


@dataclass
class Serve:
    """One `serve` process on a port of its own."""

    environment: Mapping[str, str]
    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Seconds until it takes messages; raises ServerFailed."""
        began, log = time.perf_counter(), self.folder / f"serve-{self.port}.log"
        with log.open("ab") as output:
            self.process = subprocess.Popen(  # noqa: S603 - this Python, our own module
                [sys.executable, "-P", "-m", "bot", "serve", "--port", str(self.port)],
                env=dict(self.environment),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        await_ready(self.process, f"http://127.0.0.1:{self.port}/readyz", log)
        return time.perf_counter() - began

    def kill(self) -> None:
        """As a power cut would."""
        if self.process:
            self.process.kill()
            self.process.wait()

    def end(self) -> None:
        """In order, if it runs."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            wait_for_end(self.process)


def run_crowd(name: str, url: str, plan: Plan) -> Verdict:
    """One run on an empty database; raises ServerFailed."""
    account, crowd = Account(), crowd_of(plan.workers)
    key = f"bench:{base64.b64encode(secrets.token_bytes(32)).decode()}"
    with temporary_folder() as folder:
        url = url or f"sqlite:///{folder}/bench.db"
        upgrade(url)
        _tell(url, Vault(parse_keys(key)), account, crowd)
        port = free_port()
        environment = bare_environment(account) | {f"{PREFIX}DATABASE_URL": url, f"{PREFIX}KEYS": key}
        environment |= {f"{PREFIX}DATA_DIR": str(folder), f"{PREFIX}WECHAT_API_BASE": f"http://127.0.0.1:{port}"}
        api = Api(chance, plan.share, plan.faults)
        with _serving([Serve(environment, folder) for _ in range(2 if plan.kill else 1)]) as processes:
            stage = Stage(Platform(account), api, [one.port for one in processes], plan.spread, plan.think, chance)
            ready_again = uvloop.run(_held(stage, crowd, processes, port, plan))
        after = After(count_rows(url)["inbox"], states_of_entries(url, "bench:"))
    return judge(name, crowd, api, after, ready_again)


def _tell(url: str, vault: Vault, account: Account, crowd: list[Worker]) -> None:
    """A notice for each of them, which nobody can be told before he has written."""

    async def put() -> None:
        database = open_database(url)
        entries = [_notice(account, worker) for worker in crowd]
        await database.run(lambda connection: [outbox.put(connection, vault, entry) for entry in entries])
        await database.close()

    asyncio.run(put())


def _notice(account: Account, worker: Worker) -> Entry:
    talk_id = f"wechat:{account.gh_id}:{worker.openid}"
    return Entry(key_of(worker), talk_id, "notice", reply_text(Reply(notice_of(worker))), utc_now())


@contextmanager
def _serving(processes: list[Serve]) -> Iterator[list[Serve]]:
    try:
        for process in processes:
            process.start()
        yield processes
    finally:
        for process in processes:
            process.end()


async def _held(stage: Stage, crowd: list[Worker], processes: list[Serve], port: int, plan: Plan) -> float | None:
    async with served(stage.api, port):
        killing = asyncio.create_task(_killed(processes[-1], plan)) if plan.kill else None
        await talk(stage, crowd, lambda: int(utc_now().timestamp()))
        ready_again = await killing if killing else None
        with suppress(TimeoutError):
            async with asyncio.timeout(SETTLE_SECONDS):
                await _settled(processes[0].port)
        return ready_again


async def _killed(process: Serve, plan: Plan) -> float:
    """Killed in the middle; seconds until it takes messages again."""
    await asyncio.sleep(plan.spread / 2 + plan.think)
    await asyncio.to_thread(process.kill)
    return await asyncio.to_thread(process.start)


async def _settled(port: int) -> None:
    """Returns when nothing waits in the outbox any more."""
    while await _waiting(port):  # noqa: ASYNC110 - it is another process that settles
        await asyncio.sleep(0.5)


async def _waiting(port: int) -> bool:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /metrics HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n")
    page = (await reader.read()).decode("utf-8", "replace")
    writer.close()
    return 'xinsheng_outbox_rows{state="waiting"}' in page
