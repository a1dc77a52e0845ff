"""Who of the staff is writing to whom just now; known in this process only, and only for seconds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

SECONDS: Final = 6.0


class Typing:
    """Staff's side notes that somebody types, the worker's page asks; `seconds` counts up like `time.monotonic`."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._noted: dict[str, float] = {}
        self._listeners: list[Callable[[str], None]] = []

    def note(self, conversation_id: str) -> None:
        """Somebody is writing there; to be noted again every few seconds while he does."""
        now = self._seconds()
        self._noted = {id: at for id, at in self._noted.items() if now - at < SECONDS}
        self._noted[conversation_id] = now
        for listener in self._listeners:
            listener(conversation_id)

    def stop(self, conversation_id: str) -> None:
        """He has sent it, or thought better of it."""
        if self._noted.pop(conversation_id, None) is not None:
            for listener in self._listeners:
                listener(conversation_id)

    def is_typing(self, conversation_id: str) -> bool:
        """Whether somebody was writing there within the last seconds."""
        at = self._noted.get(conversation_id)
        return at is not None and self._seconds() - at < SECONDS

    def listen(self, listener: Callable[[str], None]) -> None:
        """Calls it with the conversation whenever that changes."""
        self._listeners.append(listener)
