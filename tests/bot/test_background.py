"""Background loops, the clock and ids."""

import asyncio
import logging
from datetime import UTC, date, datetime

import pytest

from bot.loops import Loops
from bot.wiring import clock, day_in_china, new_id, utc_now


@pytest.mark.asyncio
async def test_a_step_is_repeated_while_it_finds_something_then_waits_for_the_bell() -> None:
    found, done = [2, 1, 0], asyncio.Event()
    waited: list[float] = []

    async def step() -> int:
        return found.pop(0)

    async def wait(patience: float) -> None:
        waited.append(patience)
        done.set()
        await asyncio.sleep(60)

    async with Loops(wait) as loops:
        loops.add("work", step, every=7.0)
        await asyncio.wait_for(done.wait(), 2)
    assert (found, waited) == ([], [7.0])


@pytest.mark.asyncio
async def test_a_failing_step_is_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    calls = 0
    done = asyncio.Event()

    async def step() -> int:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise RuntimeError("no database")
        done.set()
        return 0

    caplog.set_level(logging.CRITICAL)
    async with Loops(lambda patience: asyncio.sleep(0)) as loops:
        loops.add("work", step, every=1.0)
        await asyncio.wait_for(done.wait(), 5)


@pytest.mark.asyncio
async def test_leaving_lets_the_step_under_way_finish() -> None:
    began, finished = asyncio.Event(), False

    async def step() -> int:
        nonlocal finished
        began.set()
        await asyncio.sleep(0.05)
        finished = True
        return 1

    async with Loops(lambda patience: asyncio.sleep(patience)) as loops:
        loops.add("work", step, every=1.0)
        await began.wait()
    assert finished


def test_ids_sort_by_time_and_differ() -> None:
    ids = [new_id() for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert [one[:13] for one in ids] == sorted(one[:13] for one in ids)
    assert {(one[14], one[19] in "89ab") for one in ids} == {("7", True)}


def test_the_clock_can_be_moved_to_a_day() -> None:
    assert day_in_china(clock(date(2026, 3, 1))()) == date(2026, 3, 1)
    assert abs((clock()() - utc_now()).total_seconds()) < 1


def test_a_day_begins_in_china_before_it_does_in_utc() -> None:
    assert day_in_china(datetime(2026, 3, 1, 17, 0, tzinfo=UTC)) == date(2026, 3, 2)
