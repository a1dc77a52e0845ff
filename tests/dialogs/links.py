"""The links of talks in memory, as the dialog's tests need them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from dialogs.actions.linking import Looked, Shown
from dialogs.effects import Effect
from dialogs.link_effects import LinkCodeMissed, LinkDropped, LinkMade

MOST_TRIES = 5


@dataclass
class MemoryLinks:
    """`shown` holds by its digits the channel on which a code stands."""

    shown: dict[str, str] = field(default_factory=dict)
    linked: dict[str, list[str]] = field(default_factory=dict)
    tries: dict[str, int] = field(default_factory=dict)

    async def look(self, conversation_id: str, digits: str) -> Looked:
        if self.tries.get(conversation_id, 0) >= MOST_TRIES:
            return "wait"
        return Shown(self.shown[digits]) if digits in self.shown else "wrong"

    async def channels(self, conversation_id: str) -> list[str]:
        return self.linked.get(conversation_id, [])

    def keep(self, conversation_id: str, effects: Iterable[Effect]) -> None:
        for effect in effects:
            match effect:
                case LinkCodeMissed():
                    self.tries[conversation_id] = self.tries.get(conversation_id, 0) + 1
                case LinkMade(digits, _):
                    self.linked.setdefault(conversation_id, []).append(self.shown.pop(digits))
                case LinkDropped():
                    self.linked.pop(conversation_id, None)
