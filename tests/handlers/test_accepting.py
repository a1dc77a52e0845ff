"""Messages of channels without an open answer: kept first, answered by the outbox, whoever answers them."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from handlers.inbound import arrival_of
from storage.database import Database
from storage.tables import inbox
from storage.vault import Vault
from tests.handlers.test_inbound import Echo, came, count, handler, waiting_texts
from tests.rows import Clock

pytestmark = pytest.mark.asyncio


async def test_all_are_kept_before_any_is_answered_and_answered_in_their_order(
    database: Database, vault: Vault, clock: Clock
) -> None:
    echo = Echo(gate=asyncio.Event())
    way = handler(database, vault, clock, echo)
    turns = await way.accept([came(str(number), f"k{number}", clock) for number in range(3)])
    states = await database.read(lambda c: c.scalars(select(inbox.c.state).order_by(inbox.c.place)).all())
    assert (len(turns), list(states)) == (3, ["waiting"] * 3)
    assert echo.gate
    echo.gate.set()
    await way.finish()
    assert await waiting_texts(database, vault) == ["1:0", "2:1", "3:2"]


async def test_what_was_accepted_before_is_not_accepted_again(database: Database, vault: Vault, clock: Clock) -> None:
    way = handler(database, vault, clock, Echo())
    for expected in (1, 0):
        assert len(await way.accept([came("一", "k1", clock)])) == expected
        await way.finish()
    assert (await count(database, inbox), await waiting_texts(database, vault)) == (1, ["1:一"])


async def test_words_that_leave_by_the_outbox_stay_there_when_two_processes_answer(
    database: Database, vault: Vault, clock: Clock
) -> None:
    echo, message = Echo(), came("一", "k1", clock)
    one, other = handler(database, vault, clock, echo), handler(database, vault, clock, echo)
    await one.accept([message])
    await one.finish()
    await other._take_up(arrival_of(message))  # its sweep had read the message before it was answered
    assert await waiting_texts(database, vault) == ["1:一"]
    assert echo.heard == ["一"]
