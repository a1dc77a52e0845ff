"""A PostgreSQL of one's own: made in a temporary folder from Debian's programs, thrown away at the end."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.loopback import free_port

DEBIAN = Path("/usr/lib/postgresql")
USER = "xinsheng"
FAST = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]


class NoPostgres(Exception):
    """No PostgreSQL of one's own can be started; the message says why in a few words."""


@contextmanager
def private_postgres(*, durable: bool) -> Iterator[str]:
    """The URL of a new, empty server on loopback, whose user may do everything; raises NoPostgres.

    `durable` keeps every commit on the disk, as in production; without it tests are faster.
    """
    programs = _programs()
    with tempfile.TemporaryDirectory(prefix="xinsheng-postgres-") as folder:
        password = secrets.token_hex(16)
        cluster = _make(programs, Path(folder), password)
        port = free_port()
        settings = ["-c", "listen_addresses=127.0.0.1", "-c", f"port={port}", "-c", "unix_socket_directories="]
        server = _start(programs, cluster, [*settings, *([] if durable else FAST)])
        try:
            _await_ready(server, port, log=cluster.parent / "log")
            yield f"postgresql+psycopg://{USER}:{password}@127.0.0.1:{port}/postgres"
        finally:
            server.send_signal(2)  # SIGINT is PostgreSQL's fast, clean end
            server.wait(30)


def _programs() -> Path:
    found = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise NoPostgres(f"no PostgreSQL programs in {DEBIAN} (apt-get install postgresql)")
    if not shutil.which("setpriv"):
        raise NoPostgres("setpriv is missing (apt-get install util-linux)")
    return found[-1].parent


def _as_whom() -> list[str]:
    """What stands before a program: PostgreSQL refuses to run as root, and must end when we do."""
    last_will = ["setpriv", "--pdeathsig", "INT"]
    if os.geteuid() != 0:
        return [*last_will, "--"]
    return [*last_will, "--reuid=postgres", "--regid=postgres", "--init-groups", "--"]


def _make(programs: Path, folder: Path, password: str) -> Path:
    cluster, secret = folder / "cluster", folder / "password"
    secret.write_text(password)
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        for path in (folder, secret):
            os.chown(path, owner.pw_uid, owner.pw_gid)
    options = [
        f"--username={USER}",
        f"--pwfile={secret}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
    ]
    command = [*_as_whom(), str(programs / "initdb"), f"--pgdata={cluster}", "--no-sync", *options]
    made = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    if made.returncode != 0:
        raise NoPostgres(f"initdb failed: {_last_line(made.stderr)}")
    return cluster


def _start(programs: Path, cluster: Path, settings: list[str]) -> subprocess.Popen[bytes]:
    command = [*_as_whom(), str(programs / "postgres"), "-D", str(cluster), *settings]
    with (cluster.parent / "log").open("wb") as log:
        return subprocess.Popen(  # noqa: S603 - programs of the machine, arguments of our own
            command, cwd=cluster.parent, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )


def _await_ready(server: subprocess.Popen[bytes], port: int, *, log: Path) -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise NoPostgres(f"the server did not start: {_last_line(log.read_text('utf-8', 'replace'))}")
        if "ready to accept connections" in log.read_text("utf-8", "replace"):
            return
        time.sleep(0.05)
    raise NoPostgres(f"the server on port {port} was not ready within 15 s")


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["it said nothing"])[-1]
