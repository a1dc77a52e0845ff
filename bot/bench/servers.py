"""Servers to measure, each a process of its own: ours and the floor; what they used, read from /proc."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bot.loopback import free_port

TICKS = os.sysconf("SC_CLK_TCK")
START_SECONDS = 60.0
NOWHERE = "http://127.0.0.1:9"  # nothing of a measurement may leave for WeChat


class ServerFailed(Exception):
    """A server did not start or did not end as it should; the message holds the end of its log."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    pid: int
    port: int

    def cpu_seconds(self) -> float:
        """CPU time so far, of the process and the children it has waited for."""
        after_name = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, after_name[11:15])) / TICKS

    def memory_mb(self, row: str = "VmRSS") -> float:
        """Memory now (VmRSS) or at its most (VmHWM)."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith(f"{row}:"))


@contextmanager
def running(arguments: list[str], environment: Mapping[str, str], *, folder: Path, probe: str) -> Iterator[Server]:
    """`python ARGUMENTS` with {port} filled in, until it answers `probe` with 200; ended by SIGTERM."""
    port = free_port()
    command = [sys.executable, "-P", *(argument.format(port=port) for argument in arguments)]
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - this Python, our own modules
            command, env=dict(environment), cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
    try:
        await_ready(process, f"http://127.0.0.1:{port}{probe}", log)
        yield Server(process.pid, port)
    finally:
        process.terminate()
        status = wait_for_end(process)
    if status not in (0, -15):
        raise ServerFailed(f"the server ended with status {status}: {_end(log)}")


def await_ready(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    """Returns when it answers with 200; raises ServerFailed."""
    ends = time.perf_counter() + START_SECONDS
    while time.perf_counter() < ends and process.poll() is None:
        with suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - loopback
                return
        time.sleep(0.05)
    raise ServerFailed(f"the server was not ready: {_end(log)}")


def wait_for_end(process: subprocess.Popen[bytes]) -> int:
    """Its exit status, killed when it does not end by itself."""
    try:
        return process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def _end(log: Path) -> str:
    return log.read_text("utf-8", "replace")[-2000:] or "it said nothing"
