"""Lets invented workers talk with the assistant, and officers move their cases on, all in the past two months."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Final

from bot.demo.plans import People, Plan
from bot.service import Answer, Refused
from bot.wiring import Parts, utc_now
from cases.embedded import Step
from cases.steps import Status
from dialogs.conversation import Turn
from handlers.inbound import InboundHandler
from handlers.messages import Inbound
from storage import removal

COUNT: Final = 66
CHANNEL: Final = "web"
ACCOUNT: Final = "demo"
PREFIX: Final = f"{CHANNEL}:{ACCOUNT}:"
OFFICER: Final = "demo"
MOST_ANSWERS: Final = 25


class MovedClock:
    """Tells the time that the talk has come to."""

    def __init__(self) -> None:
        self.at = utc_now()

    def __call__(self) -> datetime:
        return self.at


class Demo:
    """Fills the database, and empties it of what it filled."""

    def __init__(self, parts: Parts) -> None:
        self._parts, self._people, self._clock = parts, People(), MovedClock()

    async def fill(self, count: int = COUNT) -> AsyncIterator[Answer]:
        """How many of how many talks are done, as it goes; raises Refused where real people have talked already."""
        if await self._parts.database.read(lambda connection: removal.count_others(connection, PREFIX)):
            raise Refused("There are real talks in this database; a demo fills an empty one (set XINSHENG_DATA_DIR).")
        if await self._parts.database.read(lambda connection: removal.count_of(connection, PREFIX)):
            raise Refused("The demo is there already; ./xinsheng demo --remove takes it away.")
        inbound = self._parts.inbound(self._clock)
        for plan in self._people.plans(count, utc_now()):
            await self._live(inbound, plan)
            yield {"done": plan.number + 1, "of": count}

    async def remove(self) -> Answer:
        """How many talks were taken away, with all that came of them."""
        return {"removed": await self._parts.database.run(lambda connection: removal.remove(connection, PREFIX))}

    async def _live(self, inbound: InboundHandler, plan: Plan) -> None:
        self._clock.at = plan.begins_at
        turn = await self._say(inbound, plan, 0, plan.opening)
        for number in range(1, MOST_ANSWERS):
            if turn.asked is None or number > plan.stops_after:
                break
            turn = await self._say(inbound, plan, number, self._answer(plan, number, turn.asked))
        if plan.ending in self._people.words["endings"]:
            await self._say(inbound, plan, MOST_ANSWERS, self._people.words["endings"][plan.ending])
        if turn.outcome == "submitted" and turn.case_number:
            await self._move_on(plan, turn.case_number)

    def _answer(self, plan: Plan, number: int, asked: str) -> str:
        if number == plan.aside_at:
            asides = self._people.words["asides"]
            return str(asides[plan.number % len(asides)])
        return str(self._people.words["answers"][asked]).format_map(plan.facts)

    async def _say(self, inbound: InboundHandler, plan: Plan, number: int, text: str) -> Turn:
        self._clock.at += timedelta(seconds=25 + 7 * number)
        worker = f"worker-{plan.number:03d}"
        key = f"{PREFIX}{worker}:{number}"
        answer = await inbound.handle(
            Inbound(CHANNEL, ACCOUNT, worker, key, "text", self._clock.at, text), patience=None
        )
        assert answer.turn is not None, "a demo's message is new"
        return answer.turn

    async def _move_on(self, plan: Plan, case_number: str) -> None:
        for days, status in enumerate(plan.steps, 1):
            at = self._clock.at + timedelta(days=2 * days, hours=plan.number % 6)
            if at >= utc_now():
                break
            note = self._people.words["notes"].get(status)
            await self._parts.desk.take_step(Step(case_number, Status(status), note, OFFICER, at))
