"""What a worker sends is fetched at once, looked at, kept as evidence of his complaint, or asked for again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import select, update

from bot.wiring import utc_now
from dialogs.replies import text_of
from handlers.pickups import LARGEST, MOST_REFUSALS
from storage import evidence, messages, pickups
from storage.evidence import EvidenceRow
from storage.tables import complaint, draft, pickup
from tests.channels.wechat.living import Living, living
from tests.talks import SCRIPT
from tests.wechat_emulator import Fault
from tests.wechat_users import Push, User

pytestmark = pytest.mark.asyncio
JPEG, PNG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(500), b"\x89PNG\r\n\x1a\n" + bytes(500)
AMR, MP4 = b"#!AMR\n" + bytes(200), b"\x00\x00\x00\x18ftypmp42" + bytes(900)


@pytest_asyncio.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Living]:
    async with living(tmp_path) as bot:
        yield bot


def sends(bot: Living, user: User, kind: str = "image", **more: str) -> Push:
    fields = {"MediaId": "m1", **more}
    return bot.platform.push(user.fields(kind, MsgId=next(bot.platform.numbers), **fields))


async def kept(bot: Living, user: User) -> list[EvidenceRow]:
    return await bot.database.read(lambda connection: evidence.of_conversation(connection, bot.talk_of(user)))


async def states(bot: Living) -> dict[str, int]:
    return await bot.database.read(pickups.count_by_state)


async def made_due(bot: Living) -> None:
    """As if the pause were over."""
    await bot.database.run(lambda c: c.execute(update(pickup).values(due_at=utc_now())))


async def fetched(bot: Living, times: int = 1) -> None:
    for _ in range(times):
        await made_due(bot)
        await bot.pickups.run_once()


@pytest.mark.parametrize(
    ("kind", "content", "format", "form"),
    [("image", JPEG, "jpeg", "image"), ("image", PNG, "png", "image"), ("voice", AMR, "amr", "voice")],
)
async def test_what_was_sent_is_kept_as_it_came(bot: Living, kind: str, content: bytes, format: str, form: str) -> None:
    user = bot.user()
    bot.api.media["m1"] = content
    push = sends(bot, user, kind)
    for _ in range(2):
        assert (await bot.platform.deliver(push)).text
    assert await bot.pickups.run_once() == 1
    [row] = await kept(bot, user)
    assert (row.kind, row.format, row.size, bot.blobs.get(row.sha256)) == (form, format, len(content), content)
    assert (await states(bot), await bot.pickups.run_once()) == ({"kept": 1}, 0)
    assert bot.api.count_of("media") == 1


@pytest.mark.parametrize("kind", ["video", "shortvideo"])
async def test_a_video_is_fetched_where_wechat_says_that_it_lies(bot: Living, kind: str) -> None:
    user = bot.user()
    bot.api.media["m1"] = f"{bot.api_base}/pictures/film.mp4"
    bot.api.pictures["film.mp4"] = MP4
    await bot.platform.deliver(sends(bot, user, kind, ThumbMediaId="t1"))
    await bot.pickups.run_once()
    [row] = await kept(bot, user)
    assert (row.kind, row.format) == ("video", "mp4")


@pytest.mark.parametrize("fault", [-1, 45009, 40001, 42001, "html", "broken", "half", "reset"])
async def test_what_fails_for_now_is_fetched_later(bot: Living, fault: Fault) -> None:
    user = bot.user()
    bot.api.media["m1"] = JPEG
    await bot.platform.deliver(sends(bot, user))
    if fault in (40001, 42001):
        await bot.tell(user, "x")
        await bot.carried()  # so that there is a token, which is then refused
        bot.api.revoke()
    bot.api.fail("media", fault)
    await fetched(bot, 2)
    assert [row.format for row in await kept(bot, user)] == ["jpeg"]
    assert bot.api.count_of("media") == 2


async def test_an_error_page_under_the_name_of_a_picture_is_no_evidence(bot: Living) -> None:
    user = bot.user()
    bot.api.media["m1"] = b"<html>502 Bad Gateway</html>"
    await bot.platform.deliver(sends(bot, user))
    await bot.pickups.run_once()
    assert (await kept(bot, user), await states(bot)) == ([], {"waiting": 1})


async def test_a_picture_is_taken_from_its_address_when_its_id_is_of_no_use(bot: Living) -> None:
    user = bot.user()
    bot.api.pictures["p.jpg"] = JPEG
    await bot.platform.deliver(sends(bot, user, PicUrl=f"{bot.api_base}/pictures/p.jpg"))
    await bot.pickups.run_once()
    assert [row.format for row in await kept(bot, user)] == ["jpeg"]


@pytest.mark.parametrize("url", ["http://10.0.0.1/x.jpg", "file:///etc/passwd", "http://[", "http://evilqpic.cn/x"])
async def test_an_address_that_is_not_wechats_is_not_asked(bot: Living, url: str) -> None:
    await bot.platform.deliver(sends(bot, bot.user(), PicUrl=url))
    await bot.pickups.run_once()
    assert await states(bot) == {"waiting": 1}
    [reason] = await bot.database.read(lambda c: c.scalars(select(pickup.c.reason)).all())
    assert reason == "refused"


async def test_what_cannot_be_had_is_given_up_and_asked_for_again(bot: Living) -> None:
    user = bot.user()
    await bot.platform.deliver(sends(bot, user))
    bot.api.heard_from(user.openid)
    await fetched(bot, MOST_REFUSALS + 1)
    assert (await states(bot), bot.api.count_of("media")) == ({"given_up": 1}, MOST_REFUSALS)
    await bot.carried()
    lost = text_of(SCRIPT.domain, "utter_media_lost", {})
    assert bot.texts == [lost]
    said = await bot.database.read(lambda c: messages.said(c, bot.vault, bot.talk_of(user)))
    assert said[-1].text == lost  # staff read it too


async def test_what_is_too_large_is_not_read_to_its_end(bot: Living) -> None:
    bot.api.media["m1"] = JPEG + bytes(LARGEST)
    await bot.platform.deliver(sends(bot, bot.user()))
    await bot.pickups.run_once()
    assert await states(bot) == {"given_up": 1}


async def test_after_three_days_it_is_not_asked_for_any_more(bot: Living) -> None:
    bot.api.media["m1"] = JPEG
    await bot.platform.deliver(sends(bot, bot.user()))
    old = update(pickup).values(expires_at=utc_now() - timedelta(seconds=1))
    await bot.database.run(lambda c: c.execute(old))
    await bot.pickups.run_once()
    assert (await states(bot), bot.api.count_of("media")) == ({"given_up": 1}, 0)


async def test_photos_belong_to_the_complaint_from_before_its_draft_until_after_its_filing(bot: Living) -> None:
    user = bot.user()
    bot.api.media |= {"before": JPEG, "during": PNG, "after": JPEG + b"1"}
    await bot.platform.deliver(sends(bot, user, MediaId="before"))
    await bot.pickups.run_once()
    await user.says("鼎立劳务欠我两万四")
    await bot.platform.deliver(sends(bot, user, MediaId="during"))
    await fetched(bot)
    drafts = await bot.database.read(lambda c: c.scalars(select(draft.c.id)).all())
    assert [row.draft_id for row in await kept(bot, user)] == list(drafts) * 2


async def test_a_photo_after_the_filing_belongs_to_the_case(bot: Living) -> None:
    user = bot.user()
    bot.api.media["m1"] = JPEG
    await bot.ready_to_file(user)
    await user.says("对")
    await bot.platform.deliver(sends(bot, user))
    await bot.pickups.run_once()
    [draft_id] = await bot.database.read(lambda c: c.scalars(select(complaint.c.draft_id)).all())
    [row] = await bot.database.read(lambda c: evidence.of_complaint(c, draft_id))
    assert row.format == "jpeg"


async def test_who_refuses_consent_leaves_no_photo_behind(bot: Living) -> None:
    user = bot.user()
    bot.api.media |= {"m1": JPEG, "m2": PNG}
    await bot.platform.deliver(sends(bot, user))
    await bot.pickups.run_once()
    await user.says("鼎立劳务欠我两万四")
    await bot.platform.deliver(sends(bot, user, MediaId="m2"))
    await user.says("不同意")
    await bot.pickups.run_once()
    assert (await kept(bot, user), await states(bot), bot.api.count_of("media")) == ([], {}, 1)


async def test_a_fetch_whose_process_died_is_made_again_once_its_lease_is_over(bot: Living) -> None:
    bot.api.media["m1"] = JPEG
    await bot.platform.deliver(sends(bot, bot.user()))
    claim = update(pickup).values(attempts=1, leased_until=utc_now() + timedelta(minutes=1))
    await bot.database.run(lambda c: c.execute(claim))
    assert await bot.pickups.run_once() == 0
    await bot.database.run(lambda c: c.execute(update(pickup).values(leased_until=utc_now())))
    assert (await bot.pickups.run_once(), await states(bot)) == (1, {"kept": 1})


async def test_of_a_file_photos_are_asked_for(bot: Living) -> None:
    user = bot.user()
    push = bot.platform.push(user.fields("file", Title="roster.pdf", FileTotalLen="10", MsgId=7))
    shown = await bot.platform.deliver(push)
    assert text_of(SCRIPT.domain, "utter_file_unread", {}) in str(shown.text)
    assert await states(bot) == {}
