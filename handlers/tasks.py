"""What staff have to do beside answering, within their areas: call back, ask, look at money, decide on deletion."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cases import wishes
from cases.clocks import Calendar
from cases.embedded import Step, WithdrawalWaits, step
from cases.steps import Status
from handlers.casework import LONGEST_NOTE
from handlers.viewer import Right, Viewer
from storage import audit, tasks
from storage import cases as rows
from storage.cases import Connection
from storage.database import Database
from storage.tasks import Done, Kind, Task
from storage.vault import Vault

PAGE: Final = 100
RECENT: Final = 30
RESULTS: Final[Mapping[Kind, tuple[str, ...]]] = {
    "withdrawal": ("keeps", "withdraws"),
    "withdrawals_together": ("looked_at", "passed_on"),
    "money": ("looked_at",),
    "consent_of_worker": ("agreed", "refused"),
    "erasure": ("erased", "kept"),
    "minor": ("cared_for",),
}


class NoSuchTask(Exception):
    """There is no such task, or it lies outside the viewer's area."""


class TaskDone(Exception):
    """A colleague was quicker."""


class NoSuchResult(ValueError):
    """A task of this kind cannot end so."""


@dataclass(frozen=True, slots=True)
class TaskPage:
    """What is to be done, the most urgent first, and what was done last."""

    open: list[Task]
    done: list[Task]
    now: datetime


class StaffTasks:
    """Each is done once, by whoever is quicker; what it leads to happens in the same transaction."""

    def __init__(self, database: Database, vault: Vault, calendar: Calendar, now: Callable[[], datetime]) -> None:
        self._database, self._vault, self._calendar, self._now = database, vault, calendar, now

    async def page(self, viewer: Viewer) -> TaskPage:
        """The tasks of his area."""

        def read(connection: Connection) -> TaskPage:
            return TaskPage(
                tasks.open_tasks(connection, self._vault, viewer.area, PAGE),
                tasks.done_tasks(connection, self._vault, viewer.area, RECENT),
                self._now(),
            )

        return await self._database.read(read)

    async def count(self, viewer: Viewer) -> int:
        """How many are to be done."""
        return await self._database.read(lambda connection: tasks.count_open(connection, viewer.area))

    async def finish(self, viewer: Viewer, id: int, result: str, words: str) -> Task:
        """The task as it was. Raises NoSuchTask, TaskDone, NoSuchResult, and what a withdrawal's step raises."""
        done = await self._database.run(lambda connection: self._finish(connection, viewer, id, result, words))
        self._database.ring()
        return done

    def _finish(self, connection: Connection, viewer: Viewer, id: int, result: str, words: str) -> Task:
        rows.share_events(connection)
        task = tasks.find(connection, self._vault, id)
        if task is None or not viewer.may(Right.MOVE_CASES) or not viewer.sees_talk(task.county_code):
            raise NoSuchTask
        if result not in RESULTS[task.kind]:
            raise NoSuchResult
        if task.done_at is not None:
            raise TaskDone
        now = self._now()
        if result == "withdraws" and now < task.due_at:
            raise WithdrawalWaits(task.due_at)
        tasks.finish(connection, self._vault, id, Done(viewer.name, now, result, words.strip()[:LONGEST_NOTE]))
        self._lead_on(connection, viewer, task, result, now)
        subject = task.case_number or task.conversation_id
        audit.add(
            connection,
            by=viewer.name,
            action="task_done",
            subject=subject,
            at=now,
            reason=f"{task.kind} {result}",
            area=task.county_code,
        )
        return task

    def _lead_on(self, connection: Connection, viewer: Viewer, task: Task, result: str, now: datetime) -> None:
        """What follows from a call: the case is withdrawn or goes on, or its worker has agreed to it."""
        if task.case_number is None:
            return
        if result == "agreed":
            wishes.confirm_for_worker(connection, self._vault, task.case_number, None, now, by=viewer.name)
        elif result == "keeps":
            wishes.cancel_withdrawal(connection, self._vault, task.case_number, now, by=viewer.name)
        elif result == "withdraws":
            taken = Step(task.case_number, Status.WITHDRAWN, None, viewer.name, now)
            step(connection, self._vault, taken, self._calendar)
