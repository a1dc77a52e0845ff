"""Measures how long one message takes to read, beside jieba's cutting of the same words in the same run."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import nlu
from nlu.tokens import tokens
from nlu.understand import understand, warm_up

DEVSET = Path(nlu.__file__).parent / "devset"
LONGEST = 2000  # characters that are read of a message
LONG_MESSAGES = 50
TODAY = date(2026, 11, 24)


@dataclass(frozen=True, slots=True)
class Message:
    """What is read."""

    text: str
    asked: str | None = None


@dataclass(frozen=True, slots=True)
class Timed:
    """How long one message took, in milliseconds."""

    name: str
    messages: int
    median_ms: float
    p95_ms: float
    worst_ms: float


def measure_reading(*, rounds: int) -> list[Timed]:
    """The development set's messages, and long ones of 2,000 characters made of them: read whole, and only cut."""
    warm_up()
    messages = dev_messages()
    long = long_messages(messages, LONG_MESSAGES)
    measured = []
    for name, said in ((f"{len(messages)} messages", messages), (f"messages of {LONGEST} characters", long)):
        measured.append(timed(f"understand, {name}", _read, said, rounds))
        measured.append(timed(f"jieba alone, {name}", _cut, said, rounds))
    return measured


def dev_messages() -> list[Message]:
    """All messages of nlu/devset with the questions they answer."""
    lines = [line for path in sorted(DEVSET.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    read: list[dict[str, Any]] = [json.loads(line) for line in lines if line.strip()]
    return [Message(one["text"], one.get("asked")) for one in read if "text" in one]  # talks have none


def long_messages(messages: Sequence[Message], count: int) -> list[Message]:
    """Messages strung together to the longest that is read, each beginning with another one."""
    texts = [one.text for one in messages]
    starts = range(0, len(texts), max(len(texts) // count, 1))
    return [Message(",".join([*texts[at:], *texts[:at]])[:LONGEST]) for at in starts][:count]


def timed(name: str, work: Callable[[Message], Any], messages: Sequence[Message], rounds: int) -> Timed:
    """The fastest of some rounds for each message: what else the machine does is not the reader's doing."""
    taken = sorted(min(_once(work, message) for _ in range(rounds)) for message in messages)
    return Timed(name, len(taken), median(taken), taken[int(len(taken) * 0.95)], taken[-1])


def _once(work: Callable[[Message], Any], message: Message) -> float:
    begun = perf_counter()
    work(message)
    return (perf_counter() - begun) * 1000


def _read(message: Message) -> None:
    understand(message.text, today=TODAY, asked=message.asked)


def _cut(message: Message) -> None:
    tokens(message.text)
