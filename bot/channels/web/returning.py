"""Going on with a talk on another phone, and leaving one."""

from __future__ import annotations

import re
import unicodedata

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.channels.web import bodies, identity
from bot.channels.web.floods import GUESSING, GUESSING_ALL, MAKING_CODES, address_of
from bot.channels.web.parts import WebParts
from bot.channels.web.refusals import Refused
from handlers.visitors import CODE_LENGTH


class Returning:
    """Codes out and in."""

    def __init__(self, parts: WebParts) -> None:
        self._parts = parts

    async def make_code(self, request: Request) -> Response:
        """Digits in groups of four, as people read them to each other, and until when they are good."""
        visitor = await self._parts.writer(request)
        self._parts.floods.let_through(MAKING_CODES, visitor.id)
        made = await self._parts.visitors.make_code(visitor)
        code = " ".join(re.findall("....", made.digits))
        return JSONResponse({"code": code, "expires_at": made.expires_at.isoformat(timespec="seconds")})

    async def come_back(self, request: Request) -> Response:
        """The talk of whoever shows a good code is this browser's; 404 for any other."""
        identity.refuse_strangers(request, self._parts.hosts)
        asked = await bodies.read_object(request)
        self._parts.floods.let_through(GUESSING, address_of(request))
        self._parts.floods.let_through(GUESSING_ALL)
        visitor = await self._parts.visitors.come_back(digits_of(asked.get("code")))
        if visitor is None:
            raise Refused(404, "no_such_code", "There is no such code, or it was used, or it has expired.")
        before = await self._parts.visitor(request)
        if before:
            await self._parts.visitors.leave(before)
        answer = JSONResponse({"returned": True})
        identity.keep(request, answer, visitor.token)
        return answer

    async def leave(self, request: Request) -> Response:
        """The talk is no longer this browser's, or no longer any other's."""
        visitor = await self._parts.writer(request)
        asked = await bodies.read_object(request)
        if asked.get("which") == "others":
            left = await self._parts.visitors.leave_others(visitor)
            self._parts.newsroom.stir(visitor.conversation_id)
            return JSONResponse({"left": left})
        answer = JSONResponse({"left": await self._parts.visitors.leave(visitor)})
        identity.drop(request, answer)
        return answer


def digits_of(value: object) -> str:
    """The code without what people write between its digits; raises Refused when it cannot be one."""
    text = unicodedata.normalize("NFKC", value) if isinstance(value, str) else ""
    digits = re.sub(r"[\s\-_.·,]", "", text[:64])
    if len(digits) != CODE_LENGTH or not digits.isascii() or not digits.isdecimal():
        raise Refused(400, "bad_code", f"A code has {CODE_LENGTH} digits.")
    return digits
