"""Figures for Prometheus: how much, how long, what became of it; never who."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Protocol

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

from bot.channels.base import Channel, Outcome, Outgoing
from handlers.messages import Answer, Inbound

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # prometheus-client's own name for figures of several processes


@dataclass(frozen=True, slots=True)
class Stored:
    """The figures that stand in the database: rows by state, and how often what an operator has to mend happened."""

    outbox: Mapping[str, int]
    media: Mapping[str, int] = field(default_factory=dict)
    alarms: Mapping[tuple[str, str], int] = field(default_factory=dict)


class Metrics:
    """The figures of this process, or with several workers those of all."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.turns = Counter(
            "xinsheng_turns",
            "Messages answered, by what became of them",
            ["channel", "result"],
            registry=self._registry,
        )
        self.seconds = Histogram(
            "xinsheng_turn_seconds",
            "From a message's arrival to its answer",
            ["channel"],
            buckets=SECONDS,
            registry=self._registry,
        )
        self.deliveries = Counter(
            "xinsheng_deliveries", "Sends tried, by outcome", ["channel", "outcome"], registry=self._registry
        )

    def page(self, stored: Stored) -> bytes:
        """All figures in Prometheus' text form."""
        return generate_latest(self._gathered()) + generate_latest(_registry_of(stored))

    def _gathered(self) -> CollectorRegistry:
        if SHARED_FOLDER not in os.environ:
            return self._registry
        from prometheus_client.multiprocess import MultiProcessCollector

        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return registry


class TakesMessages(Protocol):
    """What answers messages."""

    async def handle(self, message: Inbound, *, patience: float | None) -> Answer:
        """The answer, or a late one."""

    async def accept(self, messages: Sequence[Inbound]) -> list[asyncio.Task[Answer]]:
        """The turns under way, once all messages are kept."""


class CountedTurns:
    """Takes messages and counts what became of them."""

    def __init__(self, inner: TakesMessages, metrics: Metrics) -> None:
        self._inner, self._metrics = inner, metrics

    async def handle(self, message: Inbound, *, patience: float | None) -> Answer:
        """As the inner one does."""
        began, result = perf_counter(), "failed"
        try:
            answer = await self._inner.handle(message, patience=patience)
            result = "late" if answer.late else "answered" if answer.turn else "repeated"
            return answer
        finally:
            self._metrics.turns.labels(message.channel, result).inc()
            self._metrics.seconds.labels(message.channel).observe(perf_counter() - began)

    async def accept(self, messages: Sequence[Inbound]) -> list[asyncio.Task[Answer]]:
        """As the inner one does."""
        began, result = perf_counter(), "failed"
        try:
            turns = await self._inner.accept(messages)
            result = "kept"
            return turns
        finally:
            for message in messages:
                self._metrics.turns.labels(message.channel, result).inc()
                self._metrics.seconds.labels(message.channel).observe(perf_counter() - began)


class CountedChannel:
    """Sends and counts the outcomes."""

    def __init__(self, inner: Channel, metrics: Metrics) -> None:
        self._inner, self._metrics = inner, metrics
        self.name, self.repeat_is_harmless = inner.name, inner.repeat_is_harmless

    async def send(self, outgoing: Outgoing) -> Outcome:
        """As the inner one does."""
        outcome = await self._inner.send(outgoing)
        self._metrics.deliveries.labels(self.name, type(outcome).__name__.lower()).inc()
        return outcome


def _registry_of(stored: Stored) -> CollectorRegistry:
    registry = CollectorRegistry()
    rows = Gauge("xinsheng_outbox_rows", "Rows of the outbox, by state", ["state"], registry=registry)
    media = Gauge("xinsheng_media_rows", "Photos and recordings to be fetched, by state", ["state"], registry=registry)
    for gauge, counts in ((rows, stored.outbox), (media, stored.media)):
        for state, count in counts.items():
            gauge.labels(state).set(count)
    alarms = Gauge(
        "xinsheng_channel_alarms",
        "How often a channel could not send until an operator acts; gone once it has sent",
        ["channel", "reason"],
        registry=registry,
    )
    for names, times in stored.alarms.items():
        alarms.labels(*names).set(times)
    return registry


CONTENT_TYPE = CONTENT_TYPE_LATEST
