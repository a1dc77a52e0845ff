"""Reads what the worker's page sends, and trusts nothing about it."""

from __future__ import annotations

import asyncio
import json
import math
import re
import unicodedata
from typing import Any, Final

from starlette.requests import Request

from bot.channels.web.refusals import Refused
from handlers.evidence import LARGEST
from handlers.messages import Location

LONGEST_TEXT: Final = 5000
MEGABYTE: Final = 1024 * 1024
MOST_DRAINED: Final = 64 * MEGABYTE
UPLOAD_SECONDS: Final = 600
LARGEST_ID: Final = 2**53  # what a script can count to
CLIENT_ID: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")
SCENE: Final = re.compile(r"[\w.:-]{1,64}")
# Controls, halves of characters, and what turns the direction of writing for whoever reads it next.
UNWRITTEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")


async def read_object(request: Request) -> dict[str, Any]:
    """The JSON object in the body; raises Refused."""
    try:
        asked = json.loads(await request.body())
    except (ValueError, RecursionError):
        raise Refused(400, "not_json", "The body is not JSON.") from None
    if not isinstance(asked, dict):
        raise Refused(400, "not_json", "The body must be an object.")
    return asked


def client_id(value: object) -> str:
    """The page's own id of a message; raises Refused."""
    if not isinstance(value, str) or not CLIENT_ID.fullmatch(value):
        raise Refused(400, "bad_client_id", "`client_id` must be 8 to 64 letters, digits, - or _.")
    return value


def words(value: object) -> str:
    """What he wrote, without characters that nobody can have written; raises Refused."""
    if not isinstance(value, str):
        raise Refused(400, "no_words", "Words must be a string.")
    text = UNWRITTEN.sub("", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(text) > LONGEST_TEXT:
        raise Refused(413, "too_long", f"Words may have at most {LONGEST_TEXT} characters.")
    if not text:
        raise Refused(400, "no_words", "There are no words.")
    return unicodedata.normalize("NFC", text)


def location(value: object) -> Location:
    """The place he sent; raises Refused."""
    place = value if isinstance(value, dict) else {}
    latitude, longitude = _degrees(place.get("latitude"), 90), _degrees(place.get("longitude"), 180)
    return Location(latitude, longitude)


def position(value: object) -> int:
    """The id of a message that the page has, 0 for none; raises Refused."""
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        value = int(value[:17])
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < LARGEST_ID:
        raise Refused(400, "bad_position", "A position must be a whole number.")
    return value


def scene(value: object) -> str | None:
    """What the scanned code said where he stands, None when there is no such thing."""
    return value if isinstance(value, str) and SCENE.fullmatch(value) else None


async def upload(request: Request, noun: str) -> bytes:
    """The body, which may be large; raises Refused when it is too large or takes too long.

    What is too large is still read to its end, within reason: browsers do not listen before they have sent all.
    """
    try:
        async with asyncio.timeout(UPLOAD_SECONDS):
            return await _read(request, noun)
    except TimeoutError:
        raise Refused(408, "too_slow", f"The {noun} did not come in time.") from None


async def _read(request: Request, noun: str) -> bytes:
    content, total = bytearray(), 0
    async for piece in request.stream():
        total += len(piece)
        if total <= LARGEST:
            content += piece
        else:
            content.clear()
        if total > MOST_DRAINED:
            break
    if total > LARGEST:
        raise too_large(noun)
    return bytes(content)


def too_large(noun: str) -> Refused:
    """The refusal of what is too large."""
    most = LARGEST // MEGABYTE
    return Refused(413, f"{noun}_too_large", f"A {noun} may have at most {most} MB.", most_megabytes=most)


def _degrees(value: object, most: int) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or abs(value) > most:
        raise Refused(400, "bad_place", "A place needs a latitude and a longitude in degrees.")
    return float(value)
