"""What staff have to do beside answering: calls, questions, money to look at."""

from __future__ import annotations

import json
from typing import Any, Final

from starlette.responses import Response

from cases.embedded import WithdrawalWaits
from cases.steps import IllegalStep
from console.access import Asked
from console.formats import moment
from console.pages import Pages
from console.parts import Console
from console.words import told
from handlers.tasks import RESULTS, NoSuchResult, NoSuchTask, TaskDone

TOGETHER: Final = "withdrawals_together"


class TaskViews:
    """Bounded by each viewer's area."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._tasks, self._pages = console.tasks, pages

    async def show(self, asked: Asked) -> Response:
        """What is to be done, and what was done last."""
        return await self._page(asked)

    async def badge(self, asked: Asked) -> Response:
        """How many there are to be done; nothing for none."""
        return self._pages.page("parts/count.html", count=await self._tasks.count(asked.viewer))

    async def finish(self, asked: Asked) -> Response:
        """The page without the task, or with the reason why it is not done yet."""
        id = asked.field("task")
        number = int(id) if id.isascii() and id.isdecimal() and len(id) < 18 else 0
        try:
            await self._tasks.finish(asked.viewer, number, asked.field("result"), asked.field("words"))
        except (NoSuchTask, NoSuchResult):
            return await self._page(asked, wrong=told("nothing_there"))
        except TaskDone:
            return await self._page(asked, wrong=told("task_taken"))
        except WithdrawalWaits as waits:
            return await self._page(asked, wrong=told("task_waits", until=moment(waits.until)))
        except IllegalStep:
            return await self._page(asked, wrong=told("task_cannot"))
        return await self._page(asked, done=told("task_done"))

    async def _page(self, asked: Asked, **said: Any) -> Response:
        page = await self._tasks.page(asked.viewer)
        shown = {"wrong": None, "done": None, **said}
        status = 422 if shown["wrong"] else 200
        together = {one.id: json.loads(one.note)["cases"] for one in page.open if one.kind == TOGETHER and one.note}
        values = {"page": page, "results": RESULTS, "together": together}
        return self._pages.page("tasks.html", status=status, asked=asked, here="tasks", **values, **shown)
