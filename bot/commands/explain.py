"""Tells a person what each message was understood to say: from which words, by which rule, and what does not count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, BinaryIO

from bot.json_lines import BadLine, read_object
from bot.wiring import clock, day_in_china
from nlu.reading import Span
from nlu.understand import Account, account_for

ASIDE = {  # what stands for no field, in words
    "none": "a sum that is no wage",
    "unknown": "a sum without a cue",
    "other": "a digit string",
    "daily": "a rate a day",
    "monthly": "a rate a month",
    "person": "a sum a head",
    "paid_months": "months that were paid",
    "paid_days": "days that were paid",
}


def run(lines: Iterable[bytes], out: BinaryIO, *, today: date | None) -> None:
    """A paragraph for each line, which is a message as it is typed or a JSON line {"text", "asked"?}."""
    now = clock(today)
    for line in lines:
        text, asked = _said(line)
        account = account_for(text, today=day_in_china(now()), asked=asked)
        out.write(("\n".join(paragraph(account)) + "\n\n").encode("utf-8", "replace"))
        out.flush()


def _said(line: bytes) -> tuple[str, str | None]:
    """The message and the open question; a line that is no such object is the message itself."""
    if line.lstrip().startswith(b"{"):
        try:
            said = read_object(line)
        except BadLine:
            said = {}
        if isinstance(said.get("text"), str) and isinstance(said.get("asked"), str | None):
            return said["text"], said.get("asked")
    return line.decode("utf-8", "replace").rstrip("\r\n"), None


def paragraph(account: Account) -> Iterator[str]:
    """The lines about one message."""
    reading = account.reading
    yield f"message   {reading.text}"
    yield f"intent    {reading.intent} ({reading.confidence:.2f}, rule {account.intent_rule})"
    for span in account.dangers:
        yield f"{'danger' if span.rule == 'words' else 'no danger':9} {span.value}{_where(reading.text, span)}"
    for name, value in reading.entities.items():
        yield f"read      {name} = {value}{_from(reading.text, name, value, reading.spans)}"
    for conflict in reading.conflicts:
        yield f"conflict  {conflict.field}: said {conflict.said}, computed {conflict.computed} (rule {conflict.rule})"
    for span in account.rejected:
        yield f"left out  {ASIDE.get(span.field, span.field)} = {span.value}{_where(reading.text, span)}"


def _from(text: str, name: str, value: Any, spans: Iterable[Span]) -> str:
    found = [span for span in spans if span.field == name]
    exact = [span for span in found if span.value == value] or found
    return "; ".join(_where(text, span) for span in exact)


def _where(text: str, span: Span) -> str:
    return f'  from "{text[span.start : span.end]}" by {span.rule}'
