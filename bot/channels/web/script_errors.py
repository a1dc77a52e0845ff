"""Takes what went wrong in the scripts of the page: where, never who or what he wrote."""

from __future__ import annotations

import re
from typing import Any, Final

import structlog
from starlette.requests import Request
from starlette.responses import Response

from bot.channels.web import bodies, identity
from bot.channels.web.files import PREFIX
from bot.channels.web.floods import TELLING_ERRORS, TELLING_ERRORS_ALL, address_of
from bot.channels.web.parts import WebParts
from bot.channels.web.refusals import Refused

log = structlog.get_logger(__name__)
LONGEST_BODY: Final = 4 * 1024
LONGEST_MESSAGE, MOST_FRAMES = 160, 8
QUOTED: Final = re.compile(r"""(["'`\u201c]).*?["'`\u201d]""", re.DOTALL)
UNWANTED: Final = re.compile(r"[^\x20-\x7e]+|\d{5,}")  # words of people, and numbers that might be theirs
LEADING_AT: Final = re.compile(r"^at\b\s*")
FRAME: Final = re.compile(
    rf"(?:([\w$.<>\[\] ]{{0,60}})[@(]|\bat )?[^\s@(]{{0,120}}?({re.escape(PREFIX)}/[\w/.-]+):(\d+):(\d+)"
)


class ScriptErrors:
    """One line in the log for each; nothing is stored."""

    def __init__(self, parts: WebParts) -> None:
        self._parts = parts

    async def take(self, request: Request) -> Response:
        """Logs it when it is about a script of ours; 204 also for what it is not."""
        identity.refuse_strangers(request, self._parts.hosts)
        self._parts.floods.let_through(TELLING_ERRORS, address_of(request))
        self._parts.floods.let_through(TELLING_ERRORS_ALL)
        if len(await request.body()) > LONGEST_BODY:
            raise Refused(413, "too_long", f"An error may have at most {LONGEST_BODY} bytes.")
        told = await bodies.read_object(request)
        if frames := frames_of(told.get("stack")) or frames_of(told.get("at")):
            log.warning("A script of the worker's page failed", failure=bare(told.get("message")), at=frames)
        return Response(status_code=204)


def bare(message: Any) -> str:
    """The message without what stands in quotes, without letters of other scripts and without long numbers."""
    text = message if isinstance(message, str) else ""
    return UNWANTED.sub("", QUOTED.sub("_", text[: 4 * LONGEST_MESSAGE]))[:LONGEST_MESSAGE].strip()


def frames_of(stack: Any) -> list[str]:
    """The places of a stack that lie in our own scripts: function, file, line and column."""
    text = stack if isinstance(stack, str) else ""
    found = FRAME.findall(text[:LONGEST_BODY])
    return [_frame(*frame) for frame in found[:MOST_FRAMES]]


def _frame(name: str, file: str, line: str, column: str) -> str:
    called = LEADING_AT.sub("", UNWANTED.sub("", name).strip())
    return f"{called} {file[len(PREFIX) :]}:{line[:6]}:{column[:6]}".strip()
