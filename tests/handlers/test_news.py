"""Pages hear of the talks that changed, those within their area, and of no others; on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from handlers.news import News
from handlers.takeover import StaffWords
from handlers.viewer import Role, Viewer
from storage.database import Database
from storage.tables import conversation
from storage.vault import Vault
from tests import whole
from tests.handlers.test_inbound import came, handler
from tests.handlers.test_takeover import LI, begun, takeovers
from tests.rows import TALK, Clock

pytestmark = pytest.mark.asyncio
AWAY = Viewer("s8", "别处", Role.OFFICER, "62")
SOON = 10.0


async def lies_in(database: Database, county: str) -> None:
    here = update(conversation).where(conversation.c.id == TALK).values(county_code=county)
    await database.run(lambda connection: connection.execute(here))


async def test_what_changes_is_told_to_who_may_see_it(database: Database, vault: Vault, clock: Clock) -> None:
    await begun(database, vault, clock)
    await lies_in(database, "321111")
    news = News(database, clock)
    way = handler(database, vault, clock, whole.engine(database, vault, clock))
    with news.followed_by(LI) as here, news.followed_by(AWAY) as away:
        await news.look()
        await way.handle(came("你好", "k1", clock), patience=4)
        await news.look()
        assert await here.changed(SOON) == {TALK}
        assert await away.changed(0) == set()
        await news.look()
        assert await here.changed(0) == set()


async def test_taking_over_and_writing_are_told_too(database: Database, vault: Vault, clock: Clock) -> None:
    await begun(database, vault, clock)
    news, doing = News(database, clock), takeovers(database, vault, clock)
    with news.followed_by(LI) as follower:
        await news.look()
        clock.later(minutes=1)
        await doing.take_over(LI, TALK)
        await news.look()
        assert await follower.changed(SOON) == {TALK}
        await doing.say(LI, StaffWords(TALK, "1", "您好。"))
        await news.look()
        assert await follower.changed(SOON) == {TALK}


async def test_a_page_is_woken_by_the_bell(database: Database, vault: Vault, clock: Clock) -> None:
    await begun(database, vault, clock)
    news, doing = News(database, clock), takeovers(database, vault, clock)
    with news.followed_by(LI) as follower:
        await news.look()
        await doing.take_over(LI, TALK)
        assert await follower.changed(SOON) == {TALK}


async def test_nobody_looks_once_the_last_page_is_closed(database: Database, clock: Clock) -> None:
    news = News(database, clock)
    with news.followed_by(LI):
        with news.followed_by(AWAY):
            assert news.is_watching
        assert news.is_watching
    assert not news.is_watching
