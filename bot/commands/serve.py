"""Runs everything: web, channels, delivery and notices, until a signal."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import tempfile
from functools import partial

from bot.logs import set_up_logs
from bot.server import bind
from bot.settings import Settings, WrongSettings

SHARED_FIGURES = "PROMETHEUS_MULTIPROC_DIR"  # prometheus-client reads it when it is imported


def run(settings: Settings, *, host: str, port: int, workers: int) -> None:
    """Serves until SIGINT or SIGTERM; what was under way then has finished."""
    set_up_logs()
    if workers > 1 and settings.is_sqlite:
        raise WrongSettings(
            "--workers above 1 needs PostgreSQL, because SQLite has one writing process: set XINSHENG_DATABASE_URL."
        )
    listener = bind(host, port, at_once=settings.is_sqlite or workers > 1)
    if workers == 1:
        _serve(settings, listener, quiet=False)
    else:
        sys.exit(_serve_with_workers(settings, listener, workers))


def _serve(settings: Settings, listener: socket.socket, *, quiet: bool) -> None:
    import uvloop

    from bot.serving import serve_until_signalled

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve_until_signalled(settings, listener, quiet=quiet))


def _serve_with_workers(settings: Settings, listener: socket.socket, workers: int) -> int:
    from bot.summary import print_summary
    from bot.workers import Workers
    from nlu.understand import warm_up
    from storage.migrate import upgrade

    with tempfile.TemporaryDirectory(prefix="xinsheng-figures-") as folder:
        os.environ[SHARED_FIGURES] = folder
        upgrade(settings.database_url)
        warm_up()  # before the fork, so that all workers share its memory
        print_summary(settings, listener)
        return Workers(partial(_serve, settings, listener, quiet=True), workers).run()
