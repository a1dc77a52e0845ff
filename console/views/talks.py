"""The queue of talks: who waits for a person, who is being served."""

from __future__ import annotations

from starlette.responses import Response

from console.access import Asked
from console.pages import Pages
from console.parts import Console


class TalkViews:
    """Where the day begins."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._pages = pages

    async def show(self, asked: Asked) -> Response:
        """The frame that the live queue fills."""
        return self._pages.page("talks.html", asked=asked, here="talks")
