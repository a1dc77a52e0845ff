"""Several processes behind one listening socket; only with PostgreSQL, which they share."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import wait
from multiprocessing.context import ForkProcess
from threading import Event
from time import monotonic
from types import FrameType

import structlog

log = structlog.get_logger(__name__)
LOOK_SECONDS = 0.5
QUICK_DEATHS = 5
QUICK_SECONDS = 60.0


class Workers:
    """Starts the processes, replaces one that dies, and ends them all on a signal."""

    def __init__(self, work: Callable[[], None], count: int) -> None:
        self._work, self._count = work, count
        self._context = get_context("fork")  # before any thread or loop exists here, and it shares the dictionary
        self._ending = Event()
        self._deaths: list[float] = []

    def run(self) -> int:
        """Runs until a signal or until the workers keep dying; returns the exit status."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._signalled)
        workers = [self._start() for _ in range(self._count)]
        while not self._ending.is_set():
            wait([worker.sentinel for worker in workers], LOOK_SECONDS)
            workers = [
                worker if worker.is_alive() or self._ending.is_set() else self._replace(worker) for worker in workers
            ]
        self._end(workers)
        return 1 if self._failing else 0

    @property
    def _failing(self) -> bool:
        return len(self._deaths) >= QUICK_DEATHS

    def _end(self, workers: list[ForkProcess]) -> None:
        self._ending.clear()
        for worker in workers:
            worker.terminate()
        for worker in workers:
            while worker.is_alive():
                worker.join(LOOK_SECONDS)
                if self._ending.is_set():  # the second signal: do not wait for what is under way
                    self._ending.clear()
                    worker.terminate()

    def _start(self) -> ForkProcess:
        worker = self._context.Process(target=self._begin)
        worker.start()
        return worker

    def _begin(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        os.setpgid(0, 0)  # Ctrl-C reaches the first process alone, which then ends the workers
        self._work()

    def _replace(self, worker: ForkProcess) -> ForkProcess:
        worker.join()
        now = monotonic()
        self._deaths = [death for death in self._deaths if death > now - QUICK_SECONDS] + [now]
        log.error("a worker process ended", status=worker.exitcode)
        if self._failing:
            log.error("worker processes keep ending, so everything ends")
            self._ending.set()
            return worker
        return self._start()

    def _signalled(self, _: int, __: FrameType | None) -> None:
        self._ending.set()
