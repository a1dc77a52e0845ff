"""The page for what a channel cannot carry: each file once, into the right talk and case; its address tells nothing."""

from __future__ import annotations

import io
import zipfile

import httpx
import pytest
from sqlalchemy import select

from cases.clocks import Calendar
from handlers.uploads import Uploads
from storage import cases, evidence
from storage.tables import message
from tests.channels.web.service import JPEG, WebService
from tests.rows import NUMBER, START, TALK, filed, heard

pytestmark = pytest.mark.asyncio
PDF = b"%PDF-1.7 invented"


def office(folder: str) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(f"{folder}/document.xml", "<x/>")
    return kept.getvalue()


def key_of(service: WebService, conversation_id: str = TALK) -> str:
    return Uploads(service.database, service.vault, Calendar(), service.clock).key(conversation_id)


async def given(service: WebService, key: str, *files: tuple[str, bytes]) -> httpx.Response:
    async with service.browser().client as client:
        return await client.post("/u", params={"key": key}, files=[("file", file) for file in files])


async def kept(service: WebService) -> list[tuple[str, str, str | None]]:
    rows = await service.database.read(lambda connection: evidence.of_conversation(connection, TALK))
    return [(row.kind, row.format, row.draft_id) for row in rows]


async def test_files_of_all_kinds_are_kept_once_and_staff_see_them(service: WebService) -> None:
    await heard(service.database, TALK, START)
    files = [("欠条.jpg", JPEG), ("合同.pdf", PDF), ("工资.xlsx", office("xl")), ("x.exe", b"MZ\0"), ("空.pdf", b"")]
    first = await given(service, key_of(service), *files)
    await given(service, key_of(service), *files)
    assert await kept(service) == [("image", "jpeg", None), ("document", "pdf", None), ("document", "xlsx", None)]
    assert "收到 3 件" in first.text and "认不出是什么" in first.text and "是空的" in first.text
    kinds = await service.database.read(lambda c: c.execute(select(message.c.direction, message.c.kind)).all())
    assert [tuple(row) for row in kinds] == [("in", "image"), ("in", "file"), ("in", "file")]


async def test_what_comes_after_filing_belongs_to_the_case_and_is_told_there(service: WebService) -> None:
    await heard(service.database, TALK, START)
    await filed(service.database, service.vault)
    await given(service, key_of(service), ("欠条.jpg", JPEG), ("合同.pdf", PDF))
    assert {row[2] for row in await kept(service)} == {"draft-1"}
    case = await service.database.read(lambda c: cases.find_case(c, service.vault, NUMBER))
    assert case and case.facts["evidence_kinds"] == ["photo"]


async def test_the_address_tells_nothing_and_ends_after_a_week(service: WebService) -> None:
    key = key_of(service)
    assert "worker" not in key and key != key_of(service)
    async with service.browser().client as client:
        good = await client.get(f"/u/{key}")
        forged = await client.get(f"/u/{key[:-2]}xx")
        service.clock.later(days=8)
        late = await client.get(f"/u/{key}")
    assert [answer.status_code for answer in (good, forged, late)] == [200, 404, 404]
    assert forged.text == late.text
    assert TALK not in good.text


@pytest.mark.parametrize("key", ["", "x", "../../etc/passwd", "é" * 30, "a" * 5000])
async def test_what_is_no_key_takes_nothing(service: WebService, key: str) -> None:
    answer = await given(service, key, ("欠条.jpg", JPEG))
    assert answer.status_code == 404 and await kept(service) == []


async def test_no_file_and_too_many_bytes_are_said_kindly(service: WebService) -> None:
    await heard(service.database, TALK, START)
    key = key_of(service)
    async with service.browser().client as client:
        nothing = await client.post("/u", params={"key": key}, files=[("other", b"")])
        much = await client.post("/u", params={"key": key}, files=[("file", ("a", b"x" * (41 * 1024 * 1024)))])
    assert nothing.status_code == 422 and "还没选文件" in nothing.text
    assert much.status_code == 422 and "请少选几个" in much.text
    assert await kept(service) == []


async def test_eleven_files_are_ten_and_one_to_be_sent_again(service: WebService) -> None:
    await heard(service.database, TALK, START)
    files = [(f"{number}.pdf", PDF + bytes([number])) for number in range(11)]
    answer = await given(service, key_of(service), *files)
    assert "收到 10 件" in answer.text and "还有 1 件" in answer.text
    assert len(await kept(service)) == 10
