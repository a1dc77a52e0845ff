"""Holds up who asks too often, in this process."""

from __future__ import annotations

import ipaddress
import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request

from bot.channels.web.refusals import Refused

MOST_KNOWN: Final = 50_000
EVERYBODY: Final = "everybody"


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, and so many more in that many seconds; `name` keeps its counts apart from others'."""

    name: str
    most: int
    seconds: float


# Many workers of a site share one address behind their carrier, so that what one address may do is generous.
BEGINNING: Final = Rate("begin", 120, 600)
BEGINNING_ALL: Final = Rate("begin", 3000, 600)
WRITING: Final = Rate("write", 30, 60)
SENDING_PHOTOS: Final = Rate("photo", 30, 300)
SENDING_VOICES: Final = Rate("voice", 20, 300)
TELLING_ERRORS: Final = Rate("error", 10, 600)
TELLING_ERRORS_ALL: Final = Rate("error", 120, 600)
READING: Final = Rate("read", 240, 120)
MAKING_CODES: Final = Rate("code", 10, 3600)
GUESSING: Final = Rate("return", 10, 600)
GUESSING_ALL: Final = Rate("return", 300, 3600)


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Floods:
    """A bucket for each rate and each who; `seconds` counts up like `time.monotonic`."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._buckets: OrderedDict[tuple[str, str], _Bucket] = OrderedDict()

    def let_through(self, rate: Rate, who: str = EVERYBODY) -> None:
        """Counts one; raises Refused when it is one too many."""
        now = self._seconds()
        bucket = self._bucket(rate, who, now)
        bucket.left = min(rate.most, bucket.left + (now - bucket.at) * rate.most / rate.seconds)
        bucket.at = now
        if bucket.left < 1:
            wait = math.ceil((1 - bucket.left) * rate.seconds / rate.most)
            raise Refused(429, "too_often", "Too many requests.", wait=wait)
        bucket.left -= 1

    def _bucket(self, rate: Rate, who: str, now: float) -> _Bucket:
        key = (rate.name, who)
        bucket = self._buckets.setdefault(key, _Bucket(rate.most, now))
        self._buckets.move_to_end(key)
        if len(self._buckets) > MOST_KNOWN:
            self._buckets.popitem(last=False)
        return bucket


def address_of(request: Request) -> str:
    """Where the request comes from; of an IPv6 address the part that one customer has."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.version == 4:
        return host
    return str(ipaddress.ip_network((int(address), 64), strict=False))
