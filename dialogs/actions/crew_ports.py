"""What the actions of crews are given: how crews are read, how words are drawn, where our pages are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cases.crews import CrewReader


@dataclass(frozen=True, slots=True)
class CrewPorts:
    """`new_secrets` draws a word and the two keys; without a public address nobody can be sent to a page."""

    reader: CrewReader
    new_secrets: Callable[[], Mapping[str, str]]
    public_url: str | None = None

    def join_url(self, secrets: Mapping[str, str]) -> str | None:
        """Where one taps to join."""
        return f"{self.public_url}/g/{secrets['join']}" if self.public_url and secrets else None

    def leader_url(self, secrets: Mapping[str, str]) -> str | None:
        """The leader's own page."""
        return f"{self.public_url}/crew/{secrets['leader']}" if self.public_url and secrets else None
