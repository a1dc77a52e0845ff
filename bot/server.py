"""Runs the web application in this process until a signal, then lets what is under way finish."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import Callable, Generator
from contextlib import contextmanager
from multiprocessing import parent_process

import uvicorn
from sse_starlette.sse import AppStatus
from starlette.types import ASGIApp

from bot.service import Refused

GRACE_SECONDS = 10
HARD_END_SECONDS = 3.0
BACKLOG = 2048


def bind(host: str, port: int, *, at_once: bool = True) -> socket.socket:
    """A socket that listens there, `at_once` or when it is served; raises Refused when it cannot.

    Who is called before he can answer lets callers wait for him; who does not listen yet leaves them to the processes
    beside him.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        # Without the protocol spelled out asyncio does not set TCP_NODELAY and each call costs 40 ms more.
        listener = socket.socket(family, kind, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        reason = "is in use" if error.errno == 98 else f"cannot be listened on ({error.strerror})"
        raise Refused(f"Port {port} on {host} {reason}; choose another with --port or --host.") from None
    if at_once:
        listener.listen(BACKLOG)
    listener.set_inheritable(True)
    return listener


class Server(uvicorn.Server):
    """uvicorn that leaves signals to us and tells when it answers."""

    def __init__(self, app: ASGIApp, started: Callable[[], None]) -> None:
        config = uvicorn.Config(
            app,
            loop="uvloop",
            http="httptools",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        super().__init__(config)
        self._tell_started = started

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """SIGINT and SIGTERM end the server, a second one does not wait for what is under way."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._signalled)
        if parent := parent_process():
            loop.add_reader(parent.sentinel, self._orphaned, parent.sentinel)
        yield  # the handlers stay: the rest of the end must not be cut by the same signal

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        except OSError as error:  # another has begun to listen there since
            raise Refused(f"The port cannot be listened on ({error.strerror}); choose another with --port.") from None
        self._tell_started()

    def _orphaned(self, sentinel: int) -> None:
        asyncio.get_running_loop().remove_reader(sentinel)
        self._end()

    def _signalled(self) -> None:
        if self.should_exit:
            self.force_exit = True
            asyncio.get_running_loop().call_later(HARD_END_SECONDS, os._exit, 1)
        self._end()

    def _end(self) -> None:
        AppStatus.should_exit = True  # streams of events end, which would be waited for otherwise
        self.should_exit = True
