"""One process at a time owns a SQLite database: a lock beside it, and the way to the owner's socket."""

from __future__ import annotations

import fcntl
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

LONGEST_SOCKET_PATH = 100  # the kernel takes 107 bytes


class DatabaseInUse(Exception):
    """Another process owns the database; `owner` says which, as it wrote into the lock."""

    def __init__(self, owner: str) -> None:
        super().__init__(owner)
        self.owner = owner


@dataclass(frozen=True, slots=True)
class Places:
    """Where lock, socket and the pointer to a socket elsewhere lie."""

    lock: Path
    socket: Path
    pointer: Path

    def listening(self) -> Path:
        """Where the owner listens: beside the database, or where the pointer of a long path leads."""
        try:
            return _trusted(Path(self.pointer.read_text("utf-8").strip()))
        except FileNotFoundError:
            return self.socket

    def to_listen(self) -> Path:
        """Makes room for a new owner's socket; only the owner of the lock may call it."""
        self.socket.unlink(missing_ok=True)
        self.pointer.unlink(missing_ok=True)
        if len(os.fsencode(self.socket)) <= LONGEST_SOCKET_PATH:
            return self.socket
        near = Path(tempfile.mkdtemp(prefix="xinsheng-", dir=_short_folder())) / "control.sock"
        self.pointer.write_text(str(near), "utf-8")
        return near

    def leave(self, listened: Path) -> None:
        """Removes the traces of an owner that ends."""
        listened.unlink(missing_ok=True)
        if listened != self.socket:
            self.pointer.unlink(missing_ok=True)
            listened.parent.rmdir()


def places(database_url: str, data_dir: Path) -> Places:
    """In DATA_DIR for its own database, beside the file for one that lies elsewhere."""
    database = Path(database_url.removeprefix("sqlite:///")).absolute()
    if database == data_dir / "xinsheng.db":
        return Places(data_dir / "database.lock", data_dir / "control.sock", data_dir / "control.path")
    beside = database.with_name
    name = database.name
    return Places(beside(f"{name}.lock"), beside(f"{name}.sock"), beside(f"{name}.path"))


class Ownership:
    """An exclusive lock that ends with the process, however that ends."""

    def __init__(self, lock: Path, owner: str) -> None:
        """Takes the lock; raises DatabaseInUse."""
        self._file = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(self._file, 200, 0).decode("utf-8", "replace").strip()
            os.close(self._file)
            raise DatabaseInUse(holder or "another process") from None
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, f"{owner} (process {os.getpid()})\n".encode(), 0)

    def release(self) -> None:
        """Lets the next one own it."""
        os.close(self._file)


def make_private(folder: Path) -> None:
    """The folder exists and is its owner's alone."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _trusted(socket: Path) -> Path:
    """A pointer that leads into somebody else's folder is not followed."""
    if socket.parent.stat().st_uid != os.getuid():
        raise FileNotFoundError(socket)
    return socket


def _short_folder() -> str:
    folder = tempfile.gettempdir()
    return folder if len(os.fsencode(folder)) < LONGEST_SOCKET_PATH - 40 else "/tmp"  # noqa: S108
