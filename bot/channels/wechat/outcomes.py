"""What each errcode of WeChat means for a message that was to be sent."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bot.channels.base import Later, Misconfigured, Outcome, Sent, Undelivered

STALE_TOKEN: Final = frozenset({40001, 40014, 42001})

REFUSED: Final = {
    45015: "window_closed",
    45047: "quota_used",
    43004: "unreachable",
    40003: "unreachable",
    50002: "unreachable",
    45002: "too_long",
    47001: "malformed",
    87014: "content_refused",
}
ALARMS: Final = {
    48002: "customer_service_off",
    48001: "api_not_granted",
    48004: "api_blocked",
    50001: "api_not_granted",
    40001: "token_refused",
    40014: "token_refused",
    42001: "token_refused",
    40002: "grant_type",
    40013: "app_id",
    40125: "app_secret",
    40164: "address_not_allowed",
    40243: "app_secret_frozen",
    41002: "app_id",
    41004: "app_secret",
}
PAUSES: Final = {-1: timedelta(seconds=5), 45009: timedelta(minutes=10), 45011: timedelta(seconds=60)}
LIMITS: Final = frozenset({45009, 45011})  # of the account: no other call fares better
BUSY: Final = {-1: "busy", 45009: "daily_limit", 45011: "minute_limit"}


def outcome_of(errcode: int, now: datetime) -> Outcome:
    """Sent only for 0; a code that WeChat has not told us of is a refusal, for it proves that nothing was sent."""
    if errcode == 0:
        return Sent()
    if errcode in BUSY:
        return Later(BUSY[errcode], errcode, now + PAUSES[errcode], for_all=errcode in LIMITS)
    if errcode in ALARMS:
        return Misconfigured(ALARMS[errcode], errcode)
    return Undelivered(REFUSED.get(errcode, "refused"), errcode)
