"""What was said in a talk, as staff see it: long numbers hidden, photos beside their messages, how each left."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from cases.masking import mask_numbers
from storage import evidence, talk_lines
from storage.cases import Connection
from storage.evidence import EvidenceRow
from storage.outbox import State
from storage.talk_lines import SpokenRow
from storage.vault import Vault

Speaker = Literal["worker", "assistant", "staff", "notice"]
SPEAKERS: Final[dict[str, Speaker]] = {"staff": "staff", "notice": "notice"}
PAGE: Final = 60
SILENT: Final = frozenset({"entered", "left", "receipt"})


@dataclass(frozen=True, slots=True)
class DeskLine:
    """Something said; `is_masked`: numbers in it are hidden, `is_gone`: its words were not to be kept."""

    id: int
    speaker: Speaker
    by: str | None
    kind: str
    text: str
    at: datetime
    photo: EvidenceRow | None
    is_masked: bool
    is_gone: bool
    state: State | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """The last lines before some point, in order; `earlier`: there are more before them."""

    lines: tuple[DeskLine, ...]
    earlier: bool


def read_page(connection: Connection, vault: Vault, conversation_id: str, before: int | None = None) -> Page:
    """A page of the talk."""
    found = talk_lines.spoken(connection, vault, conversation_id, before=before, count=PAGE + 1)
    rows = found[-PAGE:]
    photos = evidence.of_keys(connection, [row.key for row in rows if row.key and row.direction == "in"])
    return Page(desk_lines(rows, photos), len(found) > PAGE)


def desk_lines(rows: Sequence[SpokenRow], photos: dict[str, EvidenceRow]) -> tuple[DeskLine, ...]:
    """The rows as staff see them."""
    return tuple(_line(row, photos.get(row.key or "")) for row in rows if row.kind not in SILENT)


def words_of(row: SpokenRow) -> str:
    """What was said, or for a place that was sent what the map called it."""
    if row.text or row.sent is None or row.kind != "location":
        return row.text
    return str((json.loads(row.sent).get("location") or {}).get("label") or "")


def _line(row: SpokenRow, photo: EvidenceRow | None) -> DeskLine:
    text = words_of(row)
    shown = mask_numbers(text)
    is_his = row.direction == "in"
    return DeskLine(
        id=row.id,
        speaker="worker" if is_his else SPEAKERS.get(row.kind, "assistant"),
        by=row.by,
        kind=row.kind,
        text=shown,
        at=row.at,
        photo=photo if is_his else None,
        is_masked=shown != text,
        is_gone=is_his and row.kind in talk_lines.WORDS and not text,
        state=row.state,
        reason=row.reason,
    )
