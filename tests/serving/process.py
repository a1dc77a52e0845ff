"""Starts `serve` as an operator does, and ends it as machines do."""

from __future__ import annotations

import base64
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from bot.loopback import free_port
from tests.wechat_users import Account

ROOT = Path(__file__).parents[2]
KEY = base64.b64encode(b"k" * 32).decode()
READY_SECONDS = 60.0


@dataclass
class Service:
    """One installation: its folder, its settings, and the process while there is one."""

    folder: Path
    environment: dict[str, str]
    arguments: list[str] = field(default_factory=list)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> float:
        """Returns when it can take messages; seconds that took."""
        began = time.perf_counter()
        with (self.folder / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "bot", "serve", "--port", str(self.port), *self.arguments],
                env=self.environment,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        while time.perf_counter() - began < READY_SECONDS and self.process.poll() is None:
            with suppress(urllib.error.URLError, ConnectionError, TimeoutError):
                with urllib.request.urlopen(f"{self.url}/readyz", timeout=5):
                    return time.perf_counter() - began
            time.sleep(0.02)
        raise AssertionError(f"serve is not ready: {self.log()[-2000:]}")

    def kill(self) -> None:
        """As a power cut would."""
        assert self.process
        self.process.kill()
        self.process.wait()

    def end(self, number: int = signal.SIGTERM) -> int:
        """Ends it in order; its exit status."""
        assert self.process
        self.process.send_signal(number)
        return self.process.wait(30)

    def command(self, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        """Another command beside it."""
        return subprocess.run(
            [sys.executable, "-P", "-m", "bot", *arguments],
            env=self.environment,
            cwd=self.folder,
            input=given,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def log(self) -> str:
        return (self.folder / "serve.log").read_text("utf-8", "replace")


@contextmanager
def installed(
    folder: Path,
    *,
    account: Account | None = None,
    api: str = "http://127.0.0.1:9",
    database: str = "",
    workers: int = 1,
) -> Iterator[Service]:
    """An installation that nobody has started yet; whatever runs at the end is killed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XINSHENG_")}
    environment = kept | {"PYTHONPATH": str(ROOT), "XINSHENG_DATA_DIR": str(folder / "data")}
    if account:
        secrets = {"APP_ID": account.app_id, "TOKEN": account.token, "AES_KEY": account.aes_key}
        secrets |= {"APP_SECRET": "secretForTests", "API_BASE": api, "MODE": account.mode}
        environment |= {f"XINSHENG_WECHAT_{name}": value for name, value in secrets.items()}
    if database:
        environment |= {"XINSHENG_DATABASE_URL": database, "XINSHENG_KEYS": f"test:{KEY}"}
    service = Service(folder, environment, ["--workers", str(workers)] if workers > 1 else [])
    try:
        yield service
    finally:
        if service.process and service.process.poll() is None:
            service.kill()
