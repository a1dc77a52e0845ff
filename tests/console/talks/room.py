"""Workers who talk, for tests of what staff see of it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from sqlalchemy import update

from cases.clocks import Calendar
from console.parts import Console
from dialogs.effects import TurnEffects
from dialogs.engine import Engine
from dialogs.registry import register_actions
from handlers.effects import Desk
from handlers.inbound import InboundHandler
from handlers.messages import Answer
from handlers.turns import Turns
from storage.tables import conversation
from tests import whole
from tests.dialogs.fakes import FakeCases, counting
from tests.rows import Clock, numbered
from tests.talks import SCRIPT

WORKER = "web:page:w1"
REPORT = "鼎立劳务欠我两万四"
OTHER_PLACE = "621102"
KEYS: Iterator[int] = count(1)


def way_in(console: Console, clock: Clock) -> InboundHandler:
    """Messages come in here; the assistant knows who of the staff has a page open."""
    effects = TurnEffects()
    numbers = map(numbered, count(5000))
    actions = register_actions(
        effects,
        FakeCases(clock),
        numbers.__next__,
        counting("talk-draft-{}"),
        clock,
        console.live.presence.is_staffed,
    )
    turns = Turns(console.database, Desk(console.vault, Calendar()), Engine(SCRIPT, actions, clock, effects), clock)
    return InboundHandler(console.database, console.vault, turns, clock)


async def says(console: Console, clock: Clock, *texts: str, worker: str = WORKER, **more: Any) -> Answer:
    """The worker writes, one after the other; the answer to the last."""
    way = way_in(console, clock)
    answer = Answer()
    for text in texts:
        came = whole.message(text, f"{worker}:{next(KEYS)}", clock=clock, worker=worker, **more)
        answer = await way.handle(came, patience=None)
    return answer


async def lies_in(console: Console, county: str, worker: str = WORKER) -> None:
    """The talk is about work in that county."""
    here = update(conversation).where(conversation.c.id == worker).values(county_code=county)
    await console.database.run(lambda connection: connection.execute(here))
