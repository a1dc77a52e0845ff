"""Ten photos in a second, out of order and twice each, and a site's code at the gate, as WeChat brings them."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio

from cases.site_chain import Listing, take_entry
from cases.site_registry import Entry
from storage import evidence, sites
from storage.sites import PartyRow
from tests.channels.wechat.living import Living, living
from tests.pictures import photo
from tests.rows import START

pytestmark = pytest.mark.asyncio
SITE = Entry("万象新城三期", "321111", "RZ-001", None, (PartyRow("subcontractor", "鼎立劳务"),))


@pytest_asyncio.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Living]:
    async with living(tmp_path) as bot:
        yield bot


async def test_an_album_of_ten_is_answered_once_and_all_of_it_is_kept(bot: Living) -> None:
    user = bot.user()
    await user.says("鼎立劳务欠我两万四")
    pushes = []
    for number in range(10):
        bot.api.media[f"m{number}"] = photo(64, 40 + number)
        fields = user.fields("image", MsgId=next(bot.platform.numbers), MediaId=f"m{number}")
        pushes.append(bot.platform.push(fields))
    shown = await bot.platform.scatter(pushes, rng=random.Random(7))
    assert all(len(words) == 1 for words in shown)  # a redelivery gets the same words
    assert len([words for words in shown if words != {None}]) == 1
    while await bot.pickups.run_once():
        pass
    kept = await bot.database.read(partial(evidence.of_conversation, conversation_id=bot.talk_of(user)))
    assert len({row.sha256 for row in kept}) == 10


async def test_a_scanned_site_is_known_and_its_complaint_is_tied_to_it(bot: Living) -> None:
    listing = Listing("list-1", START, lambda: "site-1")
    await bot.database.run(partial(take_entry, vault=bot.vault, entry=SITE, listing=listing))
    user = bot.user()
    assert "万象新城三期" in str((await user.scans("RZ-001")).text)
    await user.says("欠我两万四，三月到七月的，就我一个人")
    for words in ("同意", "王建国", "321102198506150015", "13800001234", "没有"):
        read_back = await user.says(words)
    assert "万象新城三期" in str(read_back.text) and "镇江市润州区" in str(read_back.text)
    assert "编号" in str((await user.says("对")).text)
    (_, cases) = await bot.database.read(
        lambda c: (site := sites.by_code(c, "RZ-001"), sites.cases_at(c, site.id if site else ""))
    )
    assert len(cases) == 1
