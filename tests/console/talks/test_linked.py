"""Staff see where else the same worker writes, as far as they may see it."""

from __future__ import annotations

import pytest

from console.parts import Console
from handlers.viewer import Role
from storage import links
from tests.console.office import browser_of, hire
from tests.console.talks.room import OTHER_PLACE, REPORT, WORKER, lies_in, says
from tests.rows import Clock

pytestmark = pytest.mark.asyncio
OTHER = "telegram:7:138"
SHOWN = "同一位工友也在"


async def panel(console: Console, name: str, area: str) -> str:
    await hire(console, name, Role.OFFICER, area)
    async with browser_of(console) as browser:
        await browser.sign_in(name)
        text: str = (await browser.get("/console/talks/panel", params={"talk": WORKER, "list": "all"})).text
        return text


async def test_an_officer_sees_and_opens_the_other_talk_of_his_area_alone(console: Console, clock: Clock) -> None:
    await says(console, clock, REPORT)
    await says(console, clock, REPORT, worker=OTHER)
    await lies_in(console, "321102")
    assert OTHER.replace(":", "%3A") not in await panel(console, "before", "3211")
    await console.database.run(lambda c: links.join(c, WORKER, OTHER, clock()))
    await lies_in(console, "321102", OTHER)
    shown = await panel(console, "near", "3211")
    assert f"talk={OTHER.replace(':', '%3A')}" in shown and "Telegram" in shown
    await lies_in(console, OTHER_PLACE, OTHER)
    assert OTHER.replace(":", "%3A") not in await panel(console, "far", "3211")
