"""Why a push is turned away, and with which HTTP status."""

from __future__ import annotations

from typing import Final

TOO_LARGE: Final = 413
FORBIDDEN: Final = 403
MALFORMED: Final = 400
TOO_SLOW: Final = 408


class BadPush(Exception):
    """The push cannot be trusted or read; `reason` is one word for the log and never holds a part of the push."""

    def __init__(self, reason: str, status: int = MALFORMED) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
