"""What a conversation remembers between two messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from dialogs.effects import Effect
from dialogs.replies import Reply

Outcome = Literal["submitted", "paused", "withdrawn", "handed_over"]


@dataclass(slots=True)
class Conversation:
    """Dialog state, all JSON values, as Rasa's tracker holds it: slots, the open form, whether staff have it.

    `held`: one of them has taken it over, so that he and not the worker gives it back.
    `slots` also holds what must survive the form: `draft_id`, `case_number`, `skipped`, `consent`.
    """

    id: str
    slots: dict[str, Any] = field(default_factory=dict)
    active_loop: str | None = None
    handed_over: bool = False
    held: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """What one message led to: the changed conversation, the words back and the effects to make true."""

    conversation: Conversation
    replies: tuple[Reply, ...] = ()
    effects: tuple[Effect, ...] = ()
    asked: str | None = None
    outcome: Outcome | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    case_number: str | None = None
