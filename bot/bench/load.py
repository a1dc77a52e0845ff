"""The measuring process: makes its pushes first, waits for the word, holds many talks at once, tells what it saw.

Reads one JSON line (the order), writes "ready", waits for a line, writes one JSON line (what it saw).
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import count
from time import perf_counter

import uvloop

from bot.bench.pushes import Account, Platform, Said
from bot.bench.talks import Line, told_talks
from bot.bench.wire import HungUp, Wire
from bot.wiring import utc_now

LONGEST = 120.0
LATEST = 5.0  # seconds behind its rate at which a load gives up to catch up


@dataclass(frozen=True, slots=True)
class Order:
    """What to do: that many turns by that many workers at once, the first of them with that number."""

    port: int
    account: dict[str, str] = field(repr=False)
    crowd: int
    turns: int
    first: int = 0
    check_words: bool = True
    rate: float = 0.0  # turns a second that are begun, however long they take; 0: each as soon as the one before ends


@dataclass(frozen=True, slots=True)
class Push:
    """A request ready to leave, and what its answer must hold."""

    request: bytes
    line: Line
    place: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of one push; times are of the process's own clock, body None when the server hung up."""

    push: Push
    began: float
    ended: float
    status: int = 0
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """The sum of one run; the rate counts only the time in which every worker had something to say."""

    turns: int
    workers: int
    turns_per_second: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    longest_ms: float
    failed: dict[str, int]


def main() -> None:
    """One order, one run."""
    order = Order(**json.loads(sys.stdin.readline()))
    platform = Platform(Account(**order.account))
    talks = prepared(order, platform)
    gc.collect()
    gc.freeze()
    print("ready", flush=True)
    sys.stdin.readline()
    seen = uvloop.run(hold(order, talks, platform))
    print(json.dumps(asdict(seen)), flush=True)


def prepared(order: Order, platform: Platform) -> list[list[Push]]:
    """The pushes of as many talks as make up the turns, and of one for each worker at least."""
    at, numbers = int(utc_now().timestamp()), count(order.first * 1000 + 24_000_000_000_000_001)
    talks: list[list[Push]] = []
    for told in told_talks(order.first):
        if len(talks) >= order.crowd and sum(map(len, talks)) >= order.turns:
            break
        said = [Said(told.openid, line.text, next(numbers)) for line in told.lines]
        requests = [platform.request(one, at=at) for one in said]
        places = [f"line {number} of `{told.name}`" for number in range(1, len(said) + 1)]
        talks.append([Push(*parts) for parts in zip(requests, told.lines, places, strict=True)])
    return talks


async def hold(order: Order, talks: list[list[Push]], platform: Platform) -> Seen:
    """All talks, each worker's one after the other, the crowd's at once."""
    waiting, answers, pace = iter(talks), list[Answered](), Pace(order.rate)
    async with asyncio.timeout(LONGEST):
        ends = await asyncio.gather(*(_worker(order.port, waiting, answers, pace) for _ in range(order.crowd)))
    return summed(order, len(talks), answers, until=min(ends), platform=platform)


class Pace:
    """Gives each turn the time at which it is to begin; at a fixed rate a late one does not put off the next.

    Its wait counts from that time, so that a server which falls behind cannot hide it.
    """

    def __init__(self, rate: float) -> None:
        self._apart = 1 / rate if rate else 0.0
        self._next = 0.0

    async def turn(self) -> float:
        """Returns when it is time, with the time that it was due at."""
        now = perf_counter()
        if not self._apart:
            return now
        due = self._next = max(self._next + self._apart, now - LATEST) if self._next else now
        if due > now:
            await asyncio.sleep(due - now)
        return due


async def _worker(port: int, talks: Iterator[list[Push]], answers: list[Answered], pace: Pace) -> float:
    """Holds talks until there is none left; the time at which that was."""
    wire = await Wire.open(port)
    for talk in talks:
        wire = wire if wire.is_open else await Wire.open(port)
        for push in talk:
            answers.append(answer := await _ask(wire, push, await pace.turn()))
            if answer.body is None:  # what follows would make no sense
                break
    wire.close()
    return perf_counter()


async def _ask(wire: Wire, push: Push, began: float) -> Answered:
    try:
        status, body = await wire.ask(push.request)
    except HungUp:
        return Answered(push, began, perf_counter())
    return Answered(push, began, perf_counter(), status, body)


def summed(order: Order, workers: int, answers: list[Answered], *, until: float, platform: Platform) -> Seen:
    """What the answers add up to."""
    waits = sorted(1000 * (answer.ended - answer.began) for answer in answers)
    within = sum(answer.ended <= until for answer in answers)
    faults = (_fault(answer, platform, order.check_words) for answer in answers)
    return Seen(
        turns=len(answers),
        workers=workers,
        turns_per_second=within / (until - min(answer.began for answer in answers)),
        p50_ms=_share(waits, 0.50),
        p95_ms=_share(waits, 0.95),
        p99_ms=_share(waits, 0.99),
        longest_ms=waits[-1],
        failed=dict(Counter(filter(None, faults)).most_common(20)),
    )


def _share(waits: list[float], share: float) -> float:
    return waits[min(int(len(waits) * share), len(waits) - 1)]


def _fault(answer: Answered, platform: Platform, check_words: bool) -> str | None:
    """Why an answer does not count as one, None when it does."""
    if answer.body is None:
        return f"hung up at {answer.push.place}"
    if answer.status != 200:
        return f"status {answer.status} at {answer.push.place}"
    words = platform.words(answer.body)
    if not words:
        return f"no words at {answer.push.place}"
    missing = [word for word in answer.push.line.heard if word not in words]
    return f"{missing} is missing at {answer.push.place}" if missing and check_words else None


if __name__ == "__main__":
    main()
