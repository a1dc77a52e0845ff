"""Reads messages as JSON lines and writes what each one says, line for line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any, BinaryIO

from bot.json_lines import BadLine, read_object, write_object
from bot.wiring import clock, day_in_china
from nlu.reading import Reading
from nlu.understand import understand


def run(lines: Iterable[bytes], out: BinaryIO, *, today: date | None, with_spans: bool) -> None:
    """One flushed line out for each line in, also for lines that cannot be read."""
    now = clock(today)
    for line in lines:
        try:
            message = _message(line)
            reading = understand(message["text"], today=day_in_china(now()), asked=message.get("asked"))
            answer = _answer(message.get("id"), reading, with_spans=with_spans)
        except BadLine as bad:
            answer = {"id": bad.id, "error": str(bad)}
        write_object(out, answer)


def _message(line: bytes) -> dict[str, Any]:
    message = read_object(line)
    if not isinstance(message.get("text"), str):
        raise BadLine("`text` must be a string", message.get("id"))
    if not isinstance(message.get("asked"), str | None):
        raise BadLine("`asked` must be a string or null", message.get("id"))
    return message


def _answer(id: Any, reading: Reading, *, with_spans: bool) -> dict[str, Any]:
    answer = {"id": id, "intent": reading.intent, "confidence": reading.confidence, "entities": dict(reading.entities)}
    if reading.conflicts:
        answer["conflicts"] = [asdict(conflict) for conflict in reading.conflicts]
    if with_spans:
        answer["spans"] = [asdict(span) for span in reading.spans]
    return answer
