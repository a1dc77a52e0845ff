"""Photos over HTTP: kept once as they came, shown to their sender alone, and nothing else taken for one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from hashlib import sha256

import pytest

from handlers.evidence import LARGEST, MOST_A_DAY, UNWANTED_FOR
from storage import evidence
from storage.database import Database
from storage.evidence import EvidenceRow
from tests.channels.web.service import JPEG, Browser, Scripted, WebService, conversation_of
from tests.pictures import opened, photo
from tests.rows import Clock

pytestmark = pytest.mark.asyncio
HTML = b"<!doctype html><script>alert(1)</script>"


async def begun(service: WebService) -> Browser:
    browser = service.browser()
    await browser.begin()
    return browser


async def kept(database: Database) -> list[EvidenceRow]:
    id = await conversation_of(database)
    return await database.read(lambda connection: evidence.of_conversation(connection, id))


async def test_a_photo_is_kept_as_it_came_and_shown_in_the_talk(service: WebService, clock: Clock) -> None:
    browser = await begun(service)
    messages = (await browser.photo()).json()["messages"]
    assert [one["text"] for one in messages] == ["您好，我是薪声。", "", "听到image"]
    assert messages[1]["shows"] and messages[1]["key"] == "photo-0001"
    (row,) = await kept(service.database)
    assert (row.format, row.size, row.sha256) == ("jpeg", len(JPEG), sha256(JPEG).hexdigest())
    assert row.received_at == clock()
    assert service.blobs.get(row.sha256) == JPEG
    assert f"{messages[1]['photo']}?small=1" in await browser.page()


async def test_what_is_shown_of_it_does_not_tell_where_it_was_taken(service: WebService) -> None:
    browser = await begun(service)
    address = (await browser.photo(photo(1200, 800, turned=6))).json()["messages"][1]["photo"]
    for path, size in ((address, (800, 1200)), (f"{address}?small=1", (320, 480))):
        shown = await browser.client.get(path)
        assert (shown.headers["content-type"], opened(shown.content).size) == ("image/jpeg", size)
        assert not opened(shown.content).getexif() and b"Phone" not in shown.content


async def test_a_photo_that_nothing_here_can_draw_is_given_back_to_be_saved(service: WebService) -> None:
    browser = await begun(service)
    broken = JPEG[:200]
    address = (await browser.photo(broken)).json()["messages"][1]["photo"]
    given = await browser.client.get(address)
    assert given.content == broken and given.headers["content-type"] == "application/octet-stream"
    assert given.headers["content-disposition"].startswith("attachment")


async def test_on_the_disk_it_is_sealed(service: WebService) -> None:
    browser = await begun(service)
    await browser.photo()
    (row,) = await kept(service.database)
    (path,) = service.blobs._folder.glob(f"*/{row.sha256}")
    assert b"Phone" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0


async def test_a_photo_sent_again_is_one_piece_of_evidence_and_one_message(
    service: WebService, dialog: Scripted
) -> None:
    browser = await begun(service)
    first, again = await browser.photo(), await browser.photo()
    assert first.json() == again.json()
    assert len(await kept(service.database)) == 1
    assert dialog.heard == ["entered", "image"]


async def test_the_same_photo_as_another_message_is_kept_once(service: WebService) -> None:
    browser = await begun(service)
    await browser.photo(client_id="photo-0001")
    await browser.photo(client_id="photo-0002")
    assert len(await kept(service.database)) == 2
    assert len(list(service.blobs.names(before=service.clock().max.replace(tzinfo=service.clock().tzinfo)))) == 1


async def test_a_photo_is_shown_as_nothing_but_a_picture(service: WebService) -> None:
    browser = await begun(service)
    sneaky = JPEG + HTML
    messages = (await browser.photo(sneaky)).json()["messages"]
    shown = await browser.client.get(messages[1]["photo"])
    assert shown.headers["content-type"] == "image/jpeg"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert shown.headers["cross-origin-resource-policy"] == "same-origin"


async def test_nobody_sees_anothers_photo(service: WebService) -> None:
    browser = await begun(service)
    address = (await browser.photo()).json()["messages"][1]["photo"]
    other = service.browser()
    assert (await other.client.get(address)).status_code == 401
    await other.begin()
    assert (await other.client.get(address)).status_code == 404


REFUSED = {
    "a page": (HTML, 415, "not_a_photo"),
    "a page named a photo": (b"\xff\xd8" + HTML, 415, "not_a_photo"),
    "a drawing with scripts": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 415, "not_a_photo"),
    "a program": (b"MZ\x90\x00" + bytes(100), 415, "not_a_photo"),
    "nothing": (b"", 400, "photo_empty"),
    "too much": (JPEG + bytes(LARGEST), 413, "photo_too_large"),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_what_is_no_photo_is_refused_and_nothing_is_lost(
    service: WebService, dialog: Scripted, name: str
) -> None:
    content, status, code = REFUSED[name]
    browser = await begun(service)
    answer = await browser.photo(content)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert await kept(service.database) == []
    assert (await browser.photo(JPEG)).status_code == 200
    assert dialog.heard == ["entered", "image"]


async def test_a_photo_that_does_not_say_how_large_it_is_is_measured_as_it_comes(service: WebService) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield JPEG
        for _ in range(11):
            yield bytes(1024 * 1024)

    browser = await begun(service)
    answer = await browser.photo(pieces())
    assert (answer.status_code, answer.json()["most_megabytes"]) == (413, 10)


@pytest.mark.parametrize(
    ("start", "format"),
    [
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"GIF89a", "gif"),
        (b"RIFF\x00\x00\x00\x00WEBP", "webp"),
        (b"\x00\x00\x00\x18ftypheic", "heic"),
    ],
)
async def test_the_content_says_what_it_is(service: WebService, start: bytes, format: str) -> None:
    browser = await begun(service)
    messages = (await browser.photo(start + bytes(200))).json()["messages"]
    (row,) = await kept(service.database)
    assert row.format == format
    assert messages[1]["shows"] == (format != "heic")


async def test_more_photos_than_anybody_needs_wait_until_tomorrow(service: WebService, clock: Clock) -> None:
    browser = await begun(service)
    for number in range(MOST_A_DAY):
        service.seconds += 60
        assert (await browser.photo(client_id=f"photo-{number:04}")).status_code == 200
    service.seconds += 60
    assert (await browser.photo(client_id="photo-last")).json()["code"] == "too_many_photos"
    clock.later(days=1, seconds=1)
    assert (await browser.photo(client_id="photo-last")).status_code == 200


async def test_who_does_not_agree_leaves_no_photo_behind(service: WebService, clock: Clock) -> None:
    browser = await begun(service)
    messages = (await browser.photo()).json()["messages"]
    await browser.say("不同意")
    assert await kept(service.database) == []
    assert (await browser.client.get(messages[1]["photo"])).status_code == 404
    assert (await browser.read())["messages"][1]["gone"]


async def test_bytes_that_are_no_evidence_any_more_are_tidied_away(service: WebService) -> None:
    browser = await begun(service)
    await browser.photo()
    kept_name = service.blobs.put(b"\xff\xd8\xff nobody's")
    (row,) = await kept(service.database)
    service.clock.at = service.clock.at.replace(year=2999) - UNWANTED_FOR
    assert await service.parts.evidence.tidy() == 1
    assert service.blobs.get(row.sha256) == JPEG
    assert [name for name in service.blobs.names(service.clock()) if name == kept_name] == []
    assert await service.parts.evidence.tidy() == 0
