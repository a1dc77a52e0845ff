"""What each failure of Telegram's API means for a message that was to be sent."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import httpx
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.channels.base import Later, Misconfigured, Outcome, Undelivered, Unknown

NEVER_LEFT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
REFUSED: Final = (
    ("chat not found", "unreachable"),
    ("user is deactivated", "unreachable"),
    ("too long", "too_long"),
    ("text is empty", "empty"),
)


def outcome_of(failure: Exception, now: datetime) -> Outcome:
    """What became of the message; Unknown wherever Telegram may have taken it."""
    match failure:
        case RetryAfter():
            return Later("flood", 429, now + pause_of(failure), for_all=True)
        case Forbidden():
            return Undelivered("unreachable", 403)
        case InvalidToken():
            return Misconfigured("token_refused", 401)
        case BadRequest():
            return Undelivered(_reason(failure), 400)
        case ChatMigrated():
            return Undelivered("unreachable", 400)
        case _:
            return Later("unreachable_api") if never_left(failure) else Unknown(kind_of(failure))


def never_left(failure: Exception) -> bool:
    """Whether the request cannot have reached Telegram."""
    return isinstance(failure.__cause__, NEVER_LEFT)


def pause_of(failure: RetryAfter) -> timedelta:
    """How long Telegram wants to be left alone."""
    pause = failure.retry_after
    return pause if isinstance(pause, timedelta) else timedelta(seconds=pause)


def kind_of(failure: Exception) -> str:
    """The failure in one word, without what it says: that may hold the token."""
    cause = failure.__cause__
    return type(cause if isinstance(failure, TelegramError) and cause else failure).__name__


def _reason(failure: BadRequest) -> str:
    told = failure.message.lower()
    return next((reason for words, reason in REFUSED if words in told), "refused")
