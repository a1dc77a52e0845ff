"""What is said to a worker: a text with the choices offered under it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reply:
    """One thing to say; the choices are what he may tap or number, in their order."""

    text: str
    choices: tuple[str, ...] = ()
