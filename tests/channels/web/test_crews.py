"""The pages of crews: the link to join, the leader's page, and rosters over it."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from openpyxl import load_workbook

from bot.channels.web.refusals import place_of
from cases import crew_book
from cases.crew_book import Opening
from cases.roster import read_roster
from storage import crews
from tests.channels.web.service import WebService
from tests.rows import START, entries

pytestmark = pytest.mark.asyncio
LEADER = "wechat:gh:leader"
SECRETS = {"word": "123456", "join": "join-key-0000001", "leader": "leader-key-000000001"}
ROSTER = (
    "姓名,电话,身份证号,天数,欠薪金额\n王建国,13800001234,321102198506150015,43,12040\n李四海,13800001235,,40,11340\n"
)
FAULTY = ROSTER + "孙大海,138,3.21102E+17,10,2800\n"


async def opened(service: WebService) -> None:
    opening = Opening("draft-1", LEADER, None, {"project": "万象新城"}, SECRETS, START)
    await service.database.run(lambda c: crew_book.open_crew(c, service.vault, opening))


async def sent(
    client: httpx.AsyncClient, content: bytes, key: str = SECRETS["leader"], name: str = "a.csv"
) -> httpx.Response:
    return await client.post("/roster", data={"key": key}, files={"file": (name, content)})


async def test_the_link_leads_into_the_talk_with_the_crew_in_its_scene(service: WebService) -> None:
    browser = service.browser()
    answer = await browser.client.get(f"/g/{SECRETS['join']}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/?scene=crew-{SECRETS['join']}")
    assert (await browser.client.get("/g/a'b<c>")).headers["location"] == "/"


async def test_the_leader_sees_counts_and_sum_the_word_and_the_code(service: WebService) -> None:
    await opened(service)
    client = service.browser().client
    page = await client.get(f"/crew/{SECRETS['leader']}")
    assert page.status_code == 200 and "123456" in page.text and "万象新城" in page.text
    assert (await client.get(f"/crew/{SECRETS['leader']}/totals")).json() == {"people": 0, "joined": 0, "sum": "0"}
    code = await client.get(f"/crew/{SECRETS['leader']}/code.svg")
    assert code.headers["content-type"] == "image/svg+xml" and code.text.startswith("<svg")


@pytest.mark.parametrize("key", ["leader-key-000000002", SECRETS["join"], SECRETS["word"], "x" * 200, "%00"])
async def test_no_other_key_opens_it_and_all_are_told_the_same(service: WebService, key: str) -> None:
    await opened(service)
    client = service.browser().client
    page, unknown = await client.get(f"/crew/{key}"), await client.get("/crew/unknown-key-000001")
    assert page.status_code == unknown.status_code == 404
    assert page.text == unknown.text and "万象" not in page.text


async def test_an_old_key_is_told_what_a_wrong_one_is(service: WebService) -> None:
    await opened(service)
    service.clock.at += timedelta(days=61)
    client = service.browser().client
    assert (await client.get(f"/crew/{SECRETS['leader']}")).text == (await client.get("/crew/unknown-key-000001")).text
    assert (await sent(client, ROSTER.encode())).status_code == 404


async def test_a_roster_is_listed_once_however_often_it_comes(service: WebService) -> None:
    await opened(service)
    client = service.browser().client
    for _ in range(2):
        answer = await sent(client, ROSTER.encode("gbk"))
        assert answer.status_code == 200 and "收了 2 个人" in answer.text
    assert (await client.get(f"/crew/{SECRETS['leader']}/totals")).json() == {"people": 2, "joined": 0, "sum": "23,380"}
    assert len(await entries(service.database, "key")) == 1
    assert "王建国" not in answer.text and "13800001234" not in answer.text


async def test_faults_are_told_with_row_column_and_what_to_do(service: WebService) -> None:
    await opened(service)
    answer = await sent(service.browser().client, FAULTY.encode())
    assert "收了 2 个人，还有 2 处要改" in answer.text
    assert "第 4 行 B 列（电话）" in answer.text and "第 4 行 C 列（身份证号）" in answer.text
    assert "改成“文本”" in answer.text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "没有选文件"),
        (b"%PDF-1.7", "这不是表格"),
        (b"<html><table>", "这其实是网页"),
        (b"PK\x03\x04" + bytes(40), "文件坏了"),
        ("今天,明天\n".encode(), "没找到写姓名的一列"),
    ],
)
async def test_what_is_no_roster_is_refused_kindly(service: WebService, content: bytes, said: str) -> None:
    await opened(service)
    answer = await sent(service.browser().client, content)
    assert answer.status_code == 422 and said in answer.text and "名单没有收" in answer.text


async def test_a_body_that_is_too_large_or_no_form_is_refused(service: WebService) -> None:
    await opened(service)
    client = service.browser().client
    assert (await sent(client, b"x" * (6 * 1024 * 1024))).status_code == 413
    assert (await client.post("/roster", content=b"{}")).status_code in (400, 404, 422)
    broken = {"content-type": "multipart/form-data; boundary=x"}
    assert (await client.post("/roster", content=b"--y\r\n", headers=broken)).status_code in (400, 404)


async def test_who_sends_too_many_is_held_up(service: WebService) -> None:
    await opened(service)
    client = service.browser().client
    statuses = [(await sent(client, b"")).status_code for _ in range(25)]
    assert statuses[0] == 422 and statuses[-1] == 429


async def test_the_template_holds_texts_and_is_read_as_it_is_filled_in(service: WebService) -> None:
    content = (await service.browser().client.get("/crew/template.xlsx")).content
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    assert {cell.data_type for cell in sheet[1]} == {"s"} and sheet["C2"].number_format == "@"
    for place, value in enumerate(["王建国", "13800001234", "321102198506150015", "43", "12040"], 1):
        sheet.cell(2, place).value = value
    out = io.BytesIO()
    book.save(out)
    roster = read_roster(out.getvalue())
    assert [(one.name, one.owed_fen) for one in roster.workers] == [("王建国", 1204000)] and roster.faults == ()


async def test_a_listed_worker_who_has_joined_keeps_his_own_figures(service: WebService) -> None:
    await opened(service)
    from cases.crew_book import Joining
    from cases.crew_matching import Person

    person = Person("王建国", "13800001234", None)
    joining = Joining("draft-1", "web:web:a", person, None, 900000, "crew-2026-11", START)
    await service.database.run(lambda c: crew_book.join(c, service.vault, joining))
    await sent(service.browser().client, ROSTER.encode())
    rows = await service.database.read(lambda c: crews.members(c, service.vault, "draft-1"))
    assert [(one.name, one.listed_fen, one.said_fen, one.state) for one in rows] == [
        ("王建国", 1204000, 900000, "joined"),
        ("李四海", 1134000, None, "listed"),
    ]


async def test_an_old_spreadsheet_comes_over_the_page_too(service: WebService) -> None:
    await opened(service)
    content = (Path(__file__).parents[2] / "cases" / "rosters" / "wages.xls").read_bytes()
    answer = await sent(service.browser().client, content, name="工资.xls")
    assert "收了 2 个人，还有 2 处要改" in answer.text


async def test_no_key_is_written_into_the_log() -> None:
    assert place_of("/crew/abcdefghijklmnopqrstuvwx/totals") == "/crew/…/totals"
    assert place_of("/chat/photos/0192-aa") == "/chat/photos/…" and place_of("/chat/return-code") == "/chat/return-code"
