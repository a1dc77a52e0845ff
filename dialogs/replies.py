"""What is said to a worker: a text with the choices offered under it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Reply:
    """One thing to say; the choices are what he may tap or number, in their order."""

    text: str
    choices: tuple[str, ...] = ()


class Blanks(dict[str, Any]):
    """Values for a text's blanks; one that is missing stays empty."""

    def __missing__(self, key: str) -> str:
        return ""


def fill(template: str, values: Mapping[str, Any]) -> str:
    """The text with its blanks filled; what is absent or None leaves nothing."""
    return template.format_map(Blanks({key: "" if value is None else value for key, value in values.items()}))


def render(domain: Mapping[str, Any], message: Mapping[str, Any], values: Mapping[str, Any]) -> Reply:
    """Fill a response of the domain from the values and the message; a literal text is said as it stands."""
    name = message.get("response")
    if not name:
        return Reply(str(message.get("text") or ""), choices(message))
    template = domain["responses"][name][0]
    return Reply(fill(template["text"], {**values, **message}), choices(message) or choices(template))


def choices(template: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(button["title"] for button in template.get("buttons") or ())


def text_of(domain: Mapping[str, Any], name: str, values: Mapping[str, Any]) -> str:
    """One text of the domain with its blanks filled, to be put into another."""
    return fill(domain["responses"][name][0]["text"], values)
