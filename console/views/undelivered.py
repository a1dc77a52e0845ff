"""What nobody got: workers to be called, and letters to be mended, sent again or dropped."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Final

from starlette.responses import Response

from console.access import Asked
from console.pages import Pages
from console.parts import Console
from console.words import told
from handlers.takeover import NotAllowed
from handlers.undelivered import AnothersAlready, NoteMissing, NothingThere, UndeliveredWork

LONGEST_ID: Final = 18


class UndeliveredViews:
    """For who talks with workers; others only look."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._work, self._pages = UndeliveredWork(console.database, console.vault, console.now), pages

    async def show(self, asked: Asked) -> Response:
        """The board."""
        return await self._page(asked)

    async def badge(self, asked: Asked) -> Response:
        """How many wait, for the rail."""
        return self._pages.page("parts/undelivered_badge.html", count=await self._work.count(asked.viewer))

    async def take(self, asked: Asked) -> Response:
        """The board with the call his."""
        return await self._done(asked, self._work.take(asked.viewer, asked.field("talk")), "call_taken")

    async def let_go(self, asked: Asked) -> Response:
        """The board with the call nobody's."""
        return await self._done(asked, self._work.let_go(asked.viewer, asked.field("talk")), "call_let_go")

    async def called(self, asked: Asked) -> Response:
        """The board without the call, or with it once more."""
        was_told = asked.field("outcome") == "told"
        act = self._work.called(asked.viewer, asked.field("talk"), asked.field("note"), was_told=was_told)
        return await self._done(asked, act, "call_done" if was_told else "call_unanswered")

    async def retry(self, asked: Asked) -> Response:
        """The board without the letter, which is on its way again."""
        return await self._done(asked, self._work.retry(asked.viewer, _id(asked)), "letter_retried")

    async def drop(self, asked: Asked) -> Response:
        """The board without the letter, which is never sent."""
        return await self._done(asked, self._work.drop(asked.viewer, _id(asked), asked.field("note")), "letter_dropped")

    async def _done(self, asked: Asked, act: Awaitable[None], name: str) -> Response:
        try:
            await act
        except NothingThere:
            return await self._page(asked, wrong=told("nothing_there"))
        except AnothersAlready as another:
            return await self._page(asked, wrong=told("anothers_call", name=another.name))
        except NoteMissing:
            return await self._page(asked, wrong=told("note_missing"))
        except NotAllowed:
            return await self._page(asked, wrong=told("not_allowed"))
        return await self._page(asked, done=told(name))

    async def _page(self, asked: Asked, *, wrong: str | None = None, done: str | None = None) -> Response:
        board = await self._work.board(asked.viewer)
        status, written = (422, asked.field("note")) if wrong else (200, "")
        shown = {"board": board, "wrong": wrong, "done": done, "written": written, "of": asked.field("talk")}
        return self._pages.page("undelivered.html", status=status, asked=asked, here="undelivered", **shown)


def _id(asked: Asked) -> int:
    typed = asked.field("letter")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= LONGEST_ID else -1
