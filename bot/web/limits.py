"""Refuses bodies that are larger than anything we read, before and while they come in."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.problems import Problem, problem

LARGEST_BODY = 64 * 1024


class BodyLimit:
    """Wraps the application; the paths left alone limit themselves (and want the server's own `receive`).

    `larger` has the bytes that some paths may take.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        leave_alone: Collection[str] = (),
        most: int = LARGEST_BODY,
        larger: Mapping[str, int] | None = None,
    ) -> None:
        self._app, self._leave_alone, self._most, self._larger = app, frozenset(leave_alone), most, larger or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in self._leave_alone:
            await self._app(scope, receive, send)
            return
        most = self._larger.get(scope["path"], self._most)
        refusal = f"Bodies may have at most {most} bytes."
        length = Headers(scope=scope).get("content-length", "0")
        if not length.isdecimal() or int(length[:12]) > most:
            await problem(413, refusal)(scope, receive, send)
        else:
            await self._app(scope, self._counted(receive, most, refusal), send)

    def _counted(self, receive: Receive, most: int, refusal: str) -> Receive:
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > most:
                raise Problem(413, refusal)
            return message

        return counted
