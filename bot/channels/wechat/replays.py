"""Remembers which message each signature came with, so that a seen address cannot carry another one."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta

from bot.channels.wechat.refusals import FORBIDDEN, BadPush

REMEMBERED = timedelta(seconds=600)
MOST = 100_000


class Replays:
    """WeChat repeats a push with the very same signature: that is harmless, the message's key makes it one.

    In plain mode the signature does not cover the body, so the same signature with another message is a forgery.
    """

    def __init__(self) -> None:
        self._seen: OrderedDict[bytes, tuple[str, datetime]] = OrderedDict()

    def claim(self, signature: bytes, key: str, now: datetime) -> None:
        """Raises BadPush when the signature has come with another message before."""
        self._forget(now)
        first, _ = self._seen.setdefault(signature, (key, now + REMEMBERED))
        if first != key:
            raise BadPush("replayed", FORBIDDEN)

    def _forget(self, now: datetime) -> None:
        while self._seen:
            signature, (_, until) = next(iter(self._seen.items()))
            if until > now and len(self._seen) < MOST:
                return
            del self._seen[signature]
