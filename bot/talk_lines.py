"""The form of `talk --json`: what a line in may hold and what the line out holds."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from bot.json_lines import HALF_CHARACTER, BadLine, read_object

KINDS = {
    "text": "text",
    "choice": "choice",
    "photo": "image",
    "image": "image",
    "voice": "voice",
    "video": "video",
    "file": "file",
    "location": "location",
    "entered": "entered",
    "left": "left",
}
LONGEST_NAME = 128
LONGEST_TEXT = 20_000  # understanding cuts far below that
EMPTY: dict[str, Any] = {"replies": [], "asked": None, "outcome": None, "complaint": None, "case_number": None}


@dataclass(frozen=True, slots=True)
class Line:
    """One message as it was typed; a line with the key of an earlier one is that message come again."""

    conversation: str
    text: str = ""
    kind: str = "text"
    key: str | None = None
    scene: str | None = None
    label: str | None = None
    latitude: float = 0.0
    longitude: float = 0.0


def read_line(line: bytes, default: str) -> Line:
    """The message on the line; raises BadLine."""
    told = read_object(line)
    kind = KINDS.get(_string(told, "kind") or "text")
    if kind is None:
        raise BadLine(f"`kind` must be one of {', '.join(KINDS)}")
    if kind in ("text", "choice") and told.get("text") is None:
        raise BadLine("`text` must be a string")
    return Line(
        conversation=_name(told, "conversation") or default,
        text=(_string(told, "text") or "")[:LONGEST_TEXT],
        kind=kind,
        key=_name(told, "key"),
        scene=_name(told, "scene"),
        label=_string(told, "label"),
        latitude=_degrees(told, "latitude"),
        longitude=_degrees(told, "longitude"),
    )


def arguments_of(line: Line) -> dict[str, Any]:
    """The line as arguments of the operation `talk`."""
    return asdict(line)


def line_out(answer: dict[str, Any]) -> dict[str, Any]:
    """What goes out for an answer of the operation `talk`, or for {"error"}."""
    return {**EMPTY, **{name: answer[name] for name in (*EMPTY, "error") if name in answer}}


def _string(told: dict[str, Any], name: str) -> str | None:
    value = told.get(name)
    if not isinstance(value, str | None):
        raise BadLine(f"`{name}` must be a string")
    return HALF_CHARACTER.sub("\ufffd", value) if value is not None else None


def _name(told: dict[str, Any], name: str) -> str | None:
    value = _string(told, name)
    if value is not None and not (value.isprintable() and 0 < len(value) <= LONGEST_NAME):
        raise BadLine(f"`{name}` must be 1 to {LONGEST_NAME} printable characters")
    return value


def _degrees(told: dict[str, Any], name: str) -> float:
    value = told.get(name, 0.0)
    if isinstance(value, bool) or not isinstance(value, int | float) or not -180 <= value <= 180:
        raise BadLine(f"`{name}` must be a number of degrees")
    return float(value)
