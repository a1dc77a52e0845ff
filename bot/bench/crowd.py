"""A crowd of simulated workers: each says his lines one after the other, WeChat pushes each up to three times."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count, cycle
from pathlib import Path
from time import perf_counter
from typing import Final

import yaml

from bot.bench.api import Api, Pushed
from bot.bench.pushes import Platform, Said
from bot.bench.talks import FILE as TALKS
from bot.bench.talks import Line
from bot.bench.wire import HungUp, Wire

FILE: Final = Path(__file__).with_name("crowd.yml")
CUT_SECONDS: Final = 5.0
CALLS: Final = 3
PATIENCE: Final = 90.0  # for an answer that is pushed; what has not come by then is lost
LOOK_SECONDS: Final = 0.05


@dataclass(frozen=True, slots=True)
class Heard:
    """Words that a worker saw, as an answer to the call or pushed."""

    text: str
    at: float


@dataclass
class Worker:
    """One of the crowd; `waits` is how long each of his lines waited for its first answer, None for ever."""

    openid: str
    lines: tuple[Line, ...]
    answers: list[Heard] = field(default_factory=list)
    waits: list[float | None] = field(default_factory=list)
    calls: int = 0
    is_put_off: int = 0


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the crowd stands: the ports it may call, how it is spread in time, and chance."""

    platform: Platform
    api: Api
    ports: Sequence[int]
    spread: float
    think: float
    chance: Callable[[], float]


def crowd_of(size: int) -> list[Worker]:
    """So many workers, all different."""
    written = yaml.safe_load(FILE.read_text("utf-8"))
    people = cycle(yaml.safe_load(TALKS.read_text("utf-8"))["people"])
    numbered = zip(range(size), people, strict=False)
    return [Worker(f"oCrowd{number:021d}", _lines(written, person)) for number, person in numbered]


def _lines(written: list[list[str]], person: str) -> tuple[Line, ...]:
    return tuple(Line(text.format(person=person), tuple(heard)) for text, *heard in written)


async def talk(stage: Stage, crowd: Sequence[Worker], now: Callable[[], int]) -> None:
    """All of them, until each has said everything."""
    numbers = count(25_000_000_000_000_001)
    await asyncio.gather(*(_talk(stage, worker, numbers, now) for worker in crowd))


async def _talk(stage: Stage, worker: Worker, numbers: count[int], now: Callable[[], int]) -> None:
    await asyncio.sleep(stage.spread * stage.chance())
    for line in worker.lines:
        began = perf_counter()
        request = stage.platform.request(Said(worker.openid, line.text, next(numbers)), at=now())
        await _deliver(stage, worker, request)
        ended = await _first_answer(stage, worker, line, began)
        worker.waits.append(None if ended is None else ended - began)
        if ended is None:
            return
        await asyncio.sleep(stage.think * (0.5 + stage.chance()))


async def _deliver(stage: Stage, worker: Worker, request: bytes) -> None:
    """WeChat's calls: the same again when one is cut, refused or not answered within 5 s."""
    for _ in range(CALLS):
        worker.calls += 1
        answer = await _call(_shuffled(stage), request)
        if answer is None:
            continue
        words = stage.platform.words(answer)
        if words:
            worker.answers.append(Heard(words, perf_counter()))
        elif answer == b"success":
            worker.is_put_off += 1
        return


def _shuffled(stage: Stage) -> list[int]:
    """The ports as a load balancer takes them: the next one where nothing listens."""
    first = int(stage.chance() * len(stage.ports))
    return [*stage.ports[first:], *stage.ports[:first]]


async def _call(ports: list[int], request: bytes) -> bytes | None:
    try:
        async with asyncio.timeout(CUT_SECONDS):
            wire = await _opened(ports)
            try:
                status, body = await wire.ask(request)
            finally:
                wire.close()
    except (OSError, HungUp, TimeoutError):
        await asyncio.sleep(LOOK_SECONDS)
        return None
    return body if status == 200 else None


async def _opened(ports: list[int]) -> Wire:
    for port in ports[:-1]:
        with suppress(ConnectionRefusedError):
            return await Wire.open(port)
    return await Wire.open(ports[-1])


async def _first_answer(stage: Stage, worker: Worker, line: Line, began: float) -> float | None:
    """When the line's words were first seen, answered or pushed; None: never."""
    until = began + PATIENCE
    while perf_counter() < until:
        seen: list[Heard | Pushed] = [*worker.answers, *stage.api.pushed[worker.openid]]
        if found := [one.at for one in seen if is_answer(line, one.text)]:
            return min(found)
        await asyncio.sleep(LOOK_SECONDS)
    return None


def is_answer(line: Line, text: str) -> bool:
    """Whether the words answer the line."""
    return all(part in text for part in line.heard)
