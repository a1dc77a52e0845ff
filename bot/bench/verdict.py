"""What a crowd's talks add up to: how long the first answers took, what was lost, doubled or out of order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.bench.api import Api, Pushed
from bot.bench.crowd import Heard, Worker, is_answer

P99_GOAL: Final = 4.0
READY_GOAL: Final = 3.0
EXCUSED: Final = 8  # what a process that is killed had under way may come a second time
TOLD: Final = "notice"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One run; seconds are of the first answer to each line.

    Notices are told beside the talks, one a worker: what was not seen is left in a state that staff see, or lost.
    """

    server: str
    workers: int
    lines: int
    p50: float
    p99: float
    longest: float
    calls: int
    put_off: int
    lost: int
    doubled: int
    reordered: int
    notices_lost: int
    notices_doubled: int
    notices_left: Mapping[str, int]
    rows_wrong: int
    api_calls: Mapping[str, int]
    ready_again: float | None = None

    @property
    def is_right(self) -> bool:
        """Whether everything was answered once and in order."""
        repeated = self.notices_doubled > (EXCUSED if self.ready_again is not None else 0)
        return not (self.lost or self.doubled or self.reordered or self.notices_lost or repeated or self.rows_wrong)


@dataclass(frozen=True, slots=True)
class After:
    """What stood in the database at the end: rows of the inbox, and what became of each worker's notice."""

    inbox: int
    notices: Mapping[str, str]


def judge(server: str, crowd: Sequence[Worker], api: Api, after: After, ready_again: float | None = None) -> Verdict:
    """The sum of a run."""
    waits = sorted(wait for worker in crowd for wait in worker.waits if wait is not None)
    said = sum(len(worker.waits) for worker in crowd)
    lines = sum(len(worker.lines) for worker in crowd)
    seen = {worker.openid: _seen(worker, api.pushed[worker.openid]) for worker in crowd}
    told = {worker.openid: _notices(api.pushed[worker.openid], notice_of(worker)) for worker in crowd}
    states = {worker.openid: after.notices.get(key_of(worker), "missing") for worker in crowd}
    return Verdict(
        server=server,
        workers=len(crowd),
        lines=lines,
        p50=_share(waits, 0.50),
        p99=_share(waits, 0.99),
        longest=waits[-1] if waits else 0.0,
        calls=sum(worker.calls for worker in crowd),
        put_off=sum(worker.is_put_off for worker in crowd),
        lost=lines - len(waits),
        doubled=sum(max(times - 1, 0) for places in seen.values() for times in Counter(places).values()),
        reordered=sum(places != sorted(places) for places in seen.values()),
        notices_lost=sum(not told[one] and state in ("sent", "missing") for one, state in states.items()),
        notices_doubled=sum(max(times - 1, 0) for times in told.values()),
        notices_left=dict(Counter(state for one, state in states.items() if not told[one])),
        rows_wrong=abs(after.inbox - said),
        api_calls=dict(api.calls),
        ready_again=ready_again,
    )


def notice_of(worker: Worker) -> str:
    """What he is told beside his talk."""
    return f"{TOLD} {worker.openid}"


def key_of(worker: Worker) -> str:
    """Its key in the outbox."""
    return f"bench:{worker.openid}"


def _seen(worker: Worker, pushed: Sequence[Pushed]) -> list[int]:
    """The places of the lines whose answers he saw, in the order in which he saw them."""
    words: list[Heard | Pushed] = sorted([*worker.answers, *pushed], key=lambda one: one.at)
    return [place for one in words for place, line in enumerate(worker.lines) if is_answer(line, one.text)]


def _notices(pushed: Sequence[Pushed], notice: str) -> int:
    return sum(one.text == notice for one in pushed)


def _share(waits: list[float], share: float) -> float:
    return waits[min(int(len(waits) * share), len(waits) - 1)] if waits else 0.0
