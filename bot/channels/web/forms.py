"""Reads forms with files, cut off where they are larger than anything they can be."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.types import Message, Receive

from bot.channels.web.refusals import Refused

BESIDE: Final = 64 * 1024  # bytes that a form needs beside its files


class TooMuch(Exception):
    """More bytes came than the files may have together."""


@asynccontextmanager
async def form_with_files(request: Request, most_bytes: int, most_files: int) -> AsyncIterator[FormData]:
    """The form; raises TooMuch, and Refused for what is none."""
    limited = Request(request.scope, _limited(request.receive, most_bytes + BESIDE))
    try:
        async with limited.form(max_files=most_files, max_fields=4) as form:
            yield form
    except (MultiPartException, HTTPException, KeyError):
        raise Refused(400, "not_a_form", "The body is no form with a file.") from None


def _limited(receive: Receive, most: int) -> Callable[[], Any]:
    taken = 0

    async def limited() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise TooMuch
        return message

    return limited
