"""What a turn makes true between the talks of one person; carried out by handlers in the turn's transaction."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LinkCodeMade:
    """Whoever types these digits in another talk may say that it is the same person's."""

    digits: str


@dataclass(frozen=True, slots=True)
class LinkCodeMissed:
    """Digits were typed that are nobody's code."""


@dataclass(frozen=True, slots=True)
class LinkMade:
    """The talk that showed these digits is the same person's; `told` is what is said there."""

    digits: str
    told: str


@dataclass(frozen=True, slots=True)
class LinkDropped:
    """The talk belongs to no other any more; `told` is what is said in those."""

    told: str


@dataclass(frozen=True, slots=True)
class ToldHere:
    """He wants to be told of all his cases in this talk."""


LinkEffect = LinkCodeMade | LinkCodeMissed | LinkMade | LinkDropped | ToldHere
